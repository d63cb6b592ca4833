"""Who sees and steers interactions, tasks and visits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from kehu.customers.models import Customer
from kehu.foundation.access.models import Scope

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


def of_reachable_customers(user: "User", reach: str) -> Q:
    """Rows whose `customer` is visible (`reach` "view") or editable ("edit") to the user. Customers in the trash take
    their rows out of sight with them.
    """
    reached = Customer.objects.visible_to(user) if reach == "view" else Customer.objects.editable_by(user)
    return Q(customer__in=reached.order_by().values("pk"))


@dataclass(frozen=True)
class Touch:
    """Like its customer, except that a private interaction is seen by its author, his manager, and those who may see
    private notes.
    """

    def condition(self, _model: type[models.Model], user: "User", reach: str) -> Q:
        customers = of_reachable_customers(user, reach)
        if user.may("interaction.see_private"):
            return customers
        open_to_me = Q(private=False) | Q(employee=user.pk) | Q(employee__manager=user.pk)
        return open_to_me & customers


@dataclass(frozen=True)
class Work:
    """A task or a visit: whose it is (`owner`), who made it, people within the role's scope, or those who reach its
    customer. `also` names further paths that lead to users who take part.
    """

    object_key: str
    owner: str
    also: tuple[str, ...] = ()

    def condition(self, model: type[models.Model], user: "User", reach: str) -> Q | None:
        scope = user.grants.scope(self.object_key, reach)
        if scope == Scope.ALL:
            return None
        condition = Q(**{self.owner: user.pk}) | Q(created_by=user.pk)
        if scope == Scope.TEAM:
            condition |= Q(**{f"{self.owner}__in": user.grants.teammate_ids})
        if scope == Scope.DEPARTMENT:
            condition |= Q(**{f"{self.owner}__in": user.grants.department_people_ids})
        for path in self.also if reach == "view" else ():
            related, field = path.split("__")
            taking_part: Any = model._meta.get_field(related).related_model
            mine = taking_part.objects.filter(**{field: user.pk})
            condition |= Q(pk__in=mine.values(str(model._meta.model_name)))
        return condition | of_reachable_customers(user, reach)
