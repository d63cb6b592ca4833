"""Sums by category of product: an opportunity is shared out by the lines of its leading quote, which is the accepted
one, else the one that was changed last. Without a quote nobody knows what it is about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Category
from kehu.forecasting import periods
from kehu.forecasting.figures import CENT, NOTHING
from kehu.forecasting.periods import Period
from kehu.forecasting.queries.board import visible
from kehu.forecasting.queries.dimensions import Dimension, Row, Within, Won, register
from kehu.forecasting.queries.people import Circle
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity

# Optional lines are nobody's word yet, and parts have their price in that of their bundle.
_SHARES = """
WITH deals AS (
    SELECT o.id, o.amount_home AS amount, o.weighted_home AS weighted,
        CASE WHEN o.state = 'won' THEN 'won' ELSE o.category END AS bucket,
        date_trunc(
            'month', CASE WHEN o.state = 'won' THEN (c.closed_at AT TIME ZONE %s)::date ELSE o.expected_close END
        )::date AS month
    FROM sales_opportunity o LEFT JOIN sales_closure c ON c.opportunity_id = o.id
    WHERE o.id IN ({chosen})
), led AS (
    SELECT DISTINCT ON (q.opportunity_id) q.opportunity_id, q.id
    FROM quotes_quote q JOIN deals d ON d.id = q.opportunity_id
    WHERE q.deleted_at IS NULL AND q.state NOT IN ('declined', 'expired')
    ORDER BY q.opportunity_id, (q.state = 'accepted') DESC, q.updated_at DESC, q.id
), parts AS (
    SELECT l.opportunity_id, p.category_id, sum(n.net) AS net
    FROM led l JOIN quotes_line n ON n.quote_id = l.id LEFT JOIN catalog_product p ON p.id = n.product_id
    WHERE n.kind = 'item' AND NOT n.is_optional AND n.net > 0
    GROUP BY l.opportunity_id, p.category_id
), wholes AS (
    SELECT opportunity_id, sum(net) AS net FROM parts GROUP BY opportunity_id
)
SELECT p.category_id, w.opportunity_id IS NOT NULL, d.bucket, d.month, sum(d.amount * coalesce(p.net / w.net, 1)),
    sum(d.weighted * coalesce(p.net / w.net, 1)), array_agg(d.id)
FROM deals d LEFT JOIN wholes w ON w.opportunity_id = d.id LEFT JOIN parts p ON p.opportunity_id = d.id
GROUP BY 1, 2, 3, 4
"""
KEY = "category"
OPEN, WON = Opportunity.State.OPEN, Opportunity.State.WON


@dataclass
class Share:
    """What is sold of a category: amounts by category of the forecast and `won`, and the opportunities they come from.
    Without a `category` it is what has none, or with `is_quoted` false what has no quote.
    """

    category: Category | None
    is_quoted: bool
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    weighted: Decimal = NOTHING
    opportunities: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), NOTHING)


def by_category(user: User, circle: Circle, period: Period) -> list[Share]:
    """What is won in the period or open and expected in it, of what the reader can open; the most first, what has no
    quote last. Two statements.
    """
    begins, ends = period.moments
    expected = Q(state=OPEN, expected_close__gte=period.first, expected_close__lt=period.after)
    won = Q(state=WON, closure__closed_at__gte=begins, closure__closed_at__lt=ends)
    categories = {one.pk: one for one in Category.objects.all()}
    found: dict[tuple[Any, bool], Share] = {}
    rows = visible(user, circle).filter(expected | won)
    for category, quoted, bucket, _month, amount, weighted, ids in _shares(rows):
        share = found.setdefault((category, quoted), Share(categories.get(category), quoted))
        share.amounts[bucket] += amount.quantize(CENT)
        share.weighted += weighted.quantize(CENT) if bucket not in ("won", "omitted") else NOTHING
        share.opportunities[bucket] |= set(ids)
    return sorted(found.values(), key=lambda one: (not one.is_quoted, -one.total))


def _shares(rows: QuerySet[Opportunity]) -> list[tuple[Any, ...]]:
    try:
        chosen, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHARES.replace("{chosen}", chosen), [str(periods.zone()), *params])
        return list(cursor.fetchall())


# -- quotas by category of product -------------------------------------------------------------------------------------


def _rows(mine: Within) -> list[Row]:
    """The categories as a tree, for those who see everybody's figures."""
    if not mine.people.everybody:
        return []
    known = list(Category.objects.order_by("path"))
    here = {one.pk for one in known}
    return [
        Row(
            KEY, str(one.pk), one.label, one.path.count("/") - 1,
            (KEY, str(one.parent_id)) if one.parent_id in here else None,
        )
        for one in known
    ]  # fmt: skip


def _won(keys: Iterable[str], first: date, after: date) -> Won:
    """With what lies below in the tree of categories."""
    paths = {str(one.pk): one.path for one in Category.objects.all()}
    begins, ends = periods.midnight(first), periods.midnight(after)
    rows = Opportunity.objects.filter(
        deleted_at=None, state=WON, closure__closed_at__gte=begins, closure__closed_at__lt=ends
    )
    sums: Won = defaultdict(lambda: NOTHING)
    wanted = list(keys)
    for category, _quoted, _bucket, month, amount, _weighted, _ids in _shares(rows):
        for key in wanted:
            if category and paths.get(str(category), "").startswith(paths.get(key, "-")):
                sums[key, month] += amount.quantize(CENT)
    return dict(sums)


def connect() -> None:
    register(Dimension(KEY, _("Categories of products"), _rows, _won))
