"""What is added up over a group of customers. A package further outward adds a column of its own when it is ready:

    rollups.register(Rollup("tickets", _("Open tickets"), "ticket.view", open_tickets, link_to_tickets, position=60))

`read(user, ids)` gives a number by customer of what the user sees, in one statement; who is missing has nought.
`link(ids)` is the address of the list of just these records.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import Contract, Receipt
from kehu.foundation.access.models import User
from kehu.interactions.models import Task, Visit
from kehu.key_accounts.links import list_of
from kehu.key_accounts.queries.measures import YEAR
from kehu.sales.models import Opportunity

LIVE = (Contract.State.ACTIVE, Contract.State.SUSPENDED)


@dataclass(frozen=True)
class Rollup:
    key: str
    label: Any
    verb: str
    read: Callable[[User, list[UUID]], dict[UUID, Any]]
    link: Callable[[list[UUID]], str]
    money: bool = False
    position: int = 50


_rollups: dict[str, Rollup] = {}


def register(rollup: Rollup) -> None:
    _rollups[rollup.key] = rollup


def drop(key: str) -> None:
    _rollups.pop(key, None)


def all_rollups(user: User) -> list[Rollup]:
    """Those of which the user may see the records, in their order."""
    return sorted((one for one in _rollups.values() if user.may(one.verb)), key=lambda one: one.position)


def _by_customer(rows: Any, ids: list[UUID], value: Any) -> dict[UUID, Any]:
    found = rows.filter(customer__in=ids).order_by().values("customer").annotate(value=value)
    return dict(found.values_list("customer", "value"))


def _pipeline(user: User, ids: list[UUID]) -> dict[UUID, Any]:
    rows = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN)
    return _by_customer(rows, ids, Sum("amount_home"))


def _contracts(user: User, ids: list[UUID]) -> dict[UUID, Any]:
    return _by_customer(Contract.objects.visible_to(user).filter(state__in=LIVE), ids, Sum("amount_home"))


def _receipts(user: User, ids: list[UUID]) -> dict[UUID, Any]:
    since = timezone.localdate() - YEAR
    rows = Receipt.objects.visible_to(user).filter(state=Receipt.State.CONFIRMED, received_on__gt=since)
    return _by_customer(rows, ids, Sum("amount_home"))


def _tasks(user: User, ids: list[UUID]) -> dict[UUID, Any]:
    return _by_customer(Task.objects.visible_to(user).filter(state=Task.State.OPEN), ids, Count("pk"))


def _visits(user: User, ids: list[UUID]) -> dict[UUID, Any]:
    rows = Visit.objects.visible_to(user).filter(state=Visit.State.PLANNED)
    return _by_customer(rows, ids, Count("pk"))


def _since() -> str:
    return (timezone.localdate() - YEAR + timedelta(days=1)).isoformat()


def register_all() -> None:
    register(
        Rollup("pipeline", _("Open pipeline"), "opportunity.view", _pipeline, money=True, position=10,
               link=lambda ids: list_of(reverse("sales:opportunities"), ids, [("state", "open")]))
    )  # fmt: skip
    register(
        Rollup("contracts", _("Contracts in force"), "contract.view", _contracts, money=True, position=20,
               link=lambda ids: list_of(reverse("contracts:contracts"), ids, [("state", one) for one in LIVE]))
    )  # fmt: skip
    register(
        Rollup("receipts", _("Receipts of the last 12 months"), "receipt.view", _receipts, money=True, position=30,
               link=lambda ids: list_of(
                   reverse("contracts:receipts"), ids, [("state", "confirmed"), ("received_on.from", _since())]))
    )  # fmt: skip
    register(
        Rollup("tasks", _("Open tasks"), "task.view", _tasks, position=40,
               link=lambda ids: list_of(reverse("interactions:tasks"), ids, [("state", "open")]))
    )  # fmt: skip
    register(
        Rollup("visits", _("Planned visits"), "visit.view", _visits, position=50,
               link=lambda ids: list_of(reverse("interactions:visits"), ids, [("state", "planned")]))
    )  # fmt: skip
