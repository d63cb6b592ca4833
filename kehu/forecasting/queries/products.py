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

from kehu.catalog.models import Category, Product
from kehu.forecasting import periods
from kehu.forecasting.figures import CENT, NOTHING
from kehu.forecasting.periods import Period
from kehu.forecasting.queries import links
from kehu.forecasting.queries.board import visible
from kehu.forecasting.queries.dimensions import Behind, Dimension, Row, Within, Won, register
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
    SELECT l.opportunity_id, {what} AS what, sum(n.net) AS net
    FROM led l JOIN quotes_line n ON n.quote_id = l.id LEFT JOIN catalog_product p ON p.id = n.product_id
    WHERE n.kind = 'item' AND NOT n.is_optional AND n.net > 0
    GROUP BY l.opportunity_id, {what}
), wholes AS (
    SELECT opportunity_id, sum(net) AS net FROM parts GROUP BY opportunity_id
)
SELECT p.what, w.opportunity_id IS NOT NULL, d.bucket, d.month, sum(d.amount * coalesce(p.net / w.net, 1)),
    sum(d.weighted * coalesce(p.net / w.net, 1)), array_agg(d.id)
FROM deals d LEFT JOIN wholes w ON w.opportunity_id = d.id LEFT JOIN parts p ON p.opportunity_id = d.id
GROUP BY 1, 2, 3, 4
"""
KEY, PRODUCT = "category", "product"
CATEGORY_OF, PRODUCT_OF = "p.category_id", "n.product_id"
MOST_PRODUCTS = 500
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


def _shares(rows: QuerySet[Opportunity], what: str = CATEGORY_OF) -> list[tuple[Any, ...]]:
    """By `what`, one of the two columns above: is it quoted, bucket, month, amount, weighted, opportunities."""
    try:
        chosen, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHARES.replace("{what}", what).replace("{chosen}", chosen), [str(periods.zone()), *params])
        return list(cursor.fetchall())


# -- quotas by category of product, and by product ---------------------------------------------------------------------


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


def _product_rows(mine: Within) -> list[Row]:
    """The same tree with the products that are sold, each below its category; those without one come last."""
    shelves: dict[Any, list[Product]] = defaultdict(list)
    if mine.people.everybody:
        for one in Product.objects.filter(state="active", deleted_at=None).order_by("sort_name", "pk")[:MOST_PRODUCTS]:
            shelves[one.category_id].append(one)
    rows: list[Row] = []
    for row in _rows(mine):
        rows.append(row)
        rows += [
            Row(PRODUCT, str(one.pk), one.label, row.depth + 1, (KEY, row.key))
            for one in shelves.pop(UUID(row.key), [])
        ]
    return rows + [Row(PRODUCT, str(one.pk), one.label) for rest in shelves.values() for one in rest]


def _won_rows(first: date, after: date) -> QuerySet[Opportunity]:
    begins, ends = periods.midnight(first), periods.midnight(after)
    return Opportunity.objects.filter(  # type: ignore[no-any-return]
        deleted_at=None, state=WON, closure__closed_at__gte=begins, closure__closed_at__lt=ends
    )


def _counting(keys: Iterable[str]) -> dict[str, list[str]]:
    """For each category the keys it counts for: its own and those above it in the tree."""
    wanted = list(keys)
    paths = {str(one.pk): one.path for one in Category.objects.all()}
    return {
        category: [key for key in wanted if path.startswith(paths.get(key, "-"))] for category, path in paths.items()
    }


def _won(keys: Iterable[str], first: date, after: date) -> Won:
    """With what lies below in the tree of categories."""
    sums: Won = defaultdict(lambda: NOTHING)
    counting = _counting(keys)
    for category, _quoted, _bucket, month, amount, _weighted, _ids in _shares(_won_rows(first, after)):
        for key in counting.get(str(category), ()):
            sums[key, month] += amount.quantize(CENT)
    return dict(sums)


def _won_of_products(keys: Iterable[str], first: date, after: date) -> Won:
    """Of products by themselves, of categories with all below them."""
    wanted = list(keys)
    sums: Won = defaultdict(lambda: NOTHING, _won(wanted, first, after))
    for product, _quoted, _bucket, month, amount, _weighted, _ids in _shares(_won_rows(first, after), PRODUCT_OF):
        if str(product) in wanted:
            sums[str(product), month] += amount.quantize(CENT)
    return dict(sums)


def _behind(keys: Iterable[str], first: date, after: date) -> Behind:
    """The opportunities themselves; none where they are more than an address holds."""
    found: dict[str, set[UUID]] = defaultdict(set)
    counting = _counting(keys)
    for category, _quoted, _bucket, _month, _amount, _weighted, ids in _shares(_won_rows(first, after)):
        for key in counting.get(str(category), ()):
            found[key] |= set(ids)
    return {key: list(links.only(ids)) for key, ids in found.items()}


def _behind_products(keys: Iterable[str], first: date, after: date) -> Behind:
    wanted = set(keys)
    found: dict[str, set[UUID]] = defaultdict(set)
    for product, _quoted, _bucket, _month, _amount, _weighted, ids in _shares(_won_rows(first, after), PRODUCT_OF):
        if str(product) in wanted:
            found[str(product)] |= set(ids)
    return {**_behind(wanted, first, after), **{key: list(links.only(ids)) for key, ids in found.items()}}


def connect() -> None:
    register(Dimension(KEY, _("Categories of products"), _rows, _won, _behind))
    register(Dimension(PRODUCT, _("Products"), _product_rows, _won_of_products, _behind_products))
