"""Quotas and forecast by territory: whoever sells, what is won with a customer counts for the territory he is in."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import DateField, Sum
from django.db.models.functions import Cast, TruncMonth
from django.utils.translation import gettext_lazy as _

from kehu.coverage.queries.staff import staff as everybody
from kehu.customers.models import Territory
from kehu.customers.queries.territories import in_order
from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING
from kehu.forecasting.queries.dimensions import Dimension, Row, Within, Won, register
from kehu.sales.models import Opportunity

KEY = "territory"


def _rows(mine: Within) -> list[Row]:
    """The tree; for who does not see everybody's figures, the branches in which all who work there are in his reach."""
    found = in_order()
    if not mine.people.everybody:
        found = _within(found, set(mine.people.known))
    here = {one.pk: one for one in found}
    rows = []
    for one in found:
        above = (KEY, str(one.parent_id)) if one.parent_id in here else None
        depth = sum(1 for part in one.path.split("/")[:-1] if UUID(part) in here) - 1
        rows.append(Row(KEY, str(one.pk), one.name, depth, above))
    return rows


def _within(found: list[Territory], people: set[UUID]) -> list[Territory]:
    staff: dict[UUID, set[UUID]] = defaultdict(set)
    for key, one in everybody().items():
        staff[key] = one.people
    inside = {
        one.pk: set().union(*(staff[below.pk] for below in found if below.path.startswith(one.path))) for one in found
    }
    return [one for one in found if inside[one.pk] and inside[one.pk] <= people]


def _won(keys: Iterable[str], first: date, after: date) -> Won:
    """With what was won in the territories below."""
    paths: dict[str, str] = {str(pk): path for pk, path in Territory.objects.values_list("pk", "path")}
    rows = Opportunity.objects.filter(
        deleted_at=None, state=Opportunity.State.WON, customer__territory__isnull=False,
        closure__closed_at__gte=periods.midnight(first), closure__closed_at__lt=periods.midnight(after),
    )  # fmt: skip
    month = Cast(TruncMonth("closure__closed_at", tzinfo=periods.zone()), DateField())
    sums = rows.order_by().values_list("customer__territory", month).annotate(sum=Sum("amount_home"))
    found: Won = defaultdict(lambda: NOTHING)
    wanted = set(keys)
    for territory, of_month, amount in sums:
        for above in paths[str(territory)].split("/"):
            if above in wanted:
                found[above, of_month] += amount or NOTHING
    return dict(found)


def connect() -> None:
    register(Dimension(KEY, _("Territories"), _rows, _won))
