"""Quotas in force, and what the grid of a plan shows."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from kehu.forecasting import periods
from kehu.forecasting.models import Quota, QuotaPlan

InForce = dict[tuple[str, date], Decimal]


def in_force(dimension: str, first: date, after: date, keys: Collection[str] | None = None) -> InForce:
    """The published quotas by key and month."""
    rows = Quota.objects.filter(
        dimension=dimension, month__gte=first, month__lt=after, plan__state=QuotaPlan.State.PUBLISHED
    )
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return {(key, month): amount for key, month, amount in rows.values_list("key", "month", "amount")}


def of_people(first: date, after: date, people: Collection[UUID] | None) -> dict[tuple[UUID, date], Decimal]:
    """The published quotas of persons by person and month."""
    keys = None if people is None else [str(one) for one in people]
    return {(UUID(key), month): amount for (key, month), amount in in_force(Quota.PERSON, first, after, keys).items()}


def plans(fiscal_year: int) -> list[QuotaPlan]:
    """The versions of a fiscal year, the newest first."""
    return list(QuotaPlan.objects.filter(fiscal_year=fiscal_year).select_related("published_by", "created_by"))


def working_plan(plans: list[QuotaPlan]) -> QuotaPlan | None:
    """The draft if there is one, else the one in force."""
    rows = {one.state: one for one in plans}
    return rows.get(QuotaPlan.State.DRAFT) or rows.get(QuotaPlan.State.PUBLISHED)


def cells(plan: QuotaPlan) -> dict[tuple[str, str], dict[date, Decimal]]:
    """Everything a plan says: by dimension and key the amounts of its months."""
    found: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(dict)
    for dimension, key, month, amount in plan.quotas.values_list("dimension", "key", "month", "amount"):
        found[dimension, key][month] = amount
    return found


def fiscal_years() -> list[int]:
    """Those that have quotas, this one and its neighbours; the latest first."""
    now = periods.fiscal_year_of(periods.today())
    known = QuotaPlan.objects.values_list("fiscal_year", flat=True).distinct().order_by()
    return sorted({*known, now - 1, now, now + 1}, reverse=True)
