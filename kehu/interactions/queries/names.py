"""Names of customers beside tasks and visits: shown only to those who see the customer.

A task may be given to somebody who does not see its customer; he then sees the task and no name.
"""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from kehu.customers.models import Customer
from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept
from kehu.interactions.models import Task, Visit

W = TypeVar("W", Task, Visit, Task | Visit)


def with_customers(rows: Iterable[W], user: User) -> list[W]:
    """Each row with `seen_customer` filled in: the customer if the user sees him, else None. One statement."""
    found = list(rows)
    one: Any
    ids = {one.customer_id for one in found if one.customer_id}
    customers = {}
    if ids and user.may("customer.view"):
        seen = _named(Customer.ownership.reached(Customer, user, "view"), ids=list(ids))
        customers = {one.pk: one for one in seen}
    for one in found:
        one.seen_customer = customers.get(one.customer_id)
    return found


@kept
def _named(seen: Form, ids: list[UUID]) -> QuerySet[Customer]:
    return Customer.objects.filter(seen.alive, pk__in=ids).only("id", "name", "kind", "tier", "phone")
