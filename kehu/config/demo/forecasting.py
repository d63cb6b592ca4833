"""Quotas of the demo company, the forecasts it made each Monday of half a year, and what was judged of them.

The forecasts are what the journal of standings says of those Mondays, so they are wrong in the way real ones are.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING, Figures
from kehu.forecasting.models import Judgement, Quota, QuotaPlan, Snapshot, SnapshotLine
from kehu.forecasting.queries.credited import by_person_and_month

WEEKS = 27
MONTHS = 3
# How much of what is only possible each seller counts on; the manager takes a tenth off.
HOPES = {"sales": "0.3", "sales2": "0.1", "sales3": "0.6", "sales4": "0.2", "sales5": "0.9"}
DOUBTS = Decimal("0.9")
SEASONS = (6, 5, 8, 8, 8, 10, 7, 8, 9, 8, 10, 13)  # percent of a year by month
NOTES = (("sales5", "0.8", "两单客户预算未批，按八成计。"), ("sales3", "1.1", "园区项目本周签约，已与客户确认。"))

# As it stood before a moment: the last row of each opportunity that was open, and what had been won in the months asked.
_STOOD = """
SELECT owner_id, category, date_trunc('month', expected_close)::date, sum(amount_home), sum(weighted_home)
FROM (SELECT DISTINCT ON (opportunity_id) * FROM sales_standing WHERE since < %(at)s ORDER BY opportunity_id, since DESC, id DESC) s
WHERE state = 'open' AND is_there AND expected_close >= %(first)s AND expected_close < %(after)s AND owner_id IS NOT NULL
GROUP BY 1, 2, 3
UNION ALL
SELECT o.owner_id, 'won', date_trunc('month', c.closed_at)::date, sum(o.amount_home), 0
FROM sales_closure c JOIN sales_opportunity o ON o.id = c.opportunity_id
WHERE c.outcome = 'won' AND c.closed_at < %(at)s AND c.closed_at >= %(first)s AND o.owner_id IS NOT NULL
GROUP BY 1, 3
"""


class Books:
    def __init__(self, scene: Scene):
        self.scene, self.new = scene, ids.Series(ids.FORECASTING)
        self.sellers = {name: scene.people[name] for name in HOPES}
        self.manager = scene.people["manager"]
        self.today = periods.today()
        self.quotas: dict[tuple[UUID, date], Decimal] = {}

    def plan(self, fiscal_year: int, state: str, growth: str) -> QuotaPlan:
        """A year's version, as large as what was won in it or the year before, grown by so much."""
        at = datetime(fiscal_year, 1, 5, 1, tzinfo=UTC)
        begun = min(at.timestamp(), self.scene.now)
        made = QuotaPlan.objects.create(
            id=self.new(begun), fiscal_year=fiscal_year, number=1, state=state, created_by=self.manager,
            published_by=self.manager if state == QuotaPlan.State.PUBLISHED else None,
            published_at=at if state == QuotaPlan.State.PUBLISHED else None,
        )  # fmt: skip
        rows: list[Quota] = []
        for user, year in self._years(fiscal_year).items():
            for month, share in zip(periods.year(fiscal_year).months, SEASONS, strict=True):
                amount = Decimal(round(year * Decimal(growth) * share / 100_000) * 1000)
                rows.append(self._quota(made, Quota.PERSON, str(user), user, month, amount, begun))
        departments: dict[tuple[str, date], Decimal] = defaultdict(lambda: NOTHING)
        paths = {str(one.pk): one.department.path for one in self.sellers.values() if one.department}
        for row in rows:
            for key in paths[row.key].strip("/").split("/")[1:]:
                departments[key, row.month] += row.amount
        rows += [
            self._quota(made, Quota.DEPARTMENT, key, None, month, amount * Decimal("1.05"), begun)
            for (key, month), amount in departments.items()
        ]
        Quota.objects.bulk_create(rows, batch_size=500)
        if state == QuotaPlan.State.PUBLISHED:
            self.quotas |= {(row.user_id, row.month): row.amount for row in rows if row.user_id}
        return made

    def snapshots(self) -> None:
        monday = self.today - timedelta(days=self.today.weekday())
        for back in range(WEEKS, 0, -1):
            self._snapshot(monday - timedelta(weeks=back))

    def judgements(self) -> None:
        month = self.today.replace(day=1)
        sums = by_person_and_month(month, periods.plus(month, 1), [one.pk for one in self.sellers.values()])
        for name, share, note in NOTES:
            user = self.sellers[name]
            computed = sums.get((user.pk, month), Figures()).committed
            amount = (computed * Decimal(share)).quantize(Decimal(1000))
            Judgement.objects.create(
                id=self.new(self.scene.now), user=user, author=self.manager, month=month, amount=amount,
                computed=computed, note=note,
            )  # fmt: skip

    def _snapshot(self, day: date) -> None:
        at = periods.midnight(day)
        made = Snapshot.objects.create(id=self.new(at.timestamp()), created_at=at, taken_on=day)
        first = day.replace(day=1)
        found: dict[tuple[UUID, date], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        with connection.cursor() as cursor:
            cursor.execute(_STOOD, {"at": at, "first": first, "after": periods.plus(first, MONTHS)})
            for owner, bucket, month, amount, weighted in cursor.fetchall():
                found[owner, month][bucket] += amount
                found[owner, month]["weighted"] += weighted
        lines: list[SnapshotLine] = []
        below: dict[date, Decimal] = defaultdict(lambda: NOTHING)
        hopes = {self.sellers[name].pk: Decimal(hope) for name, hope in HOPES.items()}
        for (user, month), one in found.items():
            hope = hopes.get(user, NOTHING)
            said = one["won"] + one["commit"] + one["best_case"] * hope + one["pipeline"] * hope / 2
            below[month] += said
            lines.append(self._line(made, user, month, one, said, at))
        for month, said in below.items():
            lines.append(self._line(made, self.manager.pk, month, {}, said * DOUBTS, at))
        SnapshotLine.objects.bulk_create(lines)

    def _line(
        self, snapshot: Snapshot, user: UUID, month: date, one: dict[str, Decimal], said: Decimal, at: datetime
    ) -> SnapshotLine:
        return SnapshotLine(
            id=self.new(at.timestamp()), created_at=at, snapshot=snapshot, user_id=user, month=month,
            quota=self.quotas.get((user, month), NOTHING), forecast=said.quantize(Decimal("0.01")),
            **{key: one.get(key, NOTHING) for key in ("won", "commit", "best_case", "pipeline", "weighted")},
        )  # fmt: skip

    def _quota(
        self, plan: QuotaPlan, dimension: str, key: str, user: Any, month: date, amount: Decimal, at: float
    ) -> Quota:
        return Quota(id=self.new(at), plan=plan, dimension=dimension, key=key, user_id=user, month=month, amount=amount)

    def _years(self, fiscal_year: int) -> dict[UUID, Decimal]:
        """What each seller won in the year, or in the one before where it has hardly begun."""
        known = min(fiscal_year, periods.fiscal_year_of(self.today))
        year = periods.year(known)
        people = [one.pk for one in self.sellers.values()]
        sums = by_person_and_month(year.first, year.after, people)
        won: dict[UUID, Decimal] = dict.fromkeys(people, NOTHING)
        for (user, _month), figures in sums.items():
            won[user] += figures.won
        gone = max(Decimal(periods.months_between(year.first, min(self.today, year.after)) + 1) / 12, Decimal("0.25"))
        return {user: max(amount / gone, Decimal(240_000)) for user, amount in won.items()}


def load(scene: Scene) -> None:
    books = Books(scene)
    year = periods.fiscal_year_of(books.today)
    books.plan(year - 1, QuotaPlan.State.PUBLISHED, "1.00")
    books.plan(year, QuotaPlan.State.PUBLISHED, "1.08")
    books.plan(year + 1, QuotaPlan.State.DRAFT, "1.15")
    books.snapshots()
    books.judgements()
