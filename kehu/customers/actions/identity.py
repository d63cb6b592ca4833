"""Identity documents, identifiers of other systems, and dates that come back every year."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.cleaning.identity import clean_date, clean_document, clean_external_id
from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.entries import NewDate, NewDocument
from kehu.customers.events import CustomerChanged
from kehu.customers.models import Customer, ExternalId, IdentityDocument, KeyDate
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.indexing import reindex
from kehu.customers.storing.inserting import IdentifierTaken
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish


def add_document(
    *, customer: Customer, kind: str, number: str, by: User, valid_until: date | None = None
) -> IdentityDocument:
    """Resident numbers and credit codes are checked to the last digit. Raises a Refusal."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        editable(customer, by)
        row = clean_document(NewDocument(kind, number, valid_until))
        same = IdentityDocument.objects.filter(customer=customer.pk, kind=row["kind"], number=row["number"])
        if same.exists():
            raise ValueRefused(_("This document is on record already."), field="number")
        made = IdentityDocument.objects.create(customer_id=customer.pk, **row)
        _after(customer, "identity_documents", by)
    return made


def add_external_id(*, customer: Customer, system: str, value: str, by: User) -> ExternalId:
    """Raises IdentifierTaken if another customer has it."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        editable(customer, by)
        system, value = clean_external_id(system, value)
        made, created = ExternalId.objects.get_or_create(
            system=system, value=value, defaults={"customer_id": customer.pk}
        )
        if not created and made.customer_id != customer.pk:
            raise IdentifierTaken(
                _("Another customer has the identifier %(value)s of %(system)s already.")
                % {"value": value, "system": system},
                field="value",
            )
        _after(customer, "external_ids", by)
    return made


def add_key_date(*, customer: Customer, kind: str, day: Any, by: User, label: str = "", calendar: str = "") -> KeyDate:
    """`day` is a date or a text such as 1980-05-01, 05-01, 农历八月十五. Raises a Refusal."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        editable(customer, by)
        made = KeyDate.objects.create(customer_id=customer.pk, **clean_date(NewDate(kind, day, calendar, label)))
        _after(customer, "key_dates", by)
    return made


def remove(*, row: IdentityDocument | ExternalId | KeyDate, by: User) -> None:
    """Take a document, an identifier or a key date off the record; its history stays readable."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = editable(row, by)
        customer = found.customer
        type(found).objects.filter(pk=found.pk).delete()
        _after(customer, _KEYS[type(found)], by)


_KEYS: dict[type, str] = {IdentityDocument: "identity_documents", ExternalId: "external_ids", KeyDate: "key_dates"}


def _after(customer: Customer, key: str, by: User) -> None:
    if key != "key_dates":
        reindex([customer.pk])
    publish(CustomerChanged(customer.pk, [key]), by=by.pk)
