"""Customers on their way into pools and out of them. Who may is decided by whoever calls; runs inside `writing`."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kehu.customers.events import CustomersAssigned
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.events.bus import publish


def put_in(ids: Iterable[UUID], *, pool: UUID, at: datetime, by: User) -> list[UUID]:
    """Nobody owns them any more, and they wait in the pool."""
    found = list(ids)
    Customer.objects.filter(pk__in=found).update(owner=None, pool=pool, pooled_at=at)
    if found:
        publish(CustomersAssigned(found, None), by=by.pk)
    return found


def take_out(ids: Iterable[UUID], *, owner: User, by: User) -> list[UUID]:
    """They are the owner's from now on; the pool they came from stays their home."""
    found = list(ids)
    Customer.objects.filter(pk__in=found).update(owner=owner, pooled_at=None)
    if found:
        publish(CustomersAssigned(found, owner.pk), by=by.pk)
    return found
