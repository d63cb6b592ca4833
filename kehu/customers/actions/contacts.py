"""Contacts: the persons who act for a customer."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.names import PARTS, clean_name
from kehu.customers.cleaning.values import ValueRefused, contact_cleaners
from kehu.customers.entries import NewContact, NewPoint
from kehu.customers.events import ContactAdded, CustomerChanged
from kehu.customers.models import Contact, Customer
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing import tables
from kehu.customers.storing.indexing import reindex
from kehu.customers.storing.lookups import Lookups, as_id, custom_values
from kehu.customers.storing.preparing import prepare_contact
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.sorting import sort_key


class NotAPerson(Refusal):
    """Who acts for a customer is a person, and not the customer himself."""


def add(*, customer: Customer, by: User, points: list[NewPoint] | None = None, **values: Any) -> Contact:
    """`values` are fields of the contact (name, job_title, …); `phone`, `email` and `points` become his contact points.

    The first contact of a customer is his main one. Raises OutOfReach, PermissionMissing or a Refusal naming its field.
    """
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        editable(customer, by)
        now = timezone.now()
        lookups = Lookups.read([], by=by, contacts=True)
        row, rows = prepare_contact(NewContact(values, points or []), customer.pk, lookups, now)
        row["person_id"] = _person(values.get("person"), customer.pk, by)
        others = Contact.objects.filter(customer=customer.pk, deleted_at=None)
        if not others.exists():
            row["is_primary"] = True
        elif row.get("is_primary"):
            others.filter(is_primary=True).update(is_primary=False)
        tables.CONTACTS.insert([row], now)
        if rows:
            tables.POINTS.insert(rows, now)
        reindex((), [row["id"]])
        publish(ContactAdded(customer.pk, row["id"]), by=by.pk)
        return Contact.objects.get(pk=row["id"])


def change(*, contact: Contact, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Contact:
    """Change fields of a contact by key; his phone and mail are changed through his contact points.

    With `expected_version` any change since then raises Outdated.
    """
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = editable(contact, by)
        if expected_version is not None and found.version != expected_version:
            raise Outdated(_("Somebody else changed this contact meanwhile."))
        for column, value in _columns(found, changes, by).items():
            setattr(found, column, value)
        if found.is_primary and not contact.is_primary:
            _others_step_back(found)
        found.save()
        reindex((), [found.pk])
        publish(CustomerChanged(found.customer_id, ["contacts"]), by=by.pk)
    return found


def make_primary(*, contact: Contact, by: User) -> Contact:
    """Make him the main contact of his customer."""
    return change(contact=contact, changes={"is_primary": True}, by=by)


def remove(*, contact: Contact, by: User) -> None:
    """Move a contact to the trash."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = editable(contact, by)
        Contact.objects.filter(pk=found.pk).update(deleted_at=timezone.now(), deleted_by=by, is_primary=False)
        publish(CustomerChanged(found.customer_id, ["contacts"]), by=by.pk)


def restore(*, contact: Contact, by: User) -> Contact:
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = (
            Contact.objects.trashed_visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk=contact.pk)
        )
        if found.first() is None:
            raise ValueRefused(_("This contact is not in the trash."))
        editable(contact.customer, by)
        Contact.objects.filter(pk=contact.pk).update(deleted_at=None, deleted_by=None)
        publish(CustomerChanged(contact.customer_id, ["contacts"]), by=by.pk)
        return Contact.objects.get(pk=contact.pk)


def _columns(found: Contact, changes: dict[str, Any], by: User) -> dict[str, Any]:
    cleaners = contact_cleaners()
    columns = {key: cleaners[key](value) for key, value in changes.items() if key in cleaners}
    if PARTS & changes.keys():
        existing = {key: getattr(found, key) for key in PARTS}
        columns |= clean_name({key: changes[key] for key in PARTS & changes.keys()}, is_person=True, existing=existing)
        columns["sort_name"] = sort_key(columns["name"])
    if "person" in changes:
        columns["person_id"] = _person(changes["person"], found.customer_id, by)
    if custom_values(changes):
        columns["custom"] = Lookups.read([], by=by, contacts=True).custom_of_contact(changes, found.custom)
    return columns


def _person(value: Any, customer_id: UUID, by: User) -> UUID | None:
    person_id = as_id(value)
    if person_id is None:
        return None
    person = Customer.objects.visible_to(by).filter(pk=person_id).first()
    if person is None:
        raise ValueRefused(_("This customer is not known."), field="person")
    if not person.is_person or person.pk == customer_id:
        raise NotAPerson(_("A contact can only be another customer who is a person."), field="person")
    return person.pk


def _others_step_back(contact: Contact) -> None:
    others = Contact.objects.filter(customer=contact.customer_id, is_primary=True).exclude(pk=contact.pk)
    others.update(is_primary=False)
