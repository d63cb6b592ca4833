"""What of sales can be brought in from files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.importing.fields import custom_fields
from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register
from kehu.sales.import_headings import OPPORTUNITY_HEADINGS, STAGE_WORDS
from kehu.sales.importing.leads import LeadWriter
from kehu.sales.importing.opportunities import OpportunityWriter
from kehu.sales.lead_headings import AUTHORITIES, LEAD_HEADINGS, STATES
from kehu.sales.models import Lead, Stage
from kehu.sales.objects import LEAD, OPPORTUNITY, stage_choices
from kehu.sales.permissions import LeadVerb, OpportunityVerb

# Key, label, kind; those that the object itself has take their label from it.
_GIVEN: tuple[tuple[str, object, Kind], ...] = (
    ("external_id", gettext_lazy("External id"), Kind.TEXT), ("name", None, Kind.TEXT),
    ("customer", None, Kind.REFERENCE), ("contact", None, Kind.TEXT), ("product", gettext_lazy("Product"), Kind.TEXT),
    ("stage", None, Kind.CHOICE), ("amount", None, Kind.MONEY), ("currency", None, Kind.TEXT),
    ("owner", None, Kind.REFERENCE), ("opened_on", gettext_lazy("Opened on"), Kind.DATE),
    ("close_date", gettext_lazy("Closed, or expected to close"), Kind.DATE), ("probability", None, Kind.NUMBER),
    ("reason", gettext_lazy("Reason of the closing"), Kind.TEXT),
    ("competitor", gettext_lazy("Competitor"), Kind.TEXT), ("source", None, Kind.TEXT),
    ("next_step", None, Kind.TEXT), ("next_step_on", None, Kind.DATE), ("description", None, Kind.LONG_TEXT),
)  # fmt: skip
_REFERENCES = {"customer": "customer", "owner": "user"}


class Opportunities(ImportTarget):
    key = "opportunities"
    object_key = "opportunity"
    label = gettext_lazy("Opportunities")
    verb = OpportunityVerb.CREATE
    icon = "target-arrow"
    position = 40

    def fields(self, user: User) -> list[TargetField]:
        found = []
        for key, label, kind in _GIVEN:
            declared = OPPORTUNITY.field(key)
            choices = stage_choices if key == "stage" else None
            aliases = _stage_words() if key == "stage" else {}
            found.append(
                TargetField(
                    key, label or (declared.label if declared else key), kind, tuple(OPPORTUNITY_HEADINGS[key]),
                    choices, aliases, _REFERENCES.get(key, ""),
                )
            )  # fmt: skip
        return found + custom_fields("opportunity", user)

    def begin(self, context: Context) -> Writer:
        return OpportunityWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        named = {"name", "product", "external_id"} & fields
        return "" if named else _("One column must name the opportunities, or say their product or number.")


def _stage_words() -> dict[str, tuple[str, ...]]:
    """What files call the stages; those of the first pipeline first, as a word means one stage only."""
    taken: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for one in Stage.objects.filter(pipeline__is_active=True).select_related("pipeline"):
        words = [word for word in (one.label, one.name, one.key, *STAGE_WORDS.get(one.key, ())) if word not in taken]
        taken.update(words)
        found[str(one.pk)] = tuple(words)
    return found


_MORE = (("first_name", gettext_lazy("Given name")), ("last_name", gettext_lazy("Family name")))
_ALIASES = {"state": STATES, "authority": AUTHORITIES}
_CLOSED_STATES = ("converted",)


class Leads(ImportTarget):
    key = "leads"
    object_key = "lead"
    label = gettext_lazy("Leads")
    verb = LeadVerb.IMPORT
    icon = "filter"
    position = 70
    match_rules = (
        ("phone", gettext_lazy("Phone")),
        ("email", gettext_lazy("E-mail")),
        ("name", gettext_lazy("Name and company")),
    )

    def fields(self, user: User) -> list[TargetField]:
        """Those of a lead, and the parts of a name; what a lead became is not brought in."""
        own = []
        for one in LEAD.fields:
            if one.key not in LEAD_HEADINGS:
                continue
            choices = one.choices
            if one.key == "state":
                choices = _open_states
            own.append(
                TargetField(
                    one.key, one.label, Kind.NUMBER if one.key == "budget" else one.kind,
                    tuple(LEAD_HEADINGS[one.key]), choices, _ALIASES.get(one.key, {}), one.reference,
                    looks_like={"phone": "phone", "email": "email"}.get(one.key, ""),
                )
            )  # fmt: skip
        own[1:1] = [TargetField(key, label, names=tuple(LEAD_HEADINGS[key])) for key, label in _MORE]
        return own + custom_fields("lead", user)

    def begin(self, context: Context) -> Writer:
        return LeadWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        if fields & {"name", "company", "last_name", "first_name"}:
            return ""
        return _("One column must say who the lead is: a name or a company.")


def _open_states() -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in Lead.State.choices if key not in _CLOSED_STATES]


for one in (Opportunities(), Leads()):
    register(one)
