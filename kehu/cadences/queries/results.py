"""What a cadence brought: who went in, is under way, went through, answered, was converted; and at which step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kehu.cadences.models import Cadence, CadenceStep, Enrolment, StepTaken
from kehu.foundation.access.models import User
from kehu.foundation.ui.charts import Chart, Mark, Series

ANSWERED = ("replied", "meeting")
CONVERTED = Q(lead__state="converted") | Q(opportunity__state="won")


@dataclass(frozen=True)
class Results:
    """Numbers of enrolments that the reader sees."""

    enrolled: int
    active: int
    paused: int
    finished: int
    replied: int
    converted: int
    stopped: int

    def rate(self, number: int) -> float | None:
        """As a share of those that went in."""
        return number / self.enrolled if self.enrolled else None


@dataclass(frozen=True)
class StepResult:
    """`reached` it: of them are `waiting`, `answered` while it was waited for, `ended` there otherwise, or were through
    with it as the last (`finished`); the rest `went_on`. `rate` is the share of answers among those that reached it.
    """

    step: CadenceStep
    reached: int
    waiting: int
    answered: int
    ended: int
    finished: int

    @property
    def went_on(self) -> int:
        return self.reached - self.answered - self.waiting - self.ended - self.finished

    @property
    def rate(self) -> float | None:
        return self.answered / self.reached if self.reached else None


def results(cadence: Cadence, user: User) -> Results:
    """One statement."""
    states = {name: Count("pk", filter=Q(state=name)) for name in ("active", "paused", "finished", "stopped")}
    rows = Enrolment.objects.visible_to(user).filter(cadence=cadence)
    found = rows.aggregate(
        enrolled=Count("pk"), replied=Count("pk", filter=Q(stop_reason__in=ANSWERED)),
        converted=Count("pk", filter=CONVERTED), **states,
    )  # fmt: skip
    return Results(**found)


def by_step(cadence: Cadence, user: User) -> list[StepResult]:
    """Of each step, those that were taken out as well as far as anybody came to them. Three statements."""
    seen = Enrolment.objects.visible_to(user).filter(cadence=cadence)
    ends = seen.order_by().values("step").annotate(
        waiting=Count("pk", filter=Q(state__in=("active", "paused"))),
        answered=Count("pk", filter=Q(stop_reason__in=ANSWERED)),
        ended=Count("pk", filter=Q(state="stopped") & ~Q(stop_reason__in=ANSWERED)),
        finished=Count("pk", filter=Q(state="finished")),
    )  # fmt: skip
    at: dict[UUID, Any] = {one["step"]: one for one in ends}
    taken = StepTaken.objects.filter(enrolment__in=seen.values("pk")).exclude(state=StepTaken.State.LEFT_OUT)
    came: dict[UUID, int] = dict(taken.order_by().values_list("step").annotate(reached=Count("pk")))
    found = []
    for step in CadenceStep.objects.filter(cadence=cadence).order_by("position", "pk"):
        if step.is_removed and step.pk not in came:
            continue
        here = at.get(step.pk, {})
        found.append(
            StepResult(
                step, came.get(step.pk, 0), here.get("waiting", 0), here.get("answered", 0), here.get("ended", 0),
                here.get("finished", 0),
            )
        )  # fmt: skip
    return found


def link(cadence: Cadence, filters: str = "") -> str:
    """The list of enrolments of a cadence."""
    return f"{reverse('cadences:enrolments')}?cadence={cadence.pk}{'&' if filters else ''}{filters}"


def chart(cadence: Cadence, steps: Sequence[StepResult]) -> Chart:
    """A bar for each step, of those that came to it: what became of them there. Each mark opens its records."""
    others = "&".join(f"stop_reason={one}" for one in Enrolment.Reason.values if one not in ANSWERED)
    kinds = (
        (pgettext("cadences", "Answered"), "good", "answered", "step={}&stop_reason=replied&stop_reason=meeting"),
        (_("Waiting"), "info", "waiting", "step={}&state=active&state=paused"),
        (_("Went on"), "neutral", "went_on", "steps_reached={}&step.not={}"),
        (_("Was the last"), "5", "finished", "step={}&state=finished"),
        (_("Ended otherwise"), "bad", "ended", f"step={{}}&{others}"),
    )
    series = [
        Series(
            label,
            [Mark(getattr(one, name), link(cadence, asked.format(one.step.pk, one.step.pk))) for one in steps],
            tone=tone,
        )
        for label, tone, name, asked in kinds
    ]
    return Chart(
        _("What became of those who came to a step"),
        [f"{place}. {one.step.title}" for place, one in enumerate(steps, start=1)],
        series,
        links=[link(cadence, f"steps_reached={one.step.pk}") for one in steps],
        ends=[str(one.reached) for one in steps],
    )  # fmt: skip
