"""A plan as a sheet: lines with the months of the fiscal year, what is below them added up, and the difference."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING
from kehu.forecasting.models import QuotaPlan
from kehu.forecasting.queries import dimensions, quotas
from kehu.forecasting.queries.dimensions import Dimension, Row
from kehu.forecasting.queries.people import OBJECT
from kehu.foundation.access.models import User

MOST = 400
Key = tuple[str, str]


@dataclass
class Line:
    """`cells` are the amounts of the months, None where nothing is entered. `below` what the lines right under it come
    to month by month: what is entered there, else what their own lines come to. None where there are none.
    """

    row: Row
    cells: list[Decimal | None]
    below: list[Decimal] | None
    editable: bool

    @property
    def year(self) -> Decimal:
        return sum((one or NOTHING for one in self.cells), NOTHING)

    @property
    def below_year(self) -> Decimal:
        return sum(self.below or [], NOTHING)

    @property
    def difference(self) -> Decimal:
        """What is entered here beyond what is entered below."""
        return self.year - self.below_year

    @property
    def id(self) -> str:
        return f"{self.row.dimension}:{self.row.key}"

    @property
    def parent(self) -> str:
        return ":".join(self.row.within) if self.row.within else ""


@dataclass
class Sheet:
    months: list[date]
    lines: list[Line]
    is_cut: bool = False


def sheet(user: User, dimension: Dimension, plan: QuotaPlan | None, fiscal_year: int) -> Sheet:
    """The lines the user sees, with what the plan says of them; nothing without a plan."""
    months = periods.year(fiscal_year).months
    seen = dimensions.within_reach(user, "view")
    same = user.grants.scope(OBJECT, "view") == user.grants.scope(OBJECT, "edit")
    mine = seen if same else dimensions.within_reach(user)
    rows = dimension.rows(seen)
    there = quotas.cells(plan) if plan else {}
    children: dict[Key, list[Key]] = defaultdict(list)
    for row in rows:
        if row.within:
            children[row.within].append((row.dimension, row.key))
    sums = Sums(there, children)
    lines = [
        Line(
            row,
            [there.get((row.dimension, row.key), {}).get(month) for month in months],
            [sums.below((row.dimension, row.key), month) for month in months]
            if children.get((row.dimension, row.key))
            else None,
            mine.holds(row.dimension, row.key),
        )
        for row in rows[:MOST]
    ]
    return Sheet(months, lines, len(rows) > MOST)


class Sums:
    """What lines come to, by what is entered in them and below them."""

    def __init__(self, there: dict[Key, dict[date, Decimal]], children: dict[Key, list[Key]]):
        self.there, self.children = there, children

    def below(self, key: Key, month: date) -> Decimal:
        return sum((self.value(one, month) for one in self.children.get(key, [])), NOTHING)

    def value(self, key: Key, month: date) -> Decimal:
        """What is entered, else what comes from below."""
        entered = self.there.get(key, {}).get(month)
        return self.below(key, month) if entered is None else entered
