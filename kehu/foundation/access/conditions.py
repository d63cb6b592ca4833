"""What somebody reaches, as conditions whose inner statements are put into SQL once and kept.

Django takes milliseconds to put a nested condition into SQL, for every statement of a page anew. What a user reaches
follows from few facts (his identifier, teams, colleagues), so the finished SQL is kept in the process under these:
`kept` functions are given all of them and nothing else.
"""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

KEPT = 4000

F = TypeVar("F", bound=Callable[..., Any])


def kept(build: F) -> F:
    """Decorates a function whose answer follows from its arguments alone."""
    return lru_cache(maxsize=KEPT)(build)  # type: ignore[return-value]


class Reach:
    """The rows of a model that a user reaches. `condition` is None where he reaches all, `few` says that the rows are
    so few that each of them can be looked at. Two that are made of the same facts are one object while they are kept.
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
        found: RawSQL | tuple[()] = sub_select(self.model._base_manager.order_by().filter(self.alive).values("pk"))
        return found


@kept
def everything(model: type[models.Model]) -> Reach:
    return Reach(model, None)


@kept
def nothing(model: type[models.Model]) -> Reach:
    return Reach(model, Q(pk__in=[]), few=True)


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
    if condition is None:
        return None
    parts: list[Any] = []
    for part in condition.children:
        if isinstance(part, Q):
            parts.append(frozen(part))
        elif isinstance(part, tuple) and isinstance(part[1], models.QuerySet):
            parts.append((part[0], sub_select(part[1])))
        else:
            parts.append(part)
    copied = Q()
    copied.children, copied.connector, copied.negated = parts, condition.connector, condition.negated
    return copied


def reached_ids(model: type[models.Model], user: "User", reach: str = "view") -> Any:
    """Identifiers of the rows a user reaches ("view" or "edit"), as a sub-select; None where these are all."""
    rule: Any = model.ownership  # type: ignore[attr-defined]
    return rule.reached(model, user, reach).ids


def of_reached(path: str, model: type[models.Model], user: "User", reach: str = "view") -> Q | None:
    """The condition that what `path` leads to, a row of `model`, is reached; None if any is."""
    ids = reached_ids(model, user, reach)
    return None if ids is None else Q(**{f"{path}__in": ids})
