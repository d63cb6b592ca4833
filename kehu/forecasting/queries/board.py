"""What the sales board shows of opportunities the reader can open: age, funnel, reasons, what each seller did."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Avg, Case, Count, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from kehu.forecasting.figures import NOTHING
from kehu.forecasting.periods import Period
from kehu.forecasting.queries.people import Circle
from kehu.foundation.access.models import User
from kehu.interactions.models import Interaction
from kehu.sales.models import Opportunity, Pipeline, Stage

# How long something has been in its stage, in days: from the first on, and before the second.
AGES: tuple[tuple[int, int | None], ...] = ((0, 14), (14, 30), (30, 60), (60, None))
MOST = 12
# By what closings are told apart: the column, and that of its name.
BY = {
    "reason": ("closure__reason_id", "closure__reason__name"), "source": ("source", "source"),
    "competitor": ("closure__competitor_id", "closure__competitor__name"), "owner": ("owner_id", "owner__name"),
}  # fmt: skip


@dataclass(frozen=True)
class Heap:
    """How many opportunities, and what they are worth in the company's currency."""

    count: int = 0
    amount: Decimal = NOTHING

    def __add__(self, other: "Heap") -> "Heap":
        return Heap(self.count + other.count, self.amount + other.amount)


def visible(user: User, circle: Circle) -> QuerySet[Opportunity]:
    """The opportunities of the circle that the reader can open."""
    rows: QuerySet[Opportunity] = Opportunity.objects.visible_to(user).order_by()
    return rows if not circle.link else rows.filter(owner__in=list(circle.people or ()))


def pipelines() -> dict[Pipeline, list[Stage]]:
    """Those in use first, each with its stages in order, the ends too. One statement."""
    found: dict[Pipeline, list[Stage]] = defaultdict(list)
    rows = Stage.objects.select_related("pipeline")
    for one in rows.order_by("-pipeline__is_active", "pipeline__position", "pipeline_id", "position", "pk"):
        found[one.pipeline].append(one)
    return found


def by_stage_and_age(
    user: User, circle: Circle, pipeline: Pipeline, now: datetime | None = None
) -> dict[tuple[UUID, int], Heap]:
    """What is open by stage and place in `AGES`. One statement."""
    now = now or timezone.now()
    whens = [
        When(stage_since__gt=now - timedelta(days=until), then=Value(place))
        for place, (_since, until) in enumerate(AGES)
        if until is not None
    ]
    age = Case(*whens, default=Value(len(AGES) - 1), output_field=IntegerField())
    rows = visible(user, circle).filter(state=Opportunity.State.OPEN, pipeline=pipeline).annotate(age=age)
    found = rows.values("stage_id", "age").annotate(count=Count("pk"), amount=Sum("amount_home"))
    return {(one["stage_id"], one["age"]): Heap(one["count"], one["amount"] or NOTHING) for one in found}


def funnel(user: User, circle: Circle, pipeline: Pipeline, period: Period, steps: list[Stage]) -> list[Heap]:
    """Of what was opened in the period, how much came to each open stage or beyond, and at last how much was won. What
    leapt over a stage came through it. One statement.
    """
    begins, ends = period.moments
    rows = visible(user, circle).filter(pipeline=pipeline, created_at__gte=begins, created_at__lt=ends)
    been = Max("stage_changes__to_stage__position", filter=Q(stage_changes__to_stage__outcome=Stage.Outcome.OPEN))
    try:
        each, params = rows.values("pk", "state", "amount_home").annotate(furthest=been).query.sql_with_params()
    except EmptyResultSet:
        return _steps([], steps)
    columns = "SELECT furthest, state, count(*), sum(amount_home) FROM"
    with connection.cursor() as cursor:
        cursor.execute(f"{columns} ({each}) each (id, state, amount_home, furthest) GROUP BY 1, 2", params)
        found = [(furthest, state, Heap(count, amount)) for furthest, state, count, amount in cursor.fetchall()]
    return _steps(found, steps)


def _steps(found: list[tuple[int | None, str, Heap]], steps: list[Stage]) -> list[Heap]:
    won = sum((heap for _f, state, heap in found if state == Opportunity.State.WON), Heap())
    reached = []
    for one in steps:
        fitting = (
            heap
            for furthest, state, heap in found
            if state == Opportunity.State.WON or (furthest is not None and furthest >= one.position)
        )
        reached.append(sum(fitting, Heap()))
    return [*reached, won]


@dataclass(frozen=True)
class Ended:
    """What was won and lost of one kind. `name` is "" where it was not said."""

    value: Any
    name: str
    won: Heap
    lost: Heap

    @property
    def count(self) -> int:
        return self.won.count + self.lost.count


def closed_by(user: User, circle: Circle, period: Period, what: str) -> list[Ended]:
    """What was won and lost in the period by `BY`, the most first. One statement."""
    begins, ends = period.moments
    rows = visible(user, circle).filter(closure__closed_at__gte=begins, closure__closed_at__lt=ends)
    found: dict[tuple[Any, str], dict[str, Heap]] = defaultdict(lambda: defaultdict(Heap))
    key, name = BY[what]
    closed = rows.filter(state__in=(Opportunity.State.WON, Opportunity.State.LOST)).values(key, name, "state")
    for one in closed.annotate(count=Count("pk"), amount=Sum("amount_home")):
        found[one[key], one[name] or ""][one["state"]] += Heap(one["count"], one["amount"] or NOTHING)
    ended = [Ended(value, label, heaps["won"], heaps["lost"]) for (value, label), heaps in found.items()]
    return sorted(ended, key=lambda one: (-one.count, one.name))


@dataclass(frozen=True)
class Score:
    """What a seller did in a period. `days` is how long his won sales took from opening to closing on average."""

    opened: int = 0
    won: int = 0
    lost: int = 0
    days: Decimal | None = None
    said: int = 0

    @property
    def win_rate(self) -> Decimal | None:
        ended = self.won + self.lost
        return Decimal(self.won) / ended if ended else None


def scores(user: User, circle: Circle, period: Period) -> dict[UUID, Score]:
    """By person; three statements."""
    begins, ends = period.moments
    rows = visible(user, circle).filter(owner__isnull=False)
    opened = dict(
        rows.filter(created_at__gte=begins, created_at__lt=ends).values_list("owner_id").annotate(count=Count("pk"))
    )
    within = Q(closure__closed_at__gte=begins, closure__closed_at__lt=ends)
    closed = rows.filter(within).values_list("owner_id").annotate(
        won=Count("pk", filter=Q(state="won")), lost=Count("pk", filter=Q(state="lost")),
        days=Avg("closure__days_to_close", filter=Q(state="won")),
    )  # fmt: skip
    ended = {owner: (won, lost, days) for owner, won, lost, days in closed}
    said = _said(user, circle, begins, ends)
    made = {}
    for one in {*opened, *ended, *said}:
        won, lost, days = ended.get(one, (0, 0, None))
        made[one] = Score(opened.get(one, 0), won, lost, _days(days), said.get(one, 0))
    return made


def _said(user: User, circle: Circle, begins: datetime, ends: datetime) -> dict[UUID, int]:
    """Touches with customers by who of us took part."""
    rows = Interaction.objects.visible_to(user).order_by()
    rows = rows.filter(started_at__gte=begins, started_at__lt=ends, superseded_at__isnull=True, employee__isnull=False)
    if circle.people is not None:
        rows = rows.filter(employee__in=list(circle.people))
    return dict(rows.values_list("employee_id").annotate(count=Count("pk")))


def _days(average: float | None) -> Decimal | None:
    return None if average is None else Decimal(str(round(average, 1)))
