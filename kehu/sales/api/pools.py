"""/pooled-customers and /pooled-leads: what waits in pools. Putting something in makes one, claiming takes it out."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers.api.resources import CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input
from kehu.foundation.lists.query import Plan
from kehu.sales.actions import claiming
from kehu.sales.api.leads import LEADS
from kehu.sales.objects import POOLED_CUSTOMER, POOLED_LEAD

pooled_customers, pooled_leads = Router(), Router()
POOLED_CUSTOMERS = Resource("pooled_customers", "pooled_customer", Plan(POOLED_CUSTOMER, default_sort="-pooled_at"))
POOLED_LEADS = Resource("pooled_leads", "pooled_lead", Plan(POOLED_LEAD, default_sort="-pooled_at"))
POOLED_CUSTOMERS.read_by(pooled_customers)
POOLED_LEADS.read_by(pooled_leads)
Why = Annotated[str, Field(max_length=200)]


class CustomerToPool(Input):
    """The customer that is put back, and why."""

    model_config = {"json_schema_extra": {"examples": [{"customer": "01900000-0000-7000-8000-000000000000"}]}}

    customer: UUID
    reason: Why = ""


class LeadToPool(Input):
    """The lead that is put back, and why."""

    model_config = {"json_schema_extra": {"examples": [{"lead": "01900000-0000-7000-8000-000000000000"}]}}

    lead: UUID
    reason: Why = ""


class Giving(Input):
    """To whom a manager of the pool gives it; without an owner the caller claims it for himself."""

    model_config = {"json_schema_extra": {"examples": [{}]}}

    owner: UUID | None = None


class Held(BaseModel):
    """Whose it is from now on."""

    id: UUID
    owner: UUID


@pooled_customers.post("", response={201: POOLED_CUSTOMERS.schema})
def release_customer(request: HttpRequest, payload: CustomerToPool) -> HttpResponse:
    """Put a customer into the pool he came from, else into the first that takes him."""
    row = CUSTOMERS.named(reader(request), payload.customer, "customer")
    return _release(request, POOLED_CUSTOMERS, "customer", row.pk, payload.reason)


@pooled_leads.post("", response={201: POOLED_LEADS.schema})
def release_lead(request: HttpRequest, payload: LeadToPool) -> HttpResponse:
    """Put a lead into the pool it came from, else into the first that takes it."""
    row = LEADS.named(reader(request), payload.lead, "lead")
    return _release(request, POOLED_LEADS, "lead", row.pk, payload.reason)


@pooled_customers.post("/{record_id}/claim", response={201: Held})
def claim_customer(request: HttpRequest, record_id: UUID, payload: Giving) -> HttpResponse:
    """Make the customer your own, as far as the limits of the pool go, or give him to somebody as its manager."""
    return _claim(request, POOLED_CUSTOMERS, "customer", record_id, payload)


@pooled_leads.post("/{record_id}/claim", response={201: Held})
def claim_lead(request: HttpRequest, record_id: UUID, payload: Giving) -> HttpResponse:
    """Make the lead your own, as far as the limits of the pool go, or give it to somebody as its manager."""
    return _claim(request, POOLED_LEADS, "lead", record_id, payload)


def _release(request: HttpRequest, resource: Resource, key: str, record_id: UUID, reason: str) -> HttpResponse:
    _whole(claiming.release(object_key=key, ids=[record_id], reason=reason, by=reader(request)))
    return resource.written(request, record_id, 201)


def _claim(request: HttpRequest, resource: Resource, key: str, record_id: UUID, payload: Giving) -> HttpResponse:
    user = reader(request)
    with resource.changing(request, record_id):
        if payload.owner is None:
            claiming.claim_one(object_key=key, record_id=record_id, by=user)
        else:
            people = User.objects.filter(is_active=True, is_system=False)
            owner = named(people, payload.owner, "owner")
            _whole(claiming.give(object_key=key, ids=[record_id], owner=owner, by=user))
    return answer({"id": record_id, "owner": payload.owner or user.pk}, 201)


def _whole(done: Any) -> None:
    """Raises the refusal of the one record that was asked for."""
    for refusal in done.refused.values():
        raise refusal
    if done.missing:
        raise claiming.out_of_reach()
