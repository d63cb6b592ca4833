"""Statements that are put together once per process and asked again with other values.

Django builds a queryset and its SQL anew each time, which takes longer than PostgreSQL takes to answer. Where a page
asks the same thing for every request, the queryset is built once with marks in the place of the values:

    @kept
    def _of(customer: UUID, state: str) -> QuerySet[Task]:
        return Task.objects.filter(customer=customer, state=Task.State.OPEN)

    tasks = _of(customer=pk)          # a list of instances, or of what `values` and `values_list` give

Arguments by name are values: UUID, str, datetime, or a list of UUID, never part of the shape of the statement, and
each must stand in the statement as it is given; a list is one for `filter(pk__in=ids)`. Arguments by position are the
shape: one statement is kept for each, so there must be few of them. One that has a `form` and `values` (a user's reach)
stands in the shape by its form, whose own marks are in the statement.
"""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

KEPT = 2000


def kept(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Decorates a function that builds a queryset; calls answer with the list of its rows."""

    @lru_cache(maxsize=KEPT)
    def statement(shape: tuple[Any, ...], kinds: tuple[tuple[str, type], ...]) -> Statement:
        marks = {name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds)}
        given = {name: _members(mark) if isinstance(mark, _ListMark) else mark for name, mark in marks.items()}
        return Statement(build(*shape, **given), {mark: name for name, mark in marks.items()})

    @wraps(build)
    def ask(*shape: Any, **values: Any) -> list[Any]:
        kinds = tuple((name, _kind(value)) for name, value in values.items())
        forms = tuple(getattr(one, "form", one) for one in shape)
        given: dict[Any, Any] = dict(values)
        for one in shape:
            given.update(getattr(one, "values", ()))
        return statement(forms, kinds).rows(given)

    return ask


class Statement:
    """A queryset in SQL. `marks` says which parameter stands for which value."""

    def __init__(self, queryset: QuerySet[Any], marks: dict[Any, str]):
        self.queryset = queryset
        self.compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        self.params = [(param, marks.get(param, param) if _is_mark(param) else None) for param in params]
        missing = set(marks.values()) - {name for _param, name in self.params}
        assert not self.sql or not missing, f"{missing} do not stand in the statement as they are given"
        selected = [one[0] for one in self.compiler.select] if self.sql else []
        self.converters = self.compiler.get_converters(selected)
        self.compiler.connection = None  # which is another one in each thread

    def rows(self, values: dict[Any, Any]) -> list[Any]:
        if not self.sql:
            return []
        params = tuple(param if name is None else values[name] for param, name in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        compiler.get_converters = lambda _expressions: self.converters
        iterable: Any = self.queryset._iterable_class  # type: ignore[attr-defined]
        return list(iterable(_Asked(self.queryset, compiler)))


class _Asked:
    """A queryset and its query in one, whose SQL stands already; it has what Django's iterables ask for."""

    def __init__(self, queryset: QuerySet[Any], compiler: Any):
        self.queryset, self.compiler, self.query = queryset, compiler, self
        self.db = DEFAULT_DB_ALIAS

    def get_compiler(self, *_given: Any, **_named: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.queryset if hasattr(self.queryset, name) else self.queryset.query, name)


class _TextMark(str):
    """A text that is told from others."""


class _MomentMark(datetime):
    """A moment that is told from others."""


class IdMark(UUID):
    """An identifier that is told from others."""

    @classmethod
    def of(cls, name: str) -> "IdMark":
        """The mark of that name, always the same."""
        return cls(bytes=sha256(name.encode()).digest()[:16])


class _ListMark(tuple[Any, ...]):
    """A list that is told from others."""


def _members(mark: _ListMark) -> RawSQL:
    return RawSQL("SELECT unnest(%s::uuid[])", [mark])


_MARKS: dict[type, Callable[[int], Any]] = {
    UUID: lambda place: IdMark(int=2**128 - 1 - place),
    str: lambda place: _TextMark(f"\ufffd{place}"),
    list: lambda place: _ListMark([place]),
    datetime: lambda place: _MomentMark.fromtimestamp(0, UTC).replace(year=9000 + place),
}


def _kind(value: Any) -> type:
    return next(kind for kind in _MARKS if isinstance(value, kind))


def _is_mark(value: Any) -> bool:
    return isinstance(value, _TextMark | _MomentMark | IdMark | _ListMark)
