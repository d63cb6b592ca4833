"""Changing contacts: one or thousands, each with changes of his own, in a handful of statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.customers.cleaning.identity import clean_external_id
from kehu.customers.cleaning.names import PARTS, clean_name
from kehu.customers.cleaning.points import same
from kehu.customers.cleaning.values import contact_cleaners
from kehu.customers.derived import refresh_contacts
from kehu.customers.entries import ContactUpdate
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.customers.storing import tables
from kehu.customers.storing.changing import write_columns
from kehu.customers.storing.lookups import Lookups
from kehu.customers.storing.preparing import prepare_points
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal

Row = dict[str, Any]


@dataclass
class ContactsChanged:
    """`customers` are those whose contacts changed; `refused` says why, `missing` who is out of reach, by the place of
    the update in the batch.
    """

    contacts: set[UUID] = field(default_factory=set)
    customers: set[UUID] = field(default_factory=set)
    refused: dict[int, Refusal] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)


def change_contacts(updates: list[ContactUpdate], *, by: User) -> ContactsChanged:
    """Write what can be written of a batch, inside the running `writing`; each contact stands in it once."""
    now = timezone.now()
    lookups = Lookups.read([], by=by, contacts=True)
    current = _locked([one.id for one in updates], by)
    had = _points([*current])
    result = ContactsChanged()
    columns: dict[UUID, Row] = {}
    points: list[Row] = []
    for place, one in enumerate(updates):
        row = current.get(one.id)
        if row is None:
            result.missing.append(place)
            continue
        try:
            changed = _columns(row, one, lookups)
            added = _added(row, one, lookups, had[one.id], now)
        except Refusal as refusal:
            result.refused[place] = refusal
            continue
        if changed:
            columns[one.id] = changed
        points += added
        if changed or added:
            result.contacts.add(one.id)
            result.customers.add(row["customer_id"])
    _step_back(columns, current)
    write_columns("customers_contact", columns)
    if points:
        tables.POINTS.insert(points, now)
    if result.contacts:
        refresh_contacts(result.contacts)
    return result


def _locked(ids: list[UUID], by: User) -> dict[UUID, Row]:
    """The contacts of customers whom the user may edit."""
    contacts = Contact.objects.filter(pk__in=ids, deleted_at=None)
    customers = Customer.objects.editable_by(by).filter(pk__in=contacts.values("customer"))
    rows = contacts.filter(customer__in=customers).order_by("pk").select_for_update(no_key=True, of=("self",))
    return {row["id"]: row for row in rows.values()}


def _points(ids: list[UUID]) -> dict[UUID, set[tuple[str, str]]]:
    found: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    rows = ContactPoint.objects.filter(contact__in=ids).values_list("contact_id", "kind", "normalised")
    for contact_id, kind, normalised in rows:
        found[contact_id].add(same(kind, normalised))
    return found


def _columns(row: Row, update: ContactUpdate, lookups: Lookups) -> Row:
    """The columns whose value differs, with their new values."""
    cleaners, changes = contact_cleaners(), update.changes
    new: Row = {key: cleaners[key](value) for key, value in changes.items() if key in cleaners}
    if PARTS & changes.keys():
        new |= clean_name({key: changes[key] for key in PARTS & changes.keys()}, is_person=True, existing=row)
    new["custom"] = lookups.custom_of_contact(changes, row["custom"])
    if update.external and not row["external_id"]:
        new["external_system"], new["external_id"] = clean_external_id(*update.external)
    return {column: value for column, value in new.items() if value != row[column]}


def _added(row: Row, update: ContactUpdate, lookups: Lookups, had: set[tuple[str, str]], now: datetime) -> list[Row]:
    rows = prepare_points(update.points, row["customer_id"], row["id"], lookups.region, now)
    return [one for one in rows if same(one["kind"], one["normalised"]) not in had]


def _step_back(columns: dict[UUID, Row], current: dict[UUID, Row]) -> None:
    """Where somebody becomes the main contact, the one who was is it no more."""
    first = {current[key]["customer_id"] for key, changed in columns.items() if changed.get("is_primary")}
    if first:
        Contact.objects.filter(customer__in=first, is_primary=True).update(is_primary=False)
