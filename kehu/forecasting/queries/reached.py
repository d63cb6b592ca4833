"""How far teams, departments and what else quotas are set by have come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kehu.forecasting.figures import NOTHING, Attainment
from kehu.forecasting.models import Quota
from kehu.forecasting.periods import Period
from kehu.forecasting.queries import dimensions, links, quotas
from kehu.forecasting.queries.dimensions import Dimension, Row
from kehu.forecasting.queries.grid import Key, Sums
from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Reached:
    """`won` is the address of the list of what was won, "" where no list says the same."""

    row: Row
    attainment: Attainment
    won: str = ""


def by_dimension(user: User, dimension: Dimension, period: Period, today: date) -> list[Reached]:
    """The lines of a dimension that have a quota in force or won something, persons left out. A line without a quota of
    its own is held against the sum of those below it.
    """
    rows = dimension.rows(dimensions.within_reach(user, "view"))
    groups = [row for row in rows if row.dimension != Quota.PERSON]
    if not groups:
        return []
    won = dimension.won([row.key for row in groups], period.first, period.after)
    behind = dimension.behind([row.key for row in groups], period.first, period.after) if dimension.behind else {}
    sums = _sums(rows, period)
    found = []
    for row in groups:
        quota = sum((sums.value((row.dimension, row.key), month) for month in period.months), NOTHING)
        has = sum((won.get((row.key, month), NOTHING) for month in period.months), NOTHING)
        if quota or has:
            seen = Attainment(quota, has, period.first, period.after, today)
            address = links.opportunities(filters) if has and (filters := behind.get(row.key)) else ""
            found.append(Reached(row, seen, address))
    return found


def _sums(rows: list[Row], period: Period) -> Sums:
    there: dict[Key, dict[date, Decimal]] = defaultdict(dict)
    for kind in {row.dimension for row in rows}:
        for (key, month), amount in quotas.in_force(kind, period.first, period.after).items():
            there[kind, key][month] = amount
    children: dict[Key, list[Key]] = defaultdict(list)
    for row in rows:
        if row.within:
            children[row.within].append((row.dimension, row.key))
    return Sums(there, children)
