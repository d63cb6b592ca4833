"""Quotas and forecast by territory: whoever sells, what is won with a customer counts for the territory he is in."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import DateField, Sum
from django.db.models.functions import Cast, TruncMonth
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Territory
from kehu.customers.queries.territories import in_order
from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING
from kehu.forecasting.queries.dimensions import Dimension, Row, Within, Won, register
from kehu.sales.models import Opportunity

KEY = "territory"


def _rows(mine: Within) -> list[Row]:
    """The tree, for those who see everybody's figures."""
    if not mine.people.everybody:
        return []
    return [
        Row(KEY, str(one.pk), one.name, one.depth, (KEY, str(one.parent_id)) if one.parent_id else None)
        for one in in_order()
    ]


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
