"""What the opportunity's page reads."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from kehu.foundation.access.models import TeamMember, User
from kehu.sales.models import Opportunity, Stage


def stages_to_begin_in(user: User) -> QuerySet[Stage]:
    """Open stages of the pipelines that the user may open opportunities in; those of his own teams come first."""
    teams = TeamMember.objects.filter(user=user).values("team")
    rows = Stage.objects.filter(outcome=Stage.Outcome.OPEN, pipeline__is_active=True).select_related("pipeline")
    own = Case(When(pipeline__team__isnull=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    allowed = rows.filter(Q(pipeline__team=None) | Q(pipeline__team__in=teams))
    return allowed.order_by(own, "pipeline__position", "pipeline", "position", "pk")


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


def _days_spent(opportunity: Opportunity) -> dict[Any, int]:
    changes = list(opportunity.stage_changes.order_by("at", "id").values_list("to_stage", "at"))
    ends = [at for _stage, at in changes[1:]] + [timezone.now()]
    seconds: dict[Any, float] = {}
    for (stage, begun), ended in zip(changes, ends, strict=True):
        seconds[stage] = seconds.get(stage, 0) + (ended - begun).total_seconds()
    return {stage: int(total // 86400) for stage, total in seconds.items()}
