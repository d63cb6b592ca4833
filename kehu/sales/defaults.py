"""The pipeline, the reasons and the stages that are there from the start.

Created when missing, after each migration; what exists is the company's and is left as it is.
"""

from django.utils.translation import gettext_noop as _

from kehu.foundation.approvals.defaults import first_rule
from kehu.foundation.approvals.models import By
from kehu.sales.models import CloseReason, Pipeline, Stage


def pgettext(_context: str, name: str) -> str:
    """Marks a name for translation; the same word means something else for the lifecycle of a customer."""
    return name


PIPELINE = ("sales", _("Sales"))
_SAID = ["amount", "expected_close"]
# Key, name, probability in percent, category of the forecast, outcome, fields that entering needs, usual days.
STAGES: tuple[tuple[str, str, int, str, str, list[str], int | None], ...] = (
    ("found", pgettext("stage", "Found"), 10, "pipeline", "open", [], 14),
    ("qualified", pgettext("stage", "Qualified"), 25, "pipeline", "open", _SAID, 21),
    ("proposal", pgettext("stage", "Proposal"), 50, "best_case", "open", [*_SAID, "contact"], 21),
    ("negotiation", pgettext("stage", "Negotiation"), 75, "commit", "open", [*_SAID, "contact"], 14),
    ("won", pgettext("stage", "Won"), 100, "commit", "won", [], None),
    ("lost", pgettext("stage", "Lost"), 0, "omitted", "lost", [], None),
)
REASONS = {
    "won": (_("Best value"), _("Relationship"), _("Product fits best"), _("Service"), _("Price")),
    "lost": (
        _("Price too high"), _("Competitor was better"), _("No budget"), _("No decision"), _("Need fell away"),
        _("We were too slow"),
    ),
}  # fmt: skip


STAGE_APPROVAL = "opportunity.stage"


def ensure_defaults() -> None:
    # Who wants to enter a stage that needs approval asks his manager, until the company says otherwise.
    first_rule(subject=STAGE_APPROVAL, name=_("Entering a stage: the manager"), by=By.MANAGER, remind_after=8)
    if not Pipeline.objects.exists():
        key, name = PIPELINE
        pipeline = Pipeline.objects.create(key=key, name=name, position=10, is_builtin=True)
        Stage.objects.bulk_create(
            Stage(
                pipeline=pipeline, key=key, name=name, position=10 * (place + 1), probability=probability,
                category=category, outcome=outcome, required_fields=required, usual_days=days, is_builtin=True,
            )
            for place, (key, name, probability, category, outcome, required, days) in enumerate(STAGES)
        )  # fmt: skip
    if not CloseReason.objects.exists():
        CloseReason.objects.bulk_create(
            CloseReason(outcome=outcome, name=name, position=10 * (place + 1), is_builtin=True)
            for outcome, names in REASONS.items()
            for place, name in enumerate(names)
        )
