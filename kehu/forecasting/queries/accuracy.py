"""What was said some weeks before the end of a month, held against what came."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING, Figures, accuracy, bias
from kehu.forecasting.models import Snapshot, SnapshotLine
from kehu.forecasting.queries import credited
from kehu.forecasting.queries.people import People

WEEKS = (8, 4, 2, 0)  # before the end of the month


@dataclass(frozen=True)
class Month:
    """A month that has passed: what came, and by weeks before its end what was said, None where nobody had asked."""

    month: date
    came: Decimal
    said: dict[int, Decimal | None]

    def accuracy(self, weeks: int) -> Decimal | None:
        said = self.said.get(weeks)
        return None if said is None else accuracy(said, self.came)


@dataclass(frozen=True)
class Record:
    """Of one person over several months: `accuracy` is 1 less all that was missed as a share of all that came."""

    person: UUID
    months: int
    said: Decimal
    came: Decimal
    missed: Decimal

    @property
    def accuracy(self) -> Decimal:
        if not self.came:
            return Decimal(1) if not self.missed else NOTHING
        return max(NOTHING, 1 - self.missed / self.came)

    @property
    def bias(self) -> Decimal | None:
        return bias(self.said, self.came)


class Accuracy:
    """Of the months before `today`, for a reader's people. Three statements."""

    def __init__(self, people: People, months: int = 12, today: date | None = None):
        self.people = people
        last = periods.holding(periods.MONTH, today or periods.today()).first
        self.months = [periods.plus(last, -step) for step in range(months, 0, -1)]
        self._stood = self._snapshots()
        self._lines = self._read_lines()
        sums = credited.by_person_and_month(self.months[0], last, people.ids)
        self._won = {key: figures.won for key, figures in sums.items()}

    def of(self, tops: Iterable[UUID]) -> list[Month]:
        """Of several persons together, each with everybody below him."""
        chosen = list(tops)
        return [
            Month(month, self.came(chosen, month), {weeks: self.said(chosen, month, weeks) for weeks in WEEKS})
            for month in self.months
        ]

    def record(self, one: UUID, weeks: int) -> Record | None:
        """None where nothing was said of him that early."""
        said, came, missed, months = NOTHING, NOTHING, NOTHING, 0
        for month in self.months:
            word = self.said([one], month, weeks)
            if word is None:
                continue
            fact = self.came([one], month)
            said, came, missed, months = said + word, came + fact, missed + abs(word - fact), months + 1
        return Record(one, months, said, came, missed) if months else None

    def said(self, tops: Iterable[UUID], month: date, weeks: int) -> Decimal | None:
        snapshot = self._stood.get((month, weeks))
        if snapshot is None:
            return None
        return sum((self._lines[snapshot, month].get(one, NOTHING) for one in tops), NOTHING)

    def came(self, tops: Iterable[UUID], month: date) -> Decimal:
        everyone = {one for top in tops for one in self.people.under(top)}
        return sum((self._won.get((one, month), NOTHING) for one in everyone), NOTHING)

    def _snapshots(self) -> dict[tuple[date, int], UUID]:
        """By month and weeks the last snapshot at least so long before the month's end, no more than a week longer."""
        since = self.months[0] - timedelta(weeks=max(WEEKS) + 1)
        taken = list(Snapshot.objects.filter(taken_on__gte=since).order_by("taken_on").values_list("taken_on", "pk"))
        found: dict[tuple[date, int], UUID] = {}
        for month in self.months:
            end = periods.plus(month, 1) - timedelta(days=1)
            for weeks in WEEKS:
                wanted = end - timedelta(weeks=weeks)
                near = [pk for day, pk in taken if wanted - timedelta(days=7) < day <= wanted]
                if near:
                    found[month, weeks] = near[-1]
        return found

    def _read_lines(self) -> dict[tuple[UUID, date], dict[UUID, Decimal]]:
        rows = SnapshotLine.objects.filter(snapshot__in=set(self._stood.values()), month__in=self.months)
        if self.people.ids is not None:
            rows = rows.filter(user__in=self.people.ids)
        found: dict[tuple[UUID, date], dict[UUID, Decimal]] = defaultdict(dict)
        for snapshot, month, user, forecast in rows.values_list("snapshot_id", "month", "user_id", "forecast"):
            found[snapshot, month][user] = forecast
        return found


def frozen(snapshot: Snapshot, people: People) -> dict[tuple[UUID, date], Figures]:
    """What a snapshot says of each person and month."""
    rows = SnapshotLine.objects.filter(snapshot=snapshot)
    if people.ids is not None:
        rows = rows.filter(user__in=people.ids)
    return {
        (one.user_id, one.month): Figures(one.won, one.commit, one.best_case, one.pipeline, weighted=one.weighted)
        for one in rows
    }
