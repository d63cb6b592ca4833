"""/customers: read, create, change, move to the trash and back."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.customers.actions import account_team, customers, standing, tags
from kehu.customers.api.bodies import CustomerChange, CustomerCreate, nested, plain
from kehu.customers.api.resources import CUSTOMERS
from kehu.customers.models import AccountTeamMember, Customer, Tag
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries.nearby import nearby
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf, Output

router = Router()
Reason = Annotated[str, Field(max_length=200)]


class Place(BaseModel):
    """A place on earth, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, examples=[34.747])]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, examples=[113.625])]
    limit: Annotated[int, Field(ge=1, le=100)] = 12


class Neighbour(Output):
    name: str
    km: Annotated[float, Field(description="The way over the ground, in kilometres.")]
    address: str


class Neighbours(BaseModel):
    items: list[Neighbour]


@router.get("/nearby", response=Neighbours)
def list_nearby_customers(request: HttpRequest, asked: Query[Place]) -> HttpResponse:
    """The customers around a place, nearest first, at most 100 km away; nobody if you do not see addresses."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    found = nearby(user, asked.latitude, asked.longitude, limit=asked.limit)
    items = [
        {"id": one.customer.pk, "name": one.customer.name, "km": round(one.km, 3), "address": one.address}
        for one in found
    ]
    return answer({"items": items})


CUSTOMERS.read_by(router)


@router.post("", response={201: CUSTOMERS.schema})
def create_customer(request: HttpRequest, payload: CustomerCreate) -> HttpResponse:  # type: ignore[valid-type]
    """Create a customer with everything that belongs to him in one request."""
    given = payload.given()  # type: ignore[attr-defined]
    lists = nested(given)
    made = customers.enter(by=reader(request), **plain(given), **lists)
    return CUSTOMERS.written(request, made, 201)


@router.patch("/{record_id}", response=CUSTOMERS.schema)
def change_customer(request: HttpRequest, record_id: UUID, payload: CustomerChange) -> HttpResponse:  # type: ignore[valid-type]
    """Change the fields that the body names; the others stay as they are."""
    with CUSTOMERS.changing(request, record_id) as customer:
        customers.update(customer=customer, changes=plain(payload.given()), by=reader(request))  # type: ignore[attr-defined]
    return CUSTOMERS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_customer(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Move a customer to the trash; `POST /customers/{record_id}/restoration` brings him back."""
    with CUSTOMERS.changing(request, record_id) as customer:
        customers.trash(customer=customer, by=reader(request))
    return nothing()


@router.post("/{record_id}/restoration", response={201: CUSTOMERS.schema})
def restore_customer(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a customer out of the trash."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    trashed = Customer.objects.trashed_visible_to(user).filter(pk=record_id).first()
    if trashed is None:
        raise Http404
    customers.restore(customer=trashed, by=user)
    return CUSTOMERS.written(request, record_id, 201)


class StageChange(Input):
    """A step in the life of a customer."""

    stage: Annotated[str, Field(max_length=60, examples=["qualified"], description="Key or id of a lifecycle stage.")]
    reason: Reason = ""


@router.post("/{record_id}/stage-changes", response={201: CUSTOMERS.schema})
def change_stage(request: HttpRequest, record_id: UUID, payload: StageChange) -> HttpResponse:
    """Move a customer to a lifecycle stage and say why."""
    with CUSTOMERS.changing(request, record_id) as customer:
        standing.move(customer=customer, stage=payload.stage, reason=payload.reason, by=reader(request))
    return CUSTOMERS.written(request, record_id, 201)


class TierAssignment(Input):
    """A decision about a customer's tier."""

    tier: Annotated[str, OneOf(["", *Customer.Tier.values])]
    reason: Reason = ""


@router.post("/{record_id}/tier-assignments", response={201: CUSTOMERS.schema})
def assign_tier(request: HttpRequest, record_id: UUID, payload: TierAssignment) -> HttpResponse:
    """Give a customer a tier and say why."""
    with CUSTOMERS.changing(request, record_id) as customer:
        standing.set_tier(customer=customer, tier=payload.tier, reason=payload.reason, by=reader(request))
    return CUSTOMERS.written(request, record_id, 201)


# -- tags --------------------------------------------------------------------------------------------------------------


class TagName(Input):
    """A tag, made if nobody used it before."""

    name: Annotated[str, Field(min_length=1, max_length=60, examples=["trade fair"])]


class TagGiven(Output):
    name: str


@router.post("/{record_id}/tags", response={201: TagGiven})
def tag_customer(request: HttpRequest, record_id: UUID, payload: TagName) -> HttpResponse:
    """Put a tag on a customer."""
    with CUSTOMERS.changing(request, record_id) as customer:
        tag = tags.add(customer=customer, name=payload.name, by=reader(request))
    return answer({"id": tag.pk, "name": tag.name}, 201)


@router.delete("/{record_id}/tags/{tag_id}", response={204: None})
def untag_customer(request: HttpRequest, record_id: UUID, tag_id: UUID) -> HttpResponse:
    """Take a tag off a customer."""
    user = reader(request)
    customer = CUSTOMERS.find(user, record_id)
    tag = Tag.objects.filter(pk=tag_id, tagged__customer=customer).first()
    if tag is None:
        raise Http404
    tags.remove(customer=customer, tag=tag, by=user)
    return nothing()


# -- account team ------------------------------------------------------------------------------------------------------


class NewMember(Input):
    """A colleague who works on the customer beside the owner."""

    user: UUID
    part: Annotated[str, OneOf(["", *AccountTeamMember.Part.values])] = ""


class Member(Output):
    user: UUID
    part: str


class Members(Output):
    id: UUID
    items: list[Member]


@router.get("/{record_id}/account-team", response=Members)
def list_account_team(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Who works on a customer beside the owner."""
    customer = CUSTOMERS.find(reader(request), record_id)
    rows = AccountTeamMember.objects.filter(customer=customer).order_by("pk")[:200]
    return answer({"id": record_id, "items": [_member(one) for one in rows]})


@router.post("/{record_id}/account-team", response={201: Member})
def join_account_team(request: HttpRequest, record_id: UUID, payload: NewMember) -> HttpResponse:
    """Take a colleague into the account team; it shares the customer with him."""
    with CUSTOMERS.changing(request, record_id) as customer:
        member = named(User.objects.filter(is_active=True, is_system=False), payload.user, "user")
        made = account_team.join(customer=customer, member=member, part=payload.part, by=reader(request))
    return answer(_member(made), 201)


@router.delete("/{record_id}/account-team/{user_id}", response={204: None})
def leave_account_team(request: HttpRequest, record_id: UUID, user_id: UUID) -> HttpResponse:
    """Take a colleague out of the account team."""
    with CUSTOMERS.changing(request, record_id) as customer:
        member = AccountTeamMember.objects.select_related("user").filter(customer=customer, user=user_id).first()
        if member is None:
            raise Http404
        account_team.leave(customer=customer, member=member.user, by=reader(request))
    return nothing()


def _member(row: AccountTeamMember) -> dict[str, Any]:
    return {"id": row.pk, "user": row.user_id, "part": row.part}
