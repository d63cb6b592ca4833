"""The board of opportunities: the stages of one pipeline as lanes, and what their gates ask on a drop."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import ngettext

from kehu.foundation.access.models import User
from kehu.foundation.lists.layouts.lanes import Lane
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.values import Cell
from kehu.sales.actions import gates
from kehu.sales.actions.cell_edits import stage_named
from kehu.sales.forms import CloseForm, GateForm
from kehu.sales.models import Opportunity, Pipeline, Stage

MARK_READS = ("stage", "stage_since", "state")
TONES: dict[str, str] = {Stage.Outcome.WON: "good", Stage.Outcome.LOST: "bad"}


def stages(query: ListQuery, _user: User) -> Iterator[Lane]:
    """Those of the pipeline that the list is narrowed to, else of the first; won and lost are folded."""
    wanted = [value for one in query.filters.conditions() if one.parameter == "pipeline" for value in one.values]
    pipelines = Pipeline.objects.filter(is_active=True)
    pipeline = pipelines.filter(pk__in=wanted).first() if wanted else pipelines.first()
    for one in Stage.objects.filter(pipeline=pipeline).select_related("pipeline"):
        yield Lane(
            str(one.pk), one.label, one.tone or TONES.get(one.outcome, ""), folded=one.outcome != Stage.Outcome.OPEN
        )


def gate(record_id: UUID, value: str, by: User) -> type[forms.Form] | None:
    """What is missing for the stage, or how it ended; None lets the card pass."""
    stage = stage_named(value)
    opportunity = Opportunity.objects.visible_to(by).filter(pk=record_id).first()
    if opportunity is None:
        return None
    if stage.outcome != Stage.Outcome.OPEN:
        return _made(CloseForm, stage.outcome)
    missing = gates.missing(opportunity, stage)
    return _made(GateForm, by, opportunity, missing) if missing else None


def marks() -> Callable[[Mapping[str, Cell]], str]:
    """Says of a card that it stays longer in its stage than is usual there."""
    usual = {str(pk): days or 0 for pk, days in Stage.objects.exclude(usual_days=None).values_list("pk", "usual_days")}
    now = timezone.now()

    def mark(cells: Mapping[str, Cell]) -> str:
        stage, since, state = (cells[key].value if key in cells else None for key in MARK_READS)
        days = (now - since).days if since else 0
        if str(state) != Opportunity.State.OPEN or days <= usual.get(str(stage), days):
            return ""
        return ngettext("%(num)s day in this stage", "%(num)s days in this stage", days) % {"num": days}

    return mark


def _made(form: type[forms.Form], *given: Any) -> type[forms.Form]:
    """The form with its first arguments filled in, as a class the board can make an instance of."""

    class Sheet(form):  # type: ignore[misc,valid-type]
        def __init__(self, data: Any = None, **more: Any):
            super().__init__(*given, data, **more)

    return Sheet
