"""The only door to rows: `visible_to(user)` and `editable_by(user)` on every queryset.

A model says how it is owned in the class attribute `ownership`:

* `Owned(object_key="customer", owner="owner", also=…)`: by the user in `owner`; `also` adds further conditions
  (an account team, for instance) as a function `(user) -> Q`;
* `Through("customer")`: like the record that this foreign key leads to;
* `Open("tag")`: everyone who has a scope other than none for the object key sees all rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

from django.db import models
from django.db.models import Q

from kehu.foundation.access.models.roles import Scope
from kehu.foundation.access.models.shares import Share

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

FEW_PEOPLE = 8
FEW_ROWS = 5000


class Ownership(Protocol):
    def condition(self, model: type[models.Model], user: "User", reach: str) -> Q | None: ...

    def sees_few(self, model: type[models.Model], user: "User", reach: str) -> bool:
        """Whether the rows he sees are so few that each of them can be looked at."""
        ...


def nothing() -> Q:
    return Q(pk__in=[])


@dataclass(frozen=True)
class Open:
    object_key: str

    def condition(self, _model: type[models.Model], user: "User", reach: str) -> Q | None:
        return None if user.grants.scope(self.object_key, reach) != Scope.NONE else nothing()

    def sees_few(self, _model: type[models.Model], user: "User", reach: str) -> bool:
        return user.grants.scope(self.object_key, reach) == Scope.NONE


@dataclass(frozen=True)
class Owned:
    object_key: str
    owner: str = "owner"
    also: Callable[["User"], Q] | None = None

    def condition(self, model: type[models.Model], user: "User", reach: str) -> Q | None:
        scope = user.grants.scope(self.object_key, reach)
        if scope == Scope.ALL:
            return None
        shared = self._shared(user, reach)
        if scope == Scope.NONE:
            return Q(pk__in=shared.values("record_id"))
        people = self._people(user, scope)
        if self._is_few(model, user, people):
            return self._branches(model, user, people, shared)
        condition = Q(**{f"{self.owner}__in": people}) | Q(pk__in=shared.values("record_id"))
        return condition | self.also(user) if self.also else condition

    def sees_few(self, model: type[models.Model], user: "User", reach: str) -> bool:
        scope = user.grants.scope(self.object_key, reach)
        return scope == Scope.NONE or (scope != Scope.ALL and self._is_few(model, user, self._people(user, scope)))

    def _people(self, user: "User", scope: Scope) -> list[Any]:
        return {
            Scope.OWN: lambda: [user.pk],
            Scope.TEAM: lambda: user.grants.teammate_ids,
            Scope.DEPARTMENT: lambda: user.grants.department_people_ids,
        }[scope]()

    def _is_few(self, model: type[models.Model], user: "User", people: list[Any]) -> bool:
        """Counted no further than FEW_ROWS in the index of owners, once a request."""
        if len(people) > FEW_PEOPLE:
            return False
        key = (model, tuple(people))
        known = user.grants.few_rows
        if key not in known:
            rows = model._base_manager.order_by().filter(**{f"{self.owner}__in": people}).values("pk")
            known[key] = rows[: FEW_ROWS + 1].count() <= FEW_ROWS
        return known[key]

    def _branches(
        self, model: type[models.Model], user: "User", people: list[Any], shared: models.QuerySet[Share]
    ) -> Q:
        """Where somebody sees few rows, each way to them is a branch that an index serves, while joined by OR they
        would make the database walk through everybody's. Where he sees many it is the other way round: the rows come
        from the index of the wanted order, and those that are not his are left out.
        """
        rows = model._base_manager.order_by()
        ways: list[Any] = [shared.values("record_id")]
        if self.also:
            ways.append(rows.filter(self.also(user)).values("pk"))
        owned = rows.filter(**{f"{self.owner}__in": people}).values("pk")
        return Q(pk__in=owned.union(*ways, all=True))

    def _shared(self, user: "User", reach: str) -> models.QuerySet[Share]:
        shares = Share.objects.filter(object_key=self.object_key).filter(
            Q(user=user) | Q(team__in=user.grants.team_ids) if user.grants.team_ids else Q(user=user)
        )
        return shares.filter(may_edit=True) if reach == "edit" else shares


@dataclass(frozen=True)
class Through:
    parent: str

    def condition(self, model: type[models.Model], user: "User", reach: str) -> Q | None:
        related: Any = model._meta.get_field(self.parent).related_model
        parents = related._default_manager.all()
        visible = parents.visible_to(user) if reach == "view" else parents.editable_by(user)
        return Q(**{f"{self.parent}__in": visible.order_by().values("pk")}) if visible.query.where else None

    def sees_few(self, model: type[models.Model], user: "User", reach: str) -> bool:
        parent: Any = model._meta.get_field(self.parent).related_model
        return parent.ownership.sees_few(parent, user, reach)  # type: ignore[no-any-return]


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows in the trash are not visible; `trashed_visible_to` is for the trash page."""

    def visible_to(self, user: "User") -> Self:
        return self._alive()._reached(user, "view")

    def editable_by(self, user: "User") -> Self:
        return self._alive()._reached(user, "edit")

    def trashed_visible_to(self, user: "User") -> Self:
        return self.filter(deleted_at__isnull=False)._reached(user, "view")

    def _alive(self) -> Self:
        trashable = any(field.name == "deleted_at" for field in self.model._meta.fields)
        return self.filter(deleted_at__isnull=True) if trashable else self

    def _reached(self, user: "User", reach: str) -> Self:
        condition = self.model.ownership.condition(self.model, user, reach)
        return self if condition is None else self.filter(condition)
