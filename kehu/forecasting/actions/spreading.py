"""Filling many cells of a plan at once: a year over its months, what is above over those below."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.forecasting import periods
from kehu.forecasting.actions.quotas import Cell, QuotaRefused, enter
from kehu.forecasting.figures import NOTHING, spread
from kehu.forecasting.models import Quota, QuotaPlan
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import dimensions, quotas
from kehu.foundation.access.models import User

EVEN, LAST_YEAR, LAST_QUOTA, RISING = "even", "last_year", "last_quota", "rising"
PATTERNS = {
    EVEN: gettext_lazy("the same each month"),
    LAST_YEAR: gettext_lazy("as last year's sales went"),
    LAST_QUOTA: gettext_lazy("as last year's quota stood"),
    RISING: gettext_lazy("rising from month to month"),
}
BY_WON, BY_QUOTA = "won", "quota"
SHARES = {
    EVEN: gettext_lazy("everybody the same"),
    BY_WON: gettext_lazy("by what they won last year"),
    BY_QUOTA: gettext_lazy("by the quotas they have now"),
}


@dataclass(frozen=True)
class Target:
    """A line of the grid: a person, a team, a department, …"""

    dimension: str
    key: str


def spread_year(*, plan: QuotaPlan, target: Target, amount: Decimal, pattern: str, by: User) -> int:
    """Spread a year's figure over the months by a pattern, to the cent. Returns how many cells changed. Where last year
    has nothing to go by, the months get the same.
    """
    by.require(ForecastVerb.PLAN)
    if pattern not in PATTERNS:
        raise QuotaRefused(_("There is no such pattern."), field="pattern")
    months = periods.year(plan.fiscal_year).months
    parts = spread(amount, _weights(plan, target, pattern))
    cells = [Cell(target.dimension, target.key, month, part) for month, part in zip(months, parts, strict=True)]
    return enter(plan=plan, cells=cells, by=by)


def split_down(*, plan: QuotaPlan, target: Target, shares: str, by: User, sheet: str = "") -> int:
    """Split each month of a line over the lines right below it, to the cent. `sheet` is the dimension whose sheet says
    what is below, by default the line's own. Returns how many cells changed.
    """
    by.require(ForecastVerb.PLAN)
    if shares not in SHARES:
        raise QuotaRefused(_("There is no such way to split."), field="shares")
    dimension = dimensions.find(sheet or target.dimension)
    rows = dimension.rows(dimensions.within_reach(by)) if dimension else []
    parts = [row for row in rows if row.within == (target.dimension, target.key)]
    if not parts:
        raise QuotaRefused(_("There is nobody below to split it over."))
    there = quotas.cells(plan)
    above = there.get((target.dimension, target.key), {})
    if not any(above.values()):
        raise QuotaRefused(_("Enter what is to be split first."))
    weights = _shares(plan, parts, shares)
    cells = [
        Cell(row.dimension, row.key, month, part)
        for month, amount in above.items()
        for row, part in zip(parts, spread(amount, weights), strict=True)
    ]
    return enter(plan=plan, cells=cells, by=by)


def _weights(plan: QuotaPlan, target: Target, pattern: str) -> list[Decimal]:
    before = periods.year(plan.fiscal_year - 1)
    if pattern == EVEN:
        return [Decimal(1)] * 12
    if pattern == RISING:  # the last month is half as much again as the first
        return [Decimal(22 + place) for place in range(12)]
    if pattern == LAST_QUOTA:
        known = quotas.in_force(target.dimension, before.first, before.after, [target.key])
    else:
        known = _won(target.dimension, [target.key], plan)
    return [known.get((target.key, month), NOTHING) for month in before.months]


def _shares(plan: QuotaPlan, rows: Iterable[dimensions.Row], shares: str) -> list[Decimal]:
    """One weight per row. A row that has nothing to go by gets nothing, unless none of them has."""
    if shares == EVEN:
        return [Decimal(1) for _row in rows]
    if shares == BY_QUOTA:
        there = quotas.cells(plan)
        return [sum(there.get((row.dimension, row.key), {}).values(), NOTHING) for row in rows]
    sums: dict[tuple[str, str], Decimal] = {}
    for kind in {row.dimension for row in rows}:
        for (key, _month), amount in _won(kind, [row.key for row in rows if row.dimension == kind], plan).items():
            sums[kind, key] = sums.get((kind, key), NOTHING) + amount
    return [sums.get((row.dimension, row.key), NOTHING) for row in rows]


def _won(kind: str, keys: list[str], plan: QuotaPlan) -> dimensions.Won:
    before = periods.year(plan.fiscal_year - 1)
    if kind == Quota.PERSON:
        return dimensions.won_by_person(keys, before.first, before.after)
    dimension = dimensions.find(kind)
    return dimension.won(keys, before.first, before.after) if dimension else {}
