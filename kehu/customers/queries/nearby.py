"""The customers around a place, nearest first."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from django.db.models import Q

from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User

EARTH_KM = 6371.0
RINGS_KM = (1, 5, 25, 100)
"""We look ever further out until there are enough."""
MOST_IN_RING = 2000


@dataclass(frozen=True)
class Neighbour:
    customer: Customer
    km: float
    address: str


def nearby(user: User, latitude: float, longitude: float, *, limit: int = 12) -> list[Neighbour]:
    """Customers that `user` sees with an address whose place is known, at most 100 km away. A customer with several
    addresses counts by the nearest. Nobody, where his roles keep addresses from him.
    """
    if access(user, "customer", "address") not in {FieldAccess.READ, FieldAccess.EDIT}:
        return []
    found: dict[UUID, tuple[float, str]] = {}
    for ring in RINGS_KM:
        found = _within(user, latitude, longitude, ring)
        if len(found) >= limit:
            break
    nearest = sorted(found.items(), key=lambda one: (one[1][0], one[0]))[:limit]
    rows = {one.pk: one for one in Customer.objects.filter(pk__in=[pk for pk, _place in nearest])}
    return [Neighbour(rows[pk], km, address) for pk, (km, address) in nearest]


def _within(user: User, latitude: float, longitude: float, km: float) -> dict[UUID, tuple[float, str]]:
    """Distance in kilometres and address by customer. The index finds the square around the ring."""
    rows = ContactPoint.objects.filter(
        _square(latitude, longitude, km), contact=None, invalid_since=None,
        customer__in=Customer.objects.visible_to(user),
    )  # fmt: skip
    found: dict[UUID, tuple[float, str]] = {}
    for pk, north, east, address in rows.values_list("customer", "latitude", "longitude", "value")[:MOST_IN_RING]:
        if north is None or east is None:
            continue
        away = distance_km(latitude, longitude, north, east)
        if away <= km and (pk not in found or away < found[pk][0]):
            found[pk] = (away, address)
    return found


def _square(latitude: float, longitude: float, km: float) -> Q:
    north = km / 111.0
    east = min(180.0, km / max(111.0 * cos(radians(latitude)), 0.01))
    band = Q(latitude__range=(latitude - north, latitude + north))
    west_end, east_end = longitude - east, longitude + east
    inside = Q(longitude__range=(max(west_end, -180.0), min(east_end, 180.0)))
    if west_end < -180.0:  # across the date line
        inside |= Q(longitude__gte=west_end + 360.0)
    if east_end > 180.0:
        inside |= Q(longitude__lte=east_end - 360.0)
    return band & inside


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way over the ground between two places (haversine), in kilometres."""
    north, east = radians(other_latitude - latitude), radians(other_longitude - longitude)
    chord = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))
