"""What somebody may hold: each kind of record that has an owner, and which of its records are still alive.

Closed sales, done tasks and past visits stay with whoever did them: they are his work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from kehu.foundation.objects import registry


@dataclass(frozen=True)
class Holding:
    """`owner` is the column that says whose it is, `customer` the path to the customer ("" for customers themselves),
    `worth` the column of what it is worth in the company's currency.
    """

    object_key: str
    owner: str
    alive: Q
    customer: str = "customer_id"
    worth: str = ""

    @property
    def kind(self) -> registry.ObjectType:
        return registry.get(self.object_key)

    def of(self, people: Iterable[UUID]) -> models.QuerySet[Any]:
        """What these people hold and is alive."""
        return self.rows.filter(self.alive, **{f"{self.owner}__in": list(people)})

    @property
    def rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.kind.model_class._default_manager.order_by()
        return rows


_LIVE = Q(deleted_at__isnull=True)
_HOLDINGS = [
    Holding("customer", "owner", _LIVE, customer=""),
    Holding("opportunity", "owner", _LIVE & Q(state="open"), worth="amount_home"),
    Holding("lead", "owner", _LIVE & Q(state__in=("new", "working", "qualified")), customer="converted_customer_id"),
    Holding("task", "assignee", Q(state="open")),
    Holding("visit", "visitor", Q(state="planned")),
    Holding("quote", "owner", _LIVE & Q(state__in=("draft", "in_approval", "approved", "sent"))),
    Holding("cadence_enrolment", "owner", Q(state__in=("active", "paused")), customer="opportunity__customer_id"),
    Holding("contract", "owner", _LIVE & ~Q(state__in=("ended", "terminated")), worth="amount_home"),
]


def holdings() -> list[Holding]:
    return list(_HOLDINGS)


def holding(object_key: str) -> Holding:
    return next(one for one in _HOLDINGS if one.object_key == object_key)
