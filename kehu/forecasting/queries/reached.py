"""How far teams, departments and what else quotas are set by have come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kehu.forecasting.figures import NOTHING, Attainment
from kehu.forecasting.models import Quota
from kehu.forecasting.periods import Period
from kehu.forecasting.queries import dimensions, quotas
from kehu.forecasting.queries.dimensions import Dimension, Row
from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Reached:
    row: Row
    attainment: Attainment


def by_dimension(user: User, dimension: Dimension, period: Period, today: date) -> list[Reached]:
    """The lines of a dimension that have a quota in force or won something, persons left out."""
    rows = [row for row in dimension.rows(dimensions.within_reach(user, "view")) if row.dimension != Quota.PERSON]
    keys = [row.key for row in rows]
    won = dimension.won(keys, period.first, period.after) if keys else {}
    wanted = quotas.in_force(dimension.key, period.first, period.after, keys) if keys else {}
    found = []
    for row in rows:
        sums = [_sum(of, row.key) for of in (wanted, won)]
        if any(sums):
            found.append(Reached(row, Attainment(sums[0], sums[1], period.first, period.after, today)))
    return found


def _sum(found: dict[tuple[str, date], Decimal], key: str) -> Decimal:
    return sum((amount for (one, _month), amount in found.items() if one == key), NOTHING)
