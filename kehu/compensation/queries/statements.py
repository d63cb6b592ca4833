"""Statements: closed months as they were closed, open ones as they stand now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Sum

from kehu.compensation.arithmetic.commission import Credit, Line
from kehu.compensation.arithmetic.months import following, last_day, month_of
from kehu.compensation.arithmetic.statements import OF_DEALS, Past, Plan, Statement, statements
from kehu.compensation.models import CommissionLine, CommissionStatement, PlanMember
from kehu.compensation.queries import plans, sources


@dataclass(frozen=True)
class Shown:
    """A month of a person; `kept` is its row once it is closed."""

    user_id: UUID
    statement: Statement
    kept: CommissionStatement | None = None

    @property
    def is_closed(self) -> bool:
        return self.kept is not None

    @property
    def lines(self) -> Sequence[Line]:
        return self.statement.lines

    @property
    def total(self) -> Decimal:
        return self.kept.total if self.kept else self.statement.total

    @property
    def payout(self) -> Decimal:
        return self.kept.payout if self.kept else self.statement.payout

    def sum_of(self, *kinds: str) -> Decimal:
        return sum((one.amount for one in self.lines if one.kind in kinds), Decimal(0))


def month(people: Iterable[UUID], wanted: date) -> dict[UUID, Shown]:
    """The statements of one month by person; who is on no plan and has none is left out."""
    people = set(people)
    kept = {one.user_id: one for one in CommissionStatement.objects.filter(user__in=people, month=wanted)}
    lines = _lines(kept.values())
    found = {user: Shown(user, Statement(wanted, tuple(lines[row.pk])), row) for user, row in kept.items()}
    for user, made in open_months(people - kept.keys(), wanted).items():
        last = made[-1]
        if last.month == wanted:
            found[user] = Shown(user, last)
    return found


def of_person(user: UUID, first: date, last: date) -> list[Shown]:
    """His statements from month to month, for charts and the list beside a statement."""
    rows = {one.month: one for one in CommissionStatement.objects.filter(user=user, month__range=(first, last))}
    lines = _lines(rows.values())
    made = [Shown(user, Statement(when, tuple(lines[row.pk])), row) for when, row in sorted(rows.items())]
    if last in rows:
        return made
    return made + [Shown(user, one) for one in open_months([user], last).get(user, []) if one.month >= first]


def open_months(people: Iterable[UUID], last: date) -> dict[UUID, list[Statement]]:
    """By person, the months that are not closed, up to the month `last`. A handful of statements for all of them."""
    wanted = list(people)
    members: dict[UUID, list[PlanMember]] = defaultdict(list)
    for one in plans.memberships(wanted):
        if one.since <= last_day(last):
            members[one.user_id].append(one)
    if not members:
        return {}
    versions = plans.versions_of({one.plan_id for rows in members.values() for one in rows})
    beginning = min(one.since for rows in members.values() for one in rows)
    credited: dict[UUID, list[Credit]] = defaultdict(list)
    for basis in {one.basis for rows in versions.values() for one in rows}:
        for user, more in sources.read(basis, members, beginning, last_day(last)).items():
            credited[user] += more
    past, closed = _past(members)
    quotas = plans.Quotas(members)
    found: dict[UUID, list[Statement]] = {}
    for user, rows in members.items():
        first = following(closed[user]) if user in closed else month_of(rows[0].since)
        mine = [
            Plan(
                plan,
                [plans.terms_of(one) for one in versions[plan]],
                plans.while_member(credited[user], [one for one in rows if one.plan_id == plan]),
                quotas.of(user),
            )
            for plan in dict.fromkeys(one.plan_id for one in rows)
        ]
        made = statements(mine, past[user], first, last)
        if made:
            found[user] = made
    return found


def _past(people: Iterable[UUID]) -> tuple[dict[UUID, Past], dict[UUID, date]]:
    """What the closed months of each person said, and the last of them."""
    past: dict[UUID, Past] = defaultdict(Past)
    rows = CommissionLine.objects.filter(statement__user__in=people)
    sums = rows.values_list("statement__user", "kind", "plan", "origin", "key").annotate(sum=Sum("amount"))
    for user, kind, plan, origin, key, amount in sums.order_by():
        if kind in OF_DEALS:
            past[user].said[plan, origin, key] += amount
        elif kind == "draw":
            past[user].advanced[plan] += amount
    closed = dict(
        CommissionStatement.objects.filter(user__in=people).values_list("user").annotate(Max("month")).order_by()
    )
    latest = CommissionStatement.objects.filter(user__in=people, month__in=set(closed.values()))
    for user, when, total in latest.values_list("user", "month", "total"):
        if closed[user] == when:
            past[user].carried = min(total, Decimal(0))
    return past, closed


def _lines(kept: Iterable[CommissionStatement]) -> dict[UUID, list[Line]]:
    """The lines of closed statements as the arithmetic knows them."""
    found: dict[UUID, list[Line]] = defaultdict(list)
    for row in CommissionLine.objects.filter(statement__in=[one.pk for one in kept]).order_by("statement", "position"):
        found[row.statement_id].append(
            Line(
                row.kind, row.key, row.origin, row.amount, row.plan_id, row.terms_id, row.opportunity_id, row.title,
                row.base, row.trace,
            )
        )  # fmt: skip
    return found
