"""The board of opportunities: the stages of one pipeline as lanes, and what their gates ask on a drop."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms

from kehu.foundation.access.models import User
from kehu.foundation.lists.layouts.lanes import Lane
from kehu.foundation.lists.query import ListQuery
from kehu.sales.actions import gates
from kehu.sales.actions.cell_edits import stage_named
from kehu.sales.forms import CloseForm, GateForm
from kehu.sales.models import Opportunity, Pipeline, Stage

TONES: dict[str, str] = {Stage.Outcome.WON: "good", Stage.Outcome.LOST: "bad"}


def stages(query: ListQuery, _user: User) -> Iterator[Lane]:
    """Those of the pipeline that the list is narrowed to, else of the first; won and lost are folded."""
    wanted = [value for one in query.filters.conditions() if one.parameter == "pipeline" for value in one.values]
    pipelines = Pipeline.objects.filter(is_active=True)
    pipeline = pipelines.filter(pk__in=wanted).first() if wanted else pipelines.first()
    for one in Stage.objects.filter(pipeline=pipeline).select_related("pipeline"):
        yield Lane(str(one.pk), one.label, TONES.get(one.outcome, ""), folded=one.outcome != Stage.Outcome.OPEN)


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


def _made(form: type[forms.Form], *given: Any) -> type[forms.Form]:
    """The form with its first arguments filled in, as a class the board can make an instance of."""

    class Sheet(form):  # type: ignore[misc,valid-type]
        def __init__(self, data: Any = None, **more: Any):
            super().__init__(*given, data, **more)

    return Sheet
