"""The only door to rows: `visible_to(user)` and `editable_by(user)` on every queryset.

A model says how it is owned in the class attribute `ownership`:

* `Owned(object_key="customer", owner="owner", also=…)`: by the user in `owner`; `also` adds further conditions
  (an account team, for instance) as a function of the user's identifier;
* `Through("customer")`: like the record that this foreign key leads to;
* `Open("tag")`: everyone who has a scope other than none for the object key sees all rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from kehu.foundation.access.conditions import USER, Form, Reach, everything, facts, kept, marks, nothing
from kehu.foundation.access.models.roles import Scope
from kehu.foundation.access.models.shares import Share

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

FEW_PEOPLE = 8
FEW_ROWS = 5000
COUNT_HOLDS = 60.0  # seconds; whether rows are few decides about speed only
MOST_COUNTS = 20_000
_TEAMS = "his team"


class Ownership(Protocol):
    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        """What the user reaches; `reach` is "view" or "edit"."""
        ...


@dataclass(frozen=True)
class Open:
    object_key: str

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        open_to_him = user.grants.scope(self.object_key, reach) != Scope.NONE
        return everything(model) if open_to_him else nothing(model)


@dataclass(frozen=True)
class Owned:
    object_key: str
    owner: str = "owner"
    also: Callable[[UUID], Q] | None = None

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        scope = user.grants.scope(self.object_key, reach)
        if scope == Scope.ALL:
            return everything(model)
        people = people_within(user, scope)
        few = scope == Scope.NONE or self._is_few(model, people)
        several = {_TEAMS: user.grants.team_ids} | ({} if scope == Scope.OWN else {scope.value: people})
        return Reach(
            _owned(self, model, reach, scope, len(people), len(user.grants.team_ids), few), facts(user.pk, several)
        )

    def _is_few(self, model: type[models.Model], people: tuple[Any, ...]) -> bool:
        """Counted no further than FEW_ROWS in the index of owners, once a minute."""
        if len(people) > FEW_PEOPLE:
            return False
        key, now = (model, people, FEW_ROWS), monotonic()
        known = _counts.get(key)
        if known is None or now - known[0] > COUNT_HOLDS:
            if len(_counts) > MOST_COUNTS:
                _counts.clear()
            rows = model._base_manager.order_by().filter(**{f"{self.owner}__in": people}).values("pk")
            known = _counts[key] = (now, rows[: FEW_ROWS + 1].count() <= FEW_ROWS)
        return known[1]


_counts: dict[Any, tuple[float, bool]] = {}


def people_within(user: "User", scope: Scope) -> tuple[UUID, ...]:
    """Whose records a scope that is neither none nor all means."""
    found: dict[Scope, Callable[[], list[UUID]]] = {
        Scope.OWN: lambda: [user.pk],
        Scope.TEAM: lambda: user.grants.teammate_ids,
        Scope.DEPARTMENT: lambda: user.grants.department_people_ids,
    }
    return tuple(found[scope]()) if scope in found else ()


def marks_within(scope: Scope, number: int) -> tuple[UUID, ...]:
    """The marks of these people."""
    return (USER,) if scope == Scope.OWN else marks(scope.value, number)


@kept
def _owned(
    rule: Owned, model: type[models.Model], reach: str, scope: Scope, people: int, teams: int, few: bool
) -> Form:
    """Where somebody sees few rows, each way to them is a branch that an index serves, while joined by OR they would
    make the database walk through everybody's. Where he sees many it is the other way round: the rows come from the
    index of the wanted order, and those that are not his are left out.
    """
    shared = _shared(rule.object_key, reach, marks(_TEAMS, teams)).values("record_id")
    if not people:
        return Form(model, Q(pk__in=shared), few=True)
    owners = marks_within(scope, people)
    rows = model._base_manager.order_by()
    if few:
        others: list[Any] = [rows.filter(rule.also(USER)).values("pk")] if rule.also else []
        owned = rows.filter(**{f"{rule.owner}__in": owners}).values("pk")
        return Form(model, Q(pk__in=owned.union(shared, *others, all=True)), few=True)
    condition = Q(**{f"{rule.owner}__in": owners}) | Q(pk__in=shared)
    return Form(model, condition | rule.also(USER) if rule.also else condition)


def _shared(object_key: str, reach: str, teams: tuple[UUID, ...]) -> models.QuerySet[Share]:
    mine = Q(user=USER) | Q(team__in=teams) if teams else Q(user=USER)
    shares = Share.objects.filter(object_key=object_key).filter(mine)
    return shares.filter(may_edit=True) if reach == "edit" else shares


@dataclass(frozen=True)
class Through:
    parent: str

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        related: Any = model._meta.get_field(self.parent).related_model
        parent: Reach = related.ownership.reached(related, user, reach)
        return Reach(_through(self.parent, model, parent.form), parent.values)


@kept
def _through(path: str, model: type[models.Model], parent: Form) -> Form:
    condition = None if parent.ids is None else Q(**{f"{path}__in": parent.ids})
    return Form(model, condition, few=parent.few)


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows in the trash are not visible; `trashed_visible_to` is for the trash page."""

    def visible_to(self, user: "User") -> Self:
        return self._alive(user, "view")

    def editable_by(self, user: "User") -> Self:
        return self._alive(user, "edit")

    def trashed_visible_to(self, user: "User") -> Self:
        condition = self._reach(user, "view").condition
        trashed = self.filter(deleted_at__isnull=False)
        return trashed if condition is None else trashed.filter(condition)

    def _alive(self, user: "User", reach: str) -> Self:
        condition = self._reach(user, reach).alive
        return self if condition is None else self.filter(condition)

    def _reach(self, user: "User", reach: str) -> Reach:
        found: Reach = self.model.ownership.reached(self.model, user, reach)
        return found
