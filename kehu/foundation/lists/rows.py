"""The rows of a list: found, ordered and paged in the database, seen through the user's eyes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Count, Max, Min, Q, Sum
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists import scopes
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.keyset import BadCursor, read_cursor, take, write_cursor
from kehu.foundation.lists.operators import ask, operators_of
from kehu.foundation.lists.query import BadQuery, ListQuery
from kehu.foundation.lists.tree import Condition, Group
from kehu.foundation.lists.values import Row, Values, currency_column, currency_of
from kehu.foundation.objects.registry import Kind
from kehu.foundation.search import registry as searchable
from kehu.foundation.search.query import narrowing

COUNT_CAP = 10_000
FIGURES = {Kind.NUMBER, Kind.MONEY}
FEW = 2000
BATCH = 1000
PLACES = 20_000  # rows


@dataclass(frozen=True)
class Page:
    """`next` and `previous` are cursors, empty at the ends. `capped` says that the search found more than the list was
    narrowed to.
    """

    rows: list[Row]
    next: str = ""
    previous: str = ""
    capped: bool = False


@dataclass(frozen=True)
class Tally:
    """`more` says that there are more than `number`."""

    number: int
    more: bool


@dataclass(frozen=True)
class Summary:
    """The foot of a list: how many rows, and of each shown column of figures the sum and its currency."""

    count: Tally
    sums: list[tuple[Column, Any, str]]


def matching(query: ListQuery, user: User, within: Any = None) -> tuple[Any, bool]:
    """The queryset of all rows the user sees that match, without order, and whether the search was capped.

    `within` stands in for the rows he sees where a kind of record has a rule of its own.
    """
    if query.object_type.view:
        user.require(query.object_type.view)
    rows = query.object_type.model_class._default_manager.all().visible_to(user) if within is None else within  # type: ignore[attr-defined]
    if query.filters:
        rows = rows.filter(condition(query.filters, query, user))
    if query.only:
        rows = rows.filter(scopes.condition(query.only, user))
    if not query.search:
        return rows.order_by(), False
    if query.plan.searched:
        return rows.filter(_with_words(query)).order_by(), False
    if not searchable.is_searchable(query.object_type.key):
        raise BadQuery([("search", _("This list cannot be searched."))])
    found = narrowing(user, query.search, query.object_type.key)
    return rows.filter(found.condition).order_by(), found.capped


def _with_words(query: ListQuery) -> Q:
    """Rows that have every word of the search somewhere in the text that is searched."""
    found = Q()
    for word in query.search.split():
        anywhere = Q(pk__in=[])
        for key in query.plan.searched:
            if key in query.available and not query.available[key].is_masked:
                anywhere |= Q(**{f"{query.available[key].path}__icontains": word})
        found &= anywhere
    return found


def condition(part: Group | Condition, query: ListQuery, user: User) -> Q:
    """The database's form of a filter that `parse` has checked."""
    if isinstance(part, Condition):
        column = query.available[part.field]
        return ask(column, operators_of(column)[part.operator], part.values, user)
    joined = Q()
    for one in part.parts:
        built = condition(one, query, user)
        joined = joined & built if part.joined == "all" else joined | built
    return joined


def page(query: ListQuery, user: User) -> Page:
    """One page of rows with the values of the shown columns. Raises `BadQuery` for a cursor of another list."""
    order = query.order
    after, backwards = _place(query)
    found, capped = matching(query, user)
    if query.filters:
        found = few(found)
    values = Values(query, user)
    raw = take(
        found.values_list(*order.columns, *values.paths), order, query.limit + 1, after=after, backwards=backwards
    )
    more = len(raw) > query.limit
    if more:
        raw = raw[1:] if backwards else raw[:-1]
    width = len(order.columns)
    rows = values.rows([(one[width - 1], one[width:]) for one in raw])
    following = bool(raw) and (more if not backwards else True)
    preceding = bool(raw) and (more if backwards else after is not None)
    return Page(
        rows,
        write_cursor(order, raw[-1][:width]) if following else "",
        write_cursor(order, raw[0][:width], backwards=True) if preceding else "",
        capped,
    )


