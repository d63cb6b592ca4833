"""/contacts: the persons who act for customers."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from kehu.customers.actions import contacts
from kehu.customers.api.bodies import ContactChange, ContactCreate, plain
from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.customers.models import Contact
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing

router = Router()
CONTACTS.read_by(router)


@router.post("", response={201: CONTACTS.schema})
def create_contact(request: HttpRequest, payload: ContactCreate) -> HttpResponse:  # type: ignore[valid-type]
    """Add a person who acts for a customer; `phone`, `email` and `contact_points` become his contact points."""
    user = reader(request)
    given = plain(payload.given())  # type: ignore[attr-defined]
    customer = CUSTOMERS.named(user, given.pop("customer"), "customer")
    points = [one.entry() for one in given.pop("contact_points", None) or []]
    made = contacts.add(customer=customer, points=points, by=user, **given)
    return CONTACTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=CONTACTS.schema)
def change_contact(request: HttpRequest, record_id: UUID, payload: ContactChange) -> HttpResponse:  # type: ignore[valid-type]
    """Change the fields that the body names; phone and mail are changed through contact points."""
    with CONTACTS.changing(request, record_id) as contact:
        contacts.change(contact=contact, changes=plain(payload.given()), by=reader(request))  # type: ignore[attr-defined]
    return CONTACTS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_contact(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Move a contact to the trash."""
    with CONTACTS.changing(request, record_id) as contact:
        contacts.remove(contact=contact, by=reader(request))
    return nothing()


@router.post("/{record_id}/restoration", response={201: CONTACTS.schema})
def restore_contact(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a contact out of the trash."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    trashed = Contact.objects.trashed_visible_to(user).select_related("customer").filter(pk=record_id).first()
    if trashed is None:
        raise Http404
    contacts.restore(contact=trashed, by=user)
    return CONTACTS.written(request, record_id, 201)
