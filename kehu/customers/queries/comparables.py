"""Customers as duplicate search sees them: the facts that say who they are, read for many at once."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from kehu.customers.matching import Comparable, blocking_keys
from kehu.customers.models import ContactPoint, Customer, ExternalId, IdentityDocument, KeyDate


def comparables(customer_ids: Iterable[UUID]) -> dict[UUID, Comparable]:
    """One per customer that is not in the trash; five statements however many."""
    ids = list(customer_ids)
    customers = Customer.objects.filter(pk__in=ids, deleted_at=None).values_list(
        "pk", "kind", "name", "other_names", "city", "region"
    )
    points = _grouped(
        ContactPoint.objects.filter(customer__in=ids, contact=None).exclude(kind="other"),
        "kind", "normalised", "value", "address",
    )  # fmt: skip
    external = _grouped(ExternalId.objects.filter(customer__in=ids), "system", "value")
    documents = _grouped(IdentityDocument.objects.filter(customer__in=ids), "kind", "number")
    birthdays = _grouped(
        KeyDate.objects.filter(customer__in=ids, contact=None, kind="birthday", calendar="solar", year__isnull=False),
        "year", "month", "day",
    )  # fmt: skip
    return {
        pk: Comparable(
            kind=kind,
            names=(name, *other_names),
            phones=_of(points[pk], "phone", lambda normalised, *_: normalised),
            emails=_of(points[pk], "email", lambda normalised, *_: normalised),
            addresses=_of(points[pk], "address", lambda _normalised, value, _parts: value),
            cities=_cities(city, points[pk]),
            external_ids=tuple(f"{system}:{value}" for system, value in external[pk]),
            identity_numbers=tuple(f"{kind}:{number}" for kind, number in documents[pk]),
            birthday=next((day for parts in birthdays[pk] if (day := _date(*parts))), None),
        )
        for pk, kind, name, other_names, city, _region in customers
    }


def hashed_keys(record: Comparable) -> list[int]:
    """Blocking keys as 64-bit numbers, as `DuplicateKey` stores them; two that collide only cost a comparison."""
    digests = (hashlib.blake2b(key.encode(), digest_size=8).digest() for key in blocking_keys(record))
    return sorted({int.from_bytes(digest, "big", signed=True) for digest in digests})


def _grouped(rows: Any, *columns: str) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for customer_id, *values in rows.values_list("customer_id", *columns):
        found[customer_id].append(tuple(values))
    return found


def _of(points: list[tuple[Any, ...]], kind: str, wanted: Callable[..., str]) -> tuple[str, ...]:
    return tuple(value for one, *rest in points if one == kind and (value := wanted(*rest)))


def _cities(city: str, points: list[tuple[Any, ...]]) -> tuple[str, ...]:
    found = [city] + [
        str((parts or {}).get(key) or "")
        for one, _n, _v, parts in points
        if one == "address"
        for key in ("city", "district")
    ]
    return tuple(dict.fromkeys(value for value in found if value))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
