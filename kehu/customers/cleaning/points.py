"""Contact points: numbers as E.164, mails checked, addresses told apart into their parts."""

from dataclasses import fields
from math import nan
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, chosen, plain_text
from kehu.customers.entries import NewPoint
from kehu.customers.models import ContactPoint
from kehu.foundation.values import addresses, emails, phones
from kehu.foundation.values.folding import fold, has_han

_KINDS = frozenset(ContactPoint.Kind.values)
_LABELS = frozenset(ContactPoint.Label.values)
_MOBILE = str(ContactPoint.Label.MOBILE)
_PARTS = tuple(field.name for field in fields(addresses.Address))
LONGEST = 400
# The customer's field whose rules hold for points of a kind; the others are open to who may see the customer.
RULED_BY = {"phone": "phone", "fax": "phone", "email": "email"}


def clean_point(entry: NewPoint, *, region: str) -> dict[str, Any]:
    """The columns of a contact point, without the customer's. `region` (ISO 3166) says how local numbers are dialled.

    Raises ValueRefused; its `field` is the kind of the point.
    """
    kind = entry.kind
    if kind not in _KINDS:
        raise ValueRefused(_("“%(value)s” is not one of the choices.") % {"value": str(kind)[:60]}, field="kind")
    row: dict[str, Any] = {
        "id": entry.id,
        "kind": kind,
        "label": chosen(entry.label, "label", _LABELS),
        "value": plain_text(entry.value, kind, LONGEST),
        "extension": plain_text(entry.extension, "extension", 20),
        "address": None,
        "preferred": bool(entry.preferred),
        "verified_at": entry.verified_at,
        "invalid_since": entry.invalid_since,
        "latitude": None,
        "longitude": None,
    }
    if kind in {"phone", "fax"}:
        _phone(row, region)
    elif kind == "email":
        _email(row)
    elif kind == "address":
        _address(row, entry.parts, region)
        if entry.place:
            row["latitude"], row["longitude"] = _degrees(*entry.place)
    else:
        row["normalised"] = row["value"].lower()
    if not row["value"]:
        raise ValueRefused(_("This may not be empty."), field=kind)
    return row


def _degrees(latitude: Any, longitude: Any) -> tuple[float, float]:
    try:
        found = float(latitude), float(longitude)
    except (TypeError, ValueError):
        found = nan, nan
    if not (abs(found[0]) <= 90 and abs(found[1]) <= 180):
        raise ValueRefused(_("This place is not on earth."), field="latitude")
    return found


def same(kind: str, normalised: str) -> tuple[str, str]:
    """What two contact points of a customer share when they are the same one."""
    return ("phone" if kind == "fax" else kind, normalised)


def repeated(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The columns of the customer (or contact) that repeat his points, from his points in the order they were made.

    The preferred one of each kind comes first; invalid ones never.
    """
    found = dict.fromkeys(("phone", "email", "country", "region", "city"), "")
    usable = [row for row in rows if row["invalid_since"] is None]
    for row in sorted(usable, key=lambda row: not row["preferred"]):
        kind = row["kind"]
        if kind == "phone" and not found["phone"]:
            found["phone"] = row["normalised"][:40] if row["normalised"].startswith("+") else row["value"][:40]
        elif kind == "email" and not found["email"]:
            found["email"] = row["value"][:254]
        elif kind == "address" and row["address"] and not (found["city"] or found["region"] or found["country"]):
            found.update({key: row["address"].get(key, "")[:80] for key in ("country", "region", "city")})
    return found


def owner_columns(customer_id: UUID, contact_id: UUID | None) -> dict[str, Any]:
    return {"customer_id": customer_id, "contact_id": contact_id}


def _phone(row: dict[str, Any], region: str) -> None:
    found = phones.parse(row["value"], region)
    if found is None or len(found.key) < 3:
        raise ValueRefused(_("“%(value)s” is not a phone number.") % {"value": row["value"][:60]}, field=row["kind"])
    row["normalised"] = found.key[:LONGEST]
    row["extension"] = row["extension"] or found.extension[:20]
    if found.mobile and not row["label"]:
        row["label"] = _MOBILE


def _email(row: dict[str, Any]) -> None:
    try:
        row["value"] = emails.normalise(row["value"])
    except emails.InvalidEmail as problem:
        message = _("“%(value)s” is not an e-mail address.") % {"value": row["value"][:60]}
        raise ValueRefused(message, field="email") from problem
    row["normalised"] = emails.comparison(row["value"])


def _address(row: dict[str, Any], parts: dict[str, str] | None, region: str) -> None:
    if parts and any(parts.values()):
        known = {key: str(value or "").replace("\0", "").strip() for key, value in parts.items()}
        country = known.get("country", "")
        known["country"] = addresses.country_code(country) or (country.upper() if len(country) == 2 else region)
        address = addresses.Address(**known)
        if address.chinese and not (address.region and address.city) and address.country == "CN":
            # A street that says more than it should: 河南省郑州市金水区… in the street alone.
            joined = f"{address.region}{address.city}{address.district}{address.street} {address.postcode}"
            address = addresses.parse_chinese(joined.strip(), address.country)
    elif has_han(row["value"]):
        address = addresses.parse_chinese(row["value"], "CN")
    else:
        address = addresses.Address(country=region, street=row["value"])
    row["address"] = {key: value for key in _PARTS if (value := getattr(address, key))}
    said = row["value"] or addresses.one_line(address, home=region) or addresses.country_name(address.country)
    row["value"] = said[:LONGEST]
    row["normalised"] = fold(row["value"]).replace(" ", "")[:LONGEST]
