"""What every action of this package asks first: may he, on this customer, task or visit."""

from typing import TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.access.verbs import Verb
from kehu.foundation.refusals import Outdated, Refusal
from kehu.interactions.models import Task, Visit

W = TypeVar("W", Task, Visit)


class NotOfThisCustomer(Refusal):
    """A contact or contact point of somebody else was named."""


def require_visible(customer: Customer, by: User) -> None:
    """Raises `Http404` if `by` does not see the customer: whoever sees a customer may write down what happened."""
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Http404


def require_belonging(customer: Customer, contact: Contact | None, point: ContactPoint | None = None) -> None:
    if contact and contact.customer_id != customer.pk:
        raise NotOfThisCustomer(_("This contact belongs to another customer."), field="contact")
    if point and point.customer_id != customer.pk:
        raise NotOfThisCustomer(_("This contact point belongs to another customer."), field="contact_point")


def lock_editable(record: W, by: User, verb: Verb, expected_version: int | None = None) -> W:
    """The row as it is now, locked for this transaction. Raises `PermissionMissing` if `by` may not change it and
    `Outdated` if it is not `expected_version` any more.
    """
    by.require(verb)
    model = type(record)
    row = model.objects.editable_by(by).filter(pk=record.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise PermissionMissing(verb)
    if expected_version is not None and row.version != expected_version:
        raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
    return row  # type: ignore[no-any-return]
