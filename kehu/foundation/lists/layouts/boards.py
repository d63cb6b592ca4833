"""The cards of a board lane by lane, each lane paged by key, and what stands in the heads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Value
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.keyset import BadCursor, read_cursor, stretches, write_cursor
from kehu.foundation.lists.layouts.lanes import Lane, LaneField, order_of, within
from kehu.foundation.lists.query import BadQuery, ListQuery
from kehu.foundation.lists.rows import COUNT_CAP, Tally, few, matching
from kehu.foundation.lists.values import Row, Values, currency_column, currency_of
from kehu.foundation.objects.registry import Kind

PAGE = 20
MORE = 50


@dataclass(frozen=True)
class Stack:
    """Cards of a lane; `next` is the cursor of those that follow, "" at the end."""

    rows: list[Row]
    next: str = ""


@dataclass(frozen=True)
class Head:
    """`total` and `weighted` are None where there is nothing to sum: no such field, several currencies, or more rows
    than are counted.
    """

    count: Tally
    total: Decimal | None = None
    weighted: Decimal | None = None
    currency: str = ""


def stacks(
    query: ListQuery, field: LaneField, lanes: Sequence[Lane], user: User, *, size: int = PAGE, cursor: str = ""
) -> list[Stack]:
    """The first cards of each lane, or with `cursor` those that follow in the only lane given. One statement for the
    cards of all lanes, and those for labels.
    """
    column = query.available[field.field]
    order = order_of(query, column)
    after = _place(query, order, cursor)
    found, _capped = matching(query, user)
    if query.filters:
        found = few(found)
    values = Values(query, user)
    parts = []
    for place, lane in enumerate(lanes):
        for rows in stretches(found.filter(within(column, lane, user)), order, after, False):
            marked = rows.annotate(lane_place=Value(place, output_field=IntegerField()))
            parts.append(marked.values_list("lane_place", *order.columns, *values.paths)[: size + 1])
    if not parts:
        return []
    raw = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return _stacked(raw, len(lanes), size, order, values)


def _stacked(raw: list[Any], lanes: int, size: int, order: Any, values: Values) -> list[Stack]:
    """Rows of all lanes, marked with their lane in front, as one stack per lane."""
    width = len(order.columns)
    by_lane: list[list[Any]] = [[] for _lane in range(lanes)]
    for one in raw:
        by_lane[one[0]].append(one[1:])
    kept = [one[:size] for one in by_lane]
    shown = iter(values.rows([(one[width - 1], one[width:]) for part in kept for one in part]))
    return [
        Stack([next(shown) for _one in part], write_cursor(order, part[-1][:width]) if len(whole) > size else "")
        for part, whole in zip(kept, by_lane, strict=True)
    ]


def _place(query: ListQuery, order: Any, cursor: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        return read_cursor(cursor, order, query.object_type.model_class)[0]
    except BadCursor:
        sentence = _("This page belongs to another order of the list. Go back to its beginning.")
        raise BadQuery([("cursor", sentence)]) from None


def heads(
    query: ListQuery, field: LaneField, lanes: Sequence[Lane], user: User, *, figure: str = "", weight_of: str = ""
) -> list[Head]:
    """Count and sums of each lane, none counted further than the cap, in one statement. `figure` is the field that is
    summed, `weight_of` the one with the percentage by which it counts.
    """
    column = query.available[field.field]
    found, _capped = matching(query, user)
    amount, weight = _figure(query, figure), _figure(query, weight_of)
    # Figures that are no money of the row's own currency (the same in the company's) can be added up whatever that is.
    is_money = bool(amount) and query.available[figure].kind == Kind.MONEY
    currency = currency_column(query.object_type.model_class) if is_money else ""
    paths = [path for path in (amount, weight, currency) if path]
    parts, given = [], []
    for place, lane in enumerate(lanes):
        rows = found.filter(within(column, lane, user)).values_list("pk", *paths)[: COUNT_CAP + 1]
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(_head_sql(place, sql, amount, weight, currency))
        given += params
    counted: dict[int, Any] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            counted = {row[0]: row[1:] for row in cursor.fetchall()}
    home = currency_of(query.available[figure].field, "") if amount and not is_money else ""
    return [_head(lane, counted.get(place, (0, None, None, None, None)), home) for place, lane in enumerate(lanes)]


def _head_sql(place: int, rows: str, amount: str, weight: str, currency: str) -> str:
    names = ["id", *(name for name, path in (("amount", amount), ("weight", weight), ("currency", currency)) if path)]
    total = "sum(amount)" if amount else "NULL::numeric"
    weighted = "sum(amount * weight / 100.0)" if amount and weight else "NULL::numeric"
    first, last = ("min(currency)", "max(currency)") if currency else ("NULL::text", "NULL::text")
    columns = f"{place}, count(*), {total}, {weighted}, {first}, {last}"
    return f"SELECT {columns} FROM ({rows}) AS lane_{place}({', '.join(names)})"


def _head(lane: Lane, counted: Any, home: str) -> Head:
    number, total, weighted, first, last = counted
    more = number > COUNT_CAP
    tally = Tally(min(number, COUNT_CAP), more)
    if more or total is None or first != last:
        return Head(tally)
    if weighted is None and lane.weight is not None:
        weighted = total * lane.weight / 100
    return Head(tally, total, weighted, first or home)


def _figure(query: ListQuery, key: str) -> str:
    """The path of a field of figures, if the user may see it."""
    column: Column | None = query.available.get(key)
    return column.path if column is not None and not column.is_masked and column.target is not None else ""


def with_card(query: ListQuery, keys: Sequence[str]) -> ListQuery:
    """The same rows, read with the fields of a card: what names the record, then `keys`."""
    title = query.object_type.title
    wanted = [key for key in (title, *keys) if key in query.available]
    return replace(query, columns=tuple(dict.fromkeys(wanted)), cursor="")
