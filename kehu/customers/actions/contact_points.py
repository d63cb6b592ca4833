"""The ways to reach a customer or a contact: added, corrected, found wrong, verified, preferred, removed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.points import RULED_BY, clean_point, same
from kehu.customers.derived import refresh_repeated, refresh_repeated_of_contacts
from kehu.customers.entries import NewPoint
from kehu.customers.events import ContactPointInvalid, CustomerChanged
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.indexing import reindex
from kehu.customers.storing.suppressing import flag
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal


class AlreadyThere(Refusal):
    """The customer has this contact point already."""


class NoPlace(Refusal):
    """What was given is no place of an address."""


class NotHisContact(Refusal):
    """The contact acts for another customer."""


def add(
    *, customer: Customer, kind: str, by: User, value: str = "", contact: Contact | None = None, **given: Any
) -> ContactPoint:
    """Further keywords are those of `entries.NewPoint`: label, extension, parts, preferred, verified_at.

    Raises AlreadyThere, NotHisContact, OutOfReach, PermissionMissing, or a Refusal whose `field` is the kind.
    """
    _require(by, kind)
    entry = NewPoint(kind, value, **given)
    if contact and contact.customer_id != customer.pk:
        raise NotHisContact(_("This contact belongs to another customer."), field="contact")
    with writing(by=by):
        editable(customer, by)
        row = clean_point(entry, region=_region())
        _refuse_twin(customer.pk, contact.pk if contact else None, row, None)
        if row["preferred"]:
            _prefer_none(customer.pk, contact.pk if contact else None, kind)
        point = ContactPoint.objects.create(customer_id=customer.pk, contact=contact, **row)
        if contact is None:
            flag([{**row, "customer_id": customer.pk}], by=by)
        _after(point, by)
    return point


def change(*, contact_point: ContactPoint, by: User, **given: Any) -> ContactPoint:
    """Change value (or address `parts`), label or extension. A new value has to be verified anew."""
    _require(by, contact_point.kind)
    with writing(by=by):
        point = editable(contact_point, by)
        entry = NewPoint(
            kind=point.kind,
            value=given.get("value", "" if given.get("parts") else point.value),
            label=given.get("label", point.label),
            extension=given.get("extension", "" if "value" in given else point.extension),
            parts=given.get("parts"),
        )
        row = clean_point(entry, region=_region())
        _refuse_twin(point.customer_id, point.contact_id, row, point.pk)
        if row["normalised"] != point.normalised:
            point.verified_at = point.invalid_since = None
            point.latitude = point.longitude = None
        for column in ("value", "normalised", "label", "extension", "address"):
            setattr(point, column, row[column])
        point.save()
        _after(point, by)
    return point


def mark_invalid(*, contact_point: ContactPoint, by: User, at: datetime | None = None) -> ContactPoint:
    """It does not reach the customer any more; it stays on record and is not used."""
    point = _set(contact_point, by, invalid_since=at or timezone.now(), preferred=False)
    publish(ContactPointInvalid(point.customer_id, point.pk), by=by.pk)
    return point


def mark_valid(*, contact_point: ContactPoint, by: User) -> ContactPoint:
    return _set(contact_point, by, invalid_since=None)


def verify(*, contact_point: ContactPoint, by: User, at: datetime | None = None) -> ContactPoint:
    """The customer was reached by it, or confirmed it."""
    return _set(contact_point, by, verified_at=at or timezone.now(), invalid_since=None)


def prefer(*, contact_point: ContactPoint, by: User) -> ContactPoint:
    """Use this one before others of its kind."""
    with writing(by=by):
        _prefer_none(contact_point.customer_id, contact_point.contact_id, contact_point.kind)
        return _set(contact_point, by, preferred=True, invalid_since=None)


def locate(*, contact_point: ContactPoint, latitude: float | None, longitude: float | None, by: User) -> ContactPoint:
    """Say where an address lies, in degrees (WGS 84), or with None that nobody knows. Raises NoPlace and the usual."""
    if contact_point.kind != ContactPoint.Kind.ADDRESS:
        raise NoPlace(_("Only an address has a place on the map."), field="latitude")
    if (latitude is None) != (longitude is None):
        raise NoPlace(_("A place needs latitude and longitude."), field="longitude")
    if latitude is not None and not (abs(latitude) <= 90 and abs(longitude or 0) <= 180):
        raise NoPlace(_("This place is not on earth."), field="latitude")
    return _set(contact_point, by, latitude=latitude, longitude=longitude)


def remove(*, contact_point: ContactPoint, by: User) -> None:
    """Take it off the record; its history stays readable."""
    _require(by, contact_point.kind)
    with writing(by=by):
        point = editable(contact_point, by)
        ContactPoint.objects.filter(pk=point.pk).delete()
        _after(point, by)


def _set(contact_point: ContactPoint, by: User, **columns: Any) -> ContactPoint:
    _require(by, contact_point.kind)
    with writing(by=by):
        point = editable(contact_point, by)
        for column, value in columns.items():
            setattr(point, column, value)
        point.save(update_fields=list(columns))
        _after(point, by)
    return point


def _require(by: User, kind: str) -> None:
    by.require(CustomerVerb.EDIT)
    if kind in RULED_BY:
        require_editable(by, "customer", [RULED_BY[kind]])


def _region() -> str:
    return Company.objects.current().phone_region or "CN"


def _refuse_twin(customer_id: UUID, contact_id: UUID | None, row: dict[str, Any], but: UUID | None) -> None:
    twins = ContactPoint.objects.filter(customer=customer_id, contact=contact_id, normalised=row["normalised"])
    for twin in twins.exclude(pk=but):
        if same(twin.kind, twin.normalised) == same(row["kind"], row["normalised"]):
            raise AlreadyThere(_("This is among the contact points already."), field=row["kind"])


def _prefer_none(customer_id: UUID, contact_id: UUID | None, kind: str) -> None:
    others = ContactPoint.objects.filter(Q(contact=contact_id), customer=customer_id, kind=kind, preferred=True)
    others.update(preferred=False)


def _after(point: ContactPoint, by: User) -> None:
    """Bring in step what repeats or finds the point, and say that it happened."""
    if point.contact_id:
        refresh_repeated_of_contacts([point.contact_id])
    else:
        refresh_repeated([point.customer_id])
    reindex([point.customer_id], [point.contact_id] if point.contact_id else [])
    publish(CustomerChanged(point.customer_id, ["contact_points"]), by=by.pk)
