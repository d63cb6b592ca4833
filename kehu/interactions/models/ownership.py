"""Who sees and steers interactions, tasks and visits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from kehu.customers.models import Customer
from kehu.foundation.access.conditions import USER, Form, Reach, everything, facts, kept
from kehu.foundation.access.models import Scope
from kehu.foundation.access.visibility import marks_within, people_within

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Touch:
    """Like its customer, except that a private interaction is seen by its author, his manager, and those who may see
    private notes.
    """

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        customers = Customer.ownership.reached(Customer, user, reach)
        form = _touches(model, customers.form, user.may("interaction.see_private"))
        return Reach(form, {**customers.values, **facts(user.pk)})


@kept
def _touches(model: type[models.Model], customers: Form, private_too: bool) -> Form:
    """Those of the customers, without private ones of others. A customer in the trash takes his along."""
    reached = Q(customer__in=customers.ids)
    if private_too:
        return Form(model, reached)
    return Form(model, (Q(private=False) | Q(employee=USER) | Q(employee__manager=USER)) & reached)


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
        customers = Customer.ownership.reached(Customer, user, reach)
        people = people_within(user, scope) if scope in {Scope.TEAM, Scope.DEPARTMENT} else ()
        values = {**customers.values, **facts(user.pk, {scope.value: people} if people else {})}
        return Reach(_work(self, model, reach, scope, len(people), customers.form), values)


@kept
def _work(rule: Work, model: type[models.Model], reach: str, scope: Scope, people: int, customers: Form) -> Form:
    condition = Q(**{rule.owner: USER}) | Q(created_by=USER)
    if people:
        condition |= Q(**{f"{rule.owner}__in": marks_within(scope, people)})
    for path in rule.also if reach == "view" else ():
        related, field = path.split("__")
        taking_part: Any = model._meta.get_field(related).related_model
        mine = taking_part.objects.filter(**{field: USER})
        condition |= Q(pk__in=mine.values(str(model._meta.model_name)))
    return Form(model, condition | Q(customer__in=customers.ids))
