"""Who sees and steers interactions, tasks and visits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from kehu.customers.models import Customer
from kehu.foundation.access.conditions import Reach, everything, kept
from kehu.foundation.access.models import Scope

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Touch:
    """Like its customer, except that a private interaction is seen by its author, his manager, and those who may see
    private notes.
    """

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        customers = Customer.ownership.reached(Customer, user, reach)
        return _touches(model, customers, None if user.may("interaction.see_private") else user.pk)


@kept
def _touches(model: type[models.Model], customers: Reach, only: UUID | None) -> Reach:
    """Those of the customers, without private ones of others than `only`. A customer in the trash takes his along."""
    reached = Q(customer__in=customers.ids)
    if only is None:
        return Reach(model, reached)
    return Reach(model, (Q(private=False) | Q(employee=only) | Q(employee__manager=only)) & reached)


@dataclass(frozen=True)
class Work:
    """A task or a visit: whose it is (`owner`), who made it, people within the role's scope, or those who reach its
    customer. `also` names further paths that lead to users who take part.
    """

    object_key: str
    owner: str
    also: tuple[str, ...] = ()

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        scope = user.grants.scope(self.object_key, reach)
        if scope == Scope.ALL:
            return everything(model)
        people: list[UUID] = []
        if scope == Scope.TEAM:
            people = user.grants.teammate_ids
        if scope == Scope.DEPARTMENT:
            people = user.grants.department_people_ids
        customers = Customer.ownership.reached(Customer, user, reach)
        return _work(self, model, user.pk, reach, tuple(sorted(people)), customers)


@kept
def _work(
    rule: Work, model: type[models.Model], user: UUID, reach: str, people: tuple[UUID, ...], customers: Reach
) -> Reach:
    condition = Q(**{rule.owner: user}) | Q(created_by=user)
    if people:
        condition |= Q(**{f"{rule.owner}__in": people})
    for path in rule.also if reach == "view" else ():
        related, field = path.split("__")
        taking_part: Any = model._meta.get_field(related).related_model
        mine = taking_part.objects.filter(**{field: user})
        condition |= Q(pk__in=mine.values(str(model._meta.model_name)))
    return Reach(model, condition | Q(customer__in=customers.ids))
