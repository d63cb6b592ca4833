"""/contact-points: the ways to reach a customer or a contact."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from kehu.customers.actions import contact_points
from kehu.customers.actions.revealing import reveal_point
from kehu.customers.api.bodies import ContactPointChange, ContactPointCreate, Place, Revealed
from kehu.customers.api.resources import CONTACT_POINTS, CONTACTS, CUSTOMERS
from kehu.customers.cleaning.points import RULED_BY
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing

router = Router()
CONTACT_POINTS.read_by(router)


@router.post("", response={201: CONTACT_POINTS.schema})
def create_contact_point(request: HttpRequest, payload: ContactPointCreate) -> HttpResponse:
    """Add a way to reach a customer, or one of his contacts. Numbers are kept as E.164, addresses in their parts."""
    user = reader(request)
    customer = CUSTOMERS.named(user, payload.customer, "customer")
    contact = CONTACTS.named(user, payload.contact, "contact")
    given = payload.model_dump(exclude={"customer", "contact"})
    made = contact_points.add(customer=customer, contact=contact, by=user, **given)
    return CONTACT_POINTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=CONTACT_POINTS.schema)
def change_contact_point(request: HttpRequest, record_id: UUID, payload: ContactPointChange) -> HttpResponse:
    """Correct a value (or the parts of an address), label or extension. A new value has to be verified anew."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        given = payload.model_dump(exclude_unset=True)
        contact_points.change(contact_point=point, by=reader(request), **given)
    return CONTACT_POINTS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_contact_point(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a contact point off the record."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.remove(contact_point=point, by=reader(request))
    return nothing()


@router.post("/{record_id}/verification", response={201: CONTACT_POINTS.schema})
def verify_contact_point(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The customer was reached by it, or confirmed it."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.verify(contact_point=point, by=reader(request))
    return CONTACT_POINTS.written(request, record_id, 201)


@router.post("/{record_id}/invalidity", response={201: CONTACT_POINTS.schema})
def mark_contact_point_invalid(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """It does not reach the customer any more; it stays on record and is not used."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.mark_invalid(contact_point=point, by=reader(request))
    return CONTACT_POINTS.written(request, record_id, 201)


@router.delete("/{record_id}/invalidity", response={204: None})
def mark_contact_point_valid(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """It works after all."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.mark_valid(contact_point=point, by=reader(request))
    return nothing()


@router.post("/{record_id}/preference", response={201: CONTACT_POINTS.schema})
def prefer_contact_point(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Use this one before others of its kind."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.prefer(contact_point=point, by=reader(request))
    return CONTACT_POINTS.written(request, record_id, 201)


@router.post("/{record_id}/place", response={201: CONTACT_POINTS.schema})
def locate_contact_point(request: HttpRequest, record_id: UUID, payload: Place) -> HttpResponse:
    """Say where an address lies, so that it is found among the customers nearby."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.locate(contact_point=point, by=reader(request), **payload.model_dump())
    return CONTACT_POINTS.written(request, record_id, 201)


@router.delete("/{record_id}/place", response={204: None})
def forget_place_of_contact_point(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Nobody knows where the address lies."""
    with CONTACT_POINTS.changing(request, record_id) as point:
        contact_points.locate(contact_point=point, latitude=None, longitude=None, by=reader(request))
    return nothing()


@router.post("/{record_id}/revelation", response={201: Revealed})
def reveal_contact_point(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The value of a masked contact point in full; that you read it is on record."""
    user = reader(request)
    point = CONTACT_POINTS.find(user, record_id)
    if access(user, "customer", RULED_BY.get(point.kind, point.kind)) == FieldAccess.HIDDEN:
        raise Http404
    return answer({"value": reveal_point(contact_point=point, by=user)}, 201)
