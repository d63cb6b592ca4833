"""Where customers are, as far as anybody knows: no address is looked up anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kehu.customers.models import ContactPoint
from kehu.customers.queries.nearby import distance_km
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.interactions.models import Visit


@dataclass(frozen=True)
class Whereabouts:
    """`place` in degrees (WGS 84), None if nobody knows; `from_visit` when it is that of the last visit held there."""

    address: str = ""
    place: tuple[float, float] | None = None
    from_visit: bool = False


def whereabouts(customers: Iterable[UUID], user: User) -> dict[UUID, Whereabouts]:
    """The preferred address of each customer, and its place: noted at the address by an import or a check-in, else that
    of the latest visit held. Nothing, where roles keep addresses from the user. Two statements.
    """
    wanted = list(customers)
    if not wanted or access(user, "customer", "address") not in {FieldAccess.READ, FieldAccess.EDIT}:
        return {}
    found: dict[UUID, Whereabouts] = {}
    for customer, latitude, longitude, address in _addresses(wanted):
        known = found.get(customer)
        if known is None or (known.place is None and latitude is not None):
            place = None if latitude is None or longitude is None else (latitude, longitude)
            found[customer] = Whereabouts(address if place or known is None else known.address, place)
    visited = [one for one in wanted if one not in found or found[one].place is None]
    for customer, latitude, longitude in _visits(visited):
        address = found[customer].address if customer in found else ""
        found[customer] = Whereabouts(address, (float(latitude), float(longitude)), from_visit=True)
    return found


def metres_from_address(customer_id: UUID, latitude: float, longitude: float) -> int | None:
    """How far a place is from the nearest known address of the customer; None if no address has a place."""
    away = [
        distance_km(latitude, longitude, north, east)
        for _customer, north, east, _address in _addresses([customer_id])
        if north is not None and east is not None
    ]
    return round(min(away) * 1000) if away else None


def _addresses(customers: list[UUID]) -> Iterable[tuple[UUID, float | None, float | None, str]]:
    rows = ContactPoint.objects.filter(customer__in=customers, contact=None, kind="address", invalid_since=None)
    rows = rows.order_by("customer", "-preferred", "created_at", "pk")
    return rows.values_list("customer", "latitude", "longitude", "value")


def _visits(customers: list[UUID]) -> Iterable[tuple[UUID, Any, Any]]:
    if not customers:
        return ()
    rows = Visit.objects.filter(customer__in=customers, state="held", latitude__isnull=False, longitude__isnull=False)
    rows = rows.order_by("customer", "-planned_start", "-pk").distinct("customer")
    return rows.values_list("customer", "latitude", "longitude")
