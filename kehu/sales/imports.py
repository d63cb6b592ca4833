"""What of sales can be brought in from files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.importing.fields import custom_fields
from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register
from kehu.sales.import_headings import OPPORTUNITY_HEADINGS, STAGE_WORDS
from kehu.sales.importing.opportunities import OpportunityWriter
from kehu.sales.models import Stage
from kehu.sales.objects import OPPORTUNITY, stage_choices
from kehu.sales.permissions import OpportunityVerb

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


register(Opportunities())
