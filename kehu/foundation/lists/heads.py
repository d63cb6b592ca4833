"""The groups of a list: what stands over each, how many rows it has, and what their figures add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, F, Max, Min, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Trunc
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.grouping import NOTHING, Grouping, narrowed
from kehu.foundation.lists.periods import NEAR, midnight, near_bounds
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.rows import COUNT_CAP, Tally, figures_of, matching
from kehu.foundation.lists.values import currency_column, currency_of, titles_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind

MOST_GROUPS = 200
GROUP_CAP = 1000
AT_ONCE = 50  # groups counted by one statement


@dataclass(frozen=True)
class Head:
    """One group. `value` stands in links, `sums` are (column, sum, currency); none where not all rows were counted."""

    value: str
    label: str
    count: Tally
    sums: tuple[tuple[Column, Any, str], ...] = ()


@dataclass(frozen=True)
class Heads:
    """The groups in their order. `more` says that there are further ones that are not shown."""

    groups: list[Head]
    more: bool = False

    @property
    def number(self) -> int:
        return sum(one.count.number for one in self.groups)


def heads(query: ListQuery, grouping: Grouping, user: User) -> Heads:
    """All groups of the list that have rows.

    Up to the cap of counted rows one statement counts and sums them. Beyond it each group is counted for itself, no
    further than a smaller cap, from the index of its column, and nothing is summed.
    """
    found, _is_capped = matching(query, user)
    counted, total = _counted(found, query, grouping)
    if total > COUNT_CAP:
        values, more = _candidates(found, grouping)
        counted = [(value, tally, ()) for value, tally in _tallies(values, query, grouping, user)]
    else:
        more = False
    labels = _labels(grouping, [value for value, _tally, _sums in counted], user)
    groups = [Head(value, labels[value], tally, sums) for value, tally, sums in counted if value in labels]
    groups = _sorted(groups, query, grouping)
    return Heads(groups[:MOST_GROUPS], more or len(groups) > MOST_GROUPS)


# -- few rows: counted and summed at once ------------------------------------------------------------------------------


def _counted(found: Any, query: ListQuery, grouping: Grouping) -> tuple[list[tuple[str, Tally, Any]], int]:
    """(value, count, sums) of each group of the first rows, no more than the cap, and how many rows these are."""
    figures = figures_of(query)
    currency = currency_column(query.object_type.model_class)
    marked = {"group_value": _value_of(grouping)}
    marked |= {f"figure_{place}": F(column.path) for place, column in enumerate(figures)}
    if currency:
        marked["group_currency"] = F(currency)
    inner = found.annotate(**marked).values(*marked)[: COUNT_CAP + 1]
    summed = "".join(f", SUM(figure_{place})" for place, _column in enumerate(figures))
    money = ", MIN(group_currency), MAX(group_currency)" if currency else ", '', ''"
    try:
        sql, params = inner.query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT group_value, COUNT(*){money}{summed} FROM ({sql}) AS listed GROUP BY 1", params)
        raw = cursor.fetchall()
    merged: dict[str, tuple[str, Tally, Any]] = {}
    for value, number, first, last, *sums in raw:
        key = _as_text(value, grouping)
        pairs = zip(figures, sums, strict=True)
        known = [
            (column, total, currency_of(column.field, first or ""))
            for column, total in pairs
            if total is not None and (first == last or column.kind != Kind.MONEY)
        ]
        before = merged.get(key)  # nothing and the empty text are one group
        merged[key] = (key, Tally(number + (before[1].number if before else 0), False), () if before else tuple(known))
    return list(merged.values()), sum(one[1] for one in raw)


def _value_of(grouping: Grouping) -> Any:
    column = grouping.column
    if column.is_custom:
        return KeyTextTransform(column.path.removeprefix("custom__"), "custom")
    if not grouping.unit:
        return F(column.path)
    if grouping.unit == "near":
        bounds = {value: near_bounds(value) for value in NEAR}
        whens = [
            When(Q(**{f"{column.path}__lt": _edge(column, after)}), then=Value(value))
            for value, (_first, after) in bounds.items()
            if after
        ]
        late = When(Q(**{f"{column.path}__isnull": False}), then=Value("later"))
        return Case(*whens, late, default=None, output_field=CharField(null=True))
    is_moment = column.target.get_internal_type() == "DateTimeField"
    return Trunc(column.path, grouping.unit, tzinfo=timezone.get_current_timezone() if is_moment else None)


def _edge(column: Column, day: date) -> Any:
    return midnight(day) if column.target.get_internal_type() == "DateTimeField" else day


def _as_text(value: Any, grouping: Grouping) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).date().isoformat() if timezone.is_aware(value) else value.date().isoformat()
    return str(value.isoformat() if isinstance(value, date) else value)


# -- many rows: each group for itself ----------------------------------------------------------------------------------


def _candidates(found: Any, grouping: Grouping) -> tuple[list[str], bool]:
    """The values that groups may have, and whether there may be more of them."""
    column = grouping.column
    nothing = [NOTHING] if column.can_be_empty else []
    if grouping.unit == "near":
        return [*NEAR, *nothing], False
    if grouping.unit:
        values, more = _periods(found, grouping)
        return [*values, *nothing], more
    if column.kind == Kind.BOOLEAN:
        return ["yes", "no", *nothing], False
    if column.field.choices is not None:
        values = [str(value) for value, _label in column.field.choices() if str(value)]
        return [*values, *nothing], False
    people: Any = {"user": User, "team": Team, "department": Department}.get(column.field.reference)
    kind: Any = people or registry.get(column.field.reference).model_class
    ids = list(kind._default_manager.order_by("name", "pk").values_list("pk", flat=True)[: MOST_GROUPS + 1])
    return [*[str(pk) for pk in ids[:MOST_GROUPS]], *nothing], len(ids) > MOST_GROUPS


def _periods(found: Any, grouping: Grouping) -> tuple[list[str], bool]:
    """The latest periods that may have rows, the last first."""
    ends = found.aggregate(first=Min(grouping.column.path), last=Max(grouping.column.path))
    if ends["first"] is None:
        return [], False
    first, day = (
        timezone.localtime(one).date() if isinstance(one, datetime) else one for one in (ends["first"], ends["last"])
    )
    values: list[str] = []
    while day >= first and len(values) < MOST_GROUPS:
        begin, _after = grouping.bounds(day.isoformat())
        assert begin is not None
        values.append(begin.isoformat())
        day = begin - timedelta(days=1)
    return values, day >= first


def _tallies(values: list[str], query: ListQuery, grouping: Grouping, user: User) -> Iterable[tuple[str, Tally]]:
    for start in range(0, len(values), AT_ONCE):
        some = values[start : start + AT_ONCE]
        counts, params = [], []
        for value in some:
            rows, _is_capped = matching(narrowed(query, grouping, value), user)
            try:
                sql, given = rows.values("pk")[: GROUP_CAP + 1].query.sql_with_params()
            except EmptyResultSet:
                sql, given = "SELECT 1 WHERE false", ()
            counts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")
            params += given
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(counts)}", params)
            numbers = cursor.fetchone()
        for value, number in zip(some, numbers, strict=True):
            if number:
                yield value, Tally(min(number, GROUP_CAP), number > GROUP_CAP)


# -- what stands over them ---------------------------------------------------------------------------------------------


def _labels(grouping: Grouping, values: list[str], user: User) -> dict[str, str]:
    column, some = grouping.column, [one for one in values if one != NOTHING]
    labels = {NOTHING: _("Without %(field)s") % {"field": column.label.lower()}}
    if grouping.unit:
        labels |= {value: grouping.value_label(value) for value in some}
    elif column.kind == Kind.BOOLEAN:
        labels |= {
            "yes": _("%(field)s: yes") % {"field": column.label},
            "no": _("%(field)s: no") % {"field": column.label},
        }
    elif column.field.choices is not None:
        labels |= dict.fromkeys(some, "…") | {
            str(value): str(label) for value, label in column.field.choices() if value
        }
    else:
        labels |= dict.fromkeys(some, "…") | titles_of(column.field.reference, some, user)
    return labels


def _sorted(groups: list[Head], query: ListQuery, grouping: Grouping) -> list[Head]:
    """Choices as they are declared, people by name, dates as the list is sorted, latest first; nothing last."""
    column = grouping.column
    if grouping.unit == "near":
        places = {value: place for place, value in enumerate(NEAR)}
        found = sorted(groups, key=lambda one: places.get(one.value, len(places)))
    elif grouping.unit:
        found = sorted(groups, key=lambda one: one.value, reverse=query.sort != column.key)
    elif column.field.choices is not None:
        places = {str(value): place for place, (value, _label) in enumerate(column.field.choices())}
        found = sorted(groups, key=lambda one: places.get(one.value, len(places)))
    elif column.kind == Kind.BOOLEAN:
        found = sorted(groups, key=lambda one: one.value != "yes")
    else:
        found = sorted(groups, key=lambda one: one.label)
    return sorted(found, key=lambda one: one.value == NOTHING)
