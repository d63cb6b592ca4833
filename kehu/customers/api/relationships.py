"""/relationships: how customers stand to each other."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kehu.customers.actions import relationships
from kehu.customers.api.bodies import RelationshipChange, RelationshipCreate, RelationshipEnd
from kehu.customers.api.resources import CUSTOMERS, RELATIONSHIPS
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing

router = Router()
RELATIONSHIPS.read_by(router)


@router.post("", response={201: RELATIONSHIPS.schema})
def create_relationship(request: HttpRequest, payload: RelationshipCreate) -> HttpResponse:
    """Relate two customers. In a type that makes a tree, `from_customer` is the child."""
    user = reader(request)
    made = relationships.relate(
        from_customer=CUSTOMERS.named(user, payload.from_customer, "from_customer"),
        to_customer=CUSTOMERS.named(user, payload.to_customer, "to_customer"),
        type=payload.type, since=payload.since, until=payload.until, note=payload.note, by=user,
    )  # fmt: skip
    return RELATIONSHIPS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=RELATIONSHIPS.schema)
def change_relationship(request: HttpRequest, record_id: UUID, payload: RelationshipChange) -> HttpResponse:
    """Correct the times or the note."""
    with RELATIONSHIPS.changing(request, record_id) as relationship:
        relationships.change(relationship=relationship, by=reader(request), **payload.given())
    return RELATIONSHIPS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_relationship(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """It never was so: entered by mistake. What ended is ended, not deleted."""
    with RELATIONSHIPS.changing(request, record_id) as relationship:
        relationships.remove(relationship=relationship, by=reader(request))
    return nothing()


@router.post("/{record_id}/end", response={201: RELATIONSHIPS.schema})
def end_relationship(request: HttpRequest, record_id: UUID, payload: RelationshipEnd) -> HttpResponse:
    """It was so until a day, today unless given."""
    with RELATIONSHIPS.changing(request, record_id) as relationship:
        relationships.end(relationship=relationship, at=payload.at, by=reader(request))
    return RELATIONSHIPS.written(request, record_id, 201)
