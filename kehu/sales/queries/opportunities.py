"""What the opportunity's page reads."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields import showing
from kehu.foundation.fields.values import value_of
from kehu.sales.models import Opportunity, Stage, StageChange

MOST_CHANGES = 50


@dataclass(frozen=True)
class Step:
    """A stage as seen from the opportunity: `days` spent there in all, `place` is behind, now or ahead."""

    stage: Stage
    place: str
    days: int
    late: bool


def way(opportunity: Opportunity) -> list[Step]:
    """The stages of its pipeline in order, the two ends left out unless it is there."""
    spent = _days_spent(opportunity)
    stages = [
        one
        for one in opportunity.pipeline.stages.all()
        if one.outcome == Stage.Outcome.OPEN or one.pk == opportunity.stage_id
    ]
    steps = []
    for one in stages:
        here = one.pk == opportunity.stage_id
        place = "now" if here else "behind" if one.position < opportunity.stage.position else "ahead"
        late = here and one.usual_days is not None and opportunity.is_open and spent.get(one.pk, 0) > one.usual_days
        steps.append(Step(one, place, spent.get(one.pk, 0), late))
    return steps


def stage_changes(opportunity: Opportunity) -> list[StageChange]:
    """The latest first."""
    rows = opportunity.stage_changes.select_related("from_stage", "to_stage", "changed_by")
    return list(rows[:MOST_CHANGES])


def own_fields(opportunity: Opportunity, user: User) -> list[tuple[str, str]]:
    """(label, text) of the company's own fields that the user may see."""
    found = []
    for one in custom_fields.definitions("opportunity"):
        if custom_fields.rule(one, user) in (FieldAccess.READ, FieldAccess.EDIT):
            value: Any = value_of(opportunity, f"custom.{one.key}")
            found.append((one.label, showing.shown(one, value, user, opportunity.currency)))
    return found


def _days_spent(opportunity: Opportunity) -> dict[Any, int]:
    changes = list(opportunity.stage_changes.order_by("at", "id").values_list("to_stage", "at"))
    ends = [at for _stage, at in changes[1:]] + [timezone.now()]
    seconds: dict[Any, float] = {}
    for (stage, begun), ended in zip(changes, ends, strict=True):
        seconds[stage] = seconds.get(stage, 0) + (ended - begun).total_seconds()
    return {stage: int(total // 86400) for stage, total in seconds.items()}