def few(found: Any) -> Any:
    """The same rows, by their identifiers if they are few.

    Asked for the first fifty of a rare kind in some order, the database would walk through a million rows in that
    order; it finds a few without an order by the index of the filter, and these are sorted in no time.
    """
    ids = list(found.values_list("pk", flat=True)[: FEW + 1])
    if len(ids) > FEW:
        return found
    table = connection.ops.quote_name(found.model._meta.db_table)
    chosen = RawSQL(f"{table}.id = ANY(%s)", [ids], output_field=BooleanField())
    return found.model._base_manager.filter(chosen).order_by()


def places(query: ListQuery, user: User) -> tuple[list[str], bool]:
    """Cursors of the pages that follow the one of the query, so that one can go far without reading what lies between,
    and whether the list ends with the last of them.
    """
    order = query.order
    after, _backwards = _place(query)
    found, _capped = matching(query, user)
    most = PLACES // query.limit * query.limit
    keys = take(found.values_list(*order.columns), order, most + 1, after=after)
    ends = range(query.limit, len(keys), query.limit)
    return [write_cursor(order, keys[end - 1]) for end in ends], len(keys) <= most


def beside(query: ListQuery, user: User, record: UUID, *, backwards: bool) -> UUID | None:
    """The record that follows (or precedes) one in the order of the list, also when that one is in the list no longer;
    None at the end.
    """
    order, found = query.order, matching(query, user)[0]
    seen = query.object_type.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    key = seen.filter(pk=record).values_list(*order.columns).first()
    if key is None:
        return None
    next_one = take(found.values_list(*order.columns), order, 1, after=key, backwards=backwards)
    return next_one[0][-1] if next_one else None


def count(query: ListQuery, user: User) -> Tally:
    """How many rows match, counted no further than the cap."""
    found, _is_capped = matching(query, user)
    number = found.values("pk")[: COUNT_CAP + 1].count()
    return Tally(min(number, COUNT_CAP), number > COUNT_CAP)


def summary(query: ListQuery, user: User) -> Summary:
    """Count and sums of the shown figures, in one statement; no sums where the count stops at the cap, and none of
    amounts in several currencies.
    """
    found, _is_capped = matching(query, user)
    currency = currency_column(query.object_type.model_class)
    figures = figures_of(query)
    paths = dict.fromkeys(column.path for column in figures)
    asked: dict[str, Any] = {f"sum_{place}": Sum(path) for place, path in enumerate(paths)}
    if currency:
        asked |= {"first_currency": Min(currency), "last_currency": Max(currency)}
    read = [*paths, *([currency] if currency else [])]
    result = found.values("pk", *read)[: COUNT_CAP + 1].aggregate(number=Count("pk"), **asked)
    more = result["number"] > COUNT_CAP
    same = result.get("first_currency") == result.get("last_currency")
    sums = [
        (
            column,
            result[f"sum_{list(paths).index(column.path)}"],
            currency_of(column.field, result.get("first_currency") or ""),
        )
        for column in figures
        if not more and (same or column.kind != Kind.MONEY)
    ]
    return Summary(Tally(min(result["number"], COUNT_CAP), more), [one for one in sums if one[1] is not None])


def figures_of(query: ListQuery) -> list[Column]:
    """What is added up: the figures shown, and those the list always adds up."""
    summed = [query.available[key] for key in query.plan.sums if key in query.available]
    wanted = dict.fromkeys([*(one for one in query.shown if one.field.summed), *summed])
    return [
        one
        for one in wanted
        if one.kind in FIGURES and not one.is_masked and one.target and not one.is_many and not one.via
    ]


def rows(query: ListQuery, user: User, batch: int = BATCH) -> Iterator[Row]:
    """All matching rows in the order of the list, read by key in batches, so that an export of a million needs no more
    memory than a page. Masked values are masked, hidden columns are not there. Requires the right to export.
    """
    user.require(query.object_type.export or query.object_type.view)
    order, width = query.order, len(query.order.columns)
    found, _is_capped = matching(query, user)
    values = Values(replace(query, cursor=""), user)
    found = found.values_list(*order.columns, *values.paths)
    after = None
    while raw := take(found, order, batch, after=after):
        yield from values.rows([(one[width - 1], one[width:]) for one in raw])
        after = raw[-1][:width]


def _place(query: ListQuery) -> tuple[list[Any] | None, bool]:
    if not query.cursor:
        return None, False
    try:
        return read_cursor(query.cursor, query.order, query.object_type.model_class)
    except BadCursor:
        sentence = _("This page belongs to another order of the list. Go back to its beginning.")
        raise BadQuery([("cursor", sentence)]) from None
