"""Customers and contacts changed field by field, from lists, boards and pasted blocks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.actions import contacts, customers, standing
from kehu.customers.models import Contact, Customer, LifecycleStage
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor, QuickCreate
from kehu.foundation.refusals import Refusal


def update_customer(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    customers.update(customer=_customer(record_id, by), changes=changes, by=by, expected_version=version)


def move_to_stage(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    """A card dropped on another lifecycle stage; `given` is what `ReasonForm` asked, if anything."""
    standing.move(customer=_customer(record_id, by), stage=value, reason=given.get("reason", ""), by=by)


def move_to_tier(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    standing.set_tier(customer=_customer(record_id, by), tier=value, reason=given.get("reason", ""), by=by)


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    """A card dropped on another owner, or on nobody."""
    customer = _customer(record_id, by)
    owner = User.objects.filter(pk=value).first() if value else None
    customers.assign(customers=[customer], owner=owner, by=by)


def reason_gate(record_id: UUID, value: str, by: User) -> type[forms.Form] | None:
    """Whoever counts a customer as lost or dormant says why."""
    stage = LifecycleStage.objects.filter(pk=value).first() if value else None
    return ReasonForm if stage and stage.key in {"lost", "dormant"} else None


class CustomerMissing(Refusal):
    """A contact belongs to a customer, and none is chosen."""


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=200)


def update_contact(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    contact = Contact.objects.visible_to(by).filter(pk=record_id).first()
    if contact is None:
        raise Http404
    contacts.change(contact=contact, changes=changes, by=by, expected_version=version)


def _customer(record_id: UUID, by: User) -> Customer:
    """The customer, if the user may edit him. Raises Http404 or OutOfReach."""
    seen = Customer.objects.visible_to(by).filter(pk=record_id).first()
    if seen is None:
        raise Http404
    if not Customer.objects.editable_by(by).filter(pk=record_id).exists():
        raise OutOfReach(seen)
    return seen


def _create(kind: str) -> Callable[[str, User], UUID]:
    return lambda name, by: customers.create(kind=kind, name=name, by=by).pk


def _create_contact(name: str, by: User, customer: UUID | None) -> UUID:
    if customer is None:
        raise CustomerMissing(_("Choose the customer first: a contact belongs to one."))
    return contacts.add(customer=_customer(customer, by), by=by, name=name).pk


def connect() -> None:
    quick = (
        QuickCreate(
            "organisation",
            gettext_lazy("Create the organisation “%(name)s”"),
            CustomerVerb.CREATE,
            _create("organisation"),
        ),
        QuickCreate("person", gettext_lazy("Create the person “%(name)s”"), CustomerVerb.CREATE, _create("person")),
    )
    registry.register(
        Editor(
            "customer", update=update_customer, closed=frozenset({"identity_number"}),
            needs={"owner": CustomerVerb.ASSIGN}, quick=quick,
        )
    )  # fmt: skip
    contact = QuickCreate(
        "contact", gettext_lazy("Create the contact “%(name)s”"), CustomerVerb.EDIT, _create_contact, within="customer"
    )
    closed = frozenset({"customer", "phone", "email"})
    registry.register(Editor("contact", update=update_contact, closed=closed, quick=(contact,)))
    many.register("contact", leave_out={"name", "family_name", "given_name", "is_primary", "person"})
