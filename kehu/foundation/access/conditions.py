"""What somebody reaches, as conditions whose inner statements are put into SQL once and kept.

Django takes milliseconds to put a nested condition into SQL, for every statement of a page anew. What users reach
differs in values only (who he is, his teams and colleagues), hardly in form. So a `Form` is made once, with marks in
the place of the values, and a `Reach` is a form with the values of one user.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from kehu.foundation.database.kept import IdMark

KEPT = 4000

F = TypeVar("F", bound=Callable[..., Any])


def kept(build: F) -> F:
    """Decorates a function whose answer follows from its arguments alone."""
    return lru_cache(maxsize=KEPT)(build)  # type: ignore[return-value]


USER = IdMark.of("user")


@kept
def marks(kind: str, number: int) -> tuple[IdMark, ...]:
    """Marks for so many identifiers; `kind` says which, as each mark means one value of a user."""
    return tuple(IdMark.of(f"{kind} {place}") for place in range(number))


def facts(user: UUID, several: Mapping[str, Iterable[UUID]] = MappingProxyType({})) -> dict[IdMark, UUID]:
    """What the marks stand for with one user; `several` by kind."""
    found = {USER: user}
    for kind, values in several.items():
        given = tuple(values)
        found |= zip(marks(kind, len(given)), given, strict=True)
    return found


class Form:
    """The rows of a model that users like this reach. `condition` is None where they reach all, `few` says that the
    rows are so few that each of them can be looked at.
    """

    def __init__(self, model: type[models.Model], condition: Q | None, *, few: bool = False):
        self.model, self.condition, self.few = model, frozen(condition), few

    @cached_property
    def alive(self) -> Q | None:
        """The condition of the rows that are not in the trash."""
        in_use = Q(deleted_at__isnull=True) if has_trash(self.model) else None
        if in_use is None or self.condition is None:
            return in_use or self.condition
        return in_use & self.condition

    @cached_property
    def ids(self) -> RawSQL | tuple[()] | None:
        """A sub-select of the rows that are alive, for `…__in`; None where nothing limits them."""
        if self.alive is None:
            return None
        return sub_select(self.model._base_manager.order_by().filter(self.alive).values("pk"))


class Reach:
    """The rows that one user reaches: a form and what its marks stand for."""

    def __init__(self, form: Form, values: Mapping[IdMark, Any]):
        self.form, self.values = form, values

    @property
    def few(self) -> bool:
        return self.form.few

    @cached_property
    def condition(self) -> Q | None:
        return filled(self.form.condition, self.values)

    @cached_property
    def alive(self) -> Q | None:
        return filled(self.form.alive, self.values)


@kept
def everything(model: type[models.Model]) -> Reach:
    return Reach(Form(model, None), {})


@kept
def nothing(model: type[models.Model]) -> Reach:
    return Reach(Form(model, Q(pk__in=[]), few=True), {})


@kept
def has_trash(model: type[models.Model]) -> bool:
    return any(field.name == "deleted_at" for field in model._meta.fields)


def sub_select(rows: models.QuerySet[Any]) -> RawSQL | tuple[()]:
    """The queryset as finished SQL; the empty tuple if it can hold no row."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return ()
    return RawSQL(sql, params)


def frozen(condition: Q | None) -> Q | None:
    """The same condition with its querysets as finished SQL."""
    return _changed(condition, lambda value: sub_select(value) if isinstance(value, models.QuerySet) else value)


def filled(condition: Q | None, values: Mapping[IdMark, Any]) -> Q | None:
    """The same condition with values in the place of its marks."""

    def fill(value: Any) -> Any:
        if isinstance(value, RawSQL):
            return RawSQL(value.sql, tuple(map(fill, value.params)), value.output_field)
        if isinstance(value, tuple):
            return tuple(map(fill, value))
        return values[value] if isinstance(value, IdMark) else value

    return _changed(condition, fill)


def _changed(condition: Q | None, change: Callable[[Any], Any]) -> Q | None:
    if condition is None:
        return None
    children: list[Any] = condition.children
    parts: list[Any] = [
        _changed(part, change) if isinstance(part, Q) else (part[0], change(part[1])) for part in children
    ]
    copied = Q()
    copied.children, copied.connector, copied.negated = parts, condition.connector, condition.negated
    return copied
