"""/opportunities: sales that may come, and their closures."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.sales.actions import opportunities as actions
from kehu.sales.models import CloseReason, Competitor, Opportunity, Stage
from kehu.sales.objects import OPPORTUNITY

router = Router()
OPPORTUNITIES = Resource("opportunities", "opportunity", Plan(OPPORTUNITY, default_sort="-updated_at"))
CLEARED = {"contact", "owner", "amount", "probability", "expected_close", "next_step_on"}
Short = Annotated[str, Field(max_length=200)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]


class OpportunityChange(Input):
    """What is changed; of the company's own fields only those named in `custom`."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    customer: UUID | None = None
    contact: UUID | None = None
    owner: UUID | None = None
    amount: Amount | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    probability: Annotated[int, Field(ge=0, le=100)] | None = None
    category: Annotated[str, OneOf(Opportunity.Category.values)] | None = None
    expected_close: date | None = None
    source: Annotated[str, Field(max_length=80)] | None = None
    next_step: Annotated[str, Field(max_length=300)] | None = None
    next_step_on: date | None = None
    description: Annotated[str, Field(max_length=20_000)] | None = None
    custom: dict[str, Any] | None = None


class OpportunityCreate(OpportunityChange):
    """A sale that may come; in the first stage of the first pipeline unless a stage is named."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "name": "Fibre for the plant",
                    "customer": "0190b6c7-0000-7000-8000-000000000000",
                    "amount": "120000.00",
                }
            ]
        }
    }

    name: Annotated[str, Field(min_length=1, max_length=200)]
    customer: UUID
    stage: UUID | None = None


class StageMove(Input):
    """The stage to enter, and what its gate asks for."""

    stage: UUID
    changes: OpportunityChange | None = None


class ClosureCreate(Input):
    """How it ended; lost needs a reason."""

    model_config = {"json_schema_extra": {"examples": [{"outcome": "won", "note": "Signed on Friday"}]}}

    outcome: Annotated[str, OneOf(["won", "lost"])]
    reason: UUID | None = None
    competitor: UUID | None = None
    note: Annotated[str, Field(max_length=20_000)] = ""


OPPORTUNITIES.read_by(router)


@router.post("", response={201: OPPORTUNITIES.schema})
def create_opportunity(request: HttpRequest, payload: OpportunityCreate) -> HttpResponse:
    """Open an opportunity."""
    user = reader(request)
    made = actions.create(by=user, **_named(_said(payload), user))
    return OPPORTUNITIES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=OPPORTUNITIES.schema)
def change_opportunity(request: HttpRequest, record_id: UUID, payload: OpportunityChange) -> HttpResponse:
    """Change the fields that the body names. Another owner needs the right to assign."""
    user = reader(request)
    with OPPORTUNITIES.changing(request, record_id) as one:
        actions.update(opportunity=one, changes=_named(_said(payload), user), by=user)
    return OPPORTUNITIES.written(request, record_id)


@router.post("/{record_id}/stage-changes", response={201: OPPORTUNITIES.schema})
def move_opportunity(request: HttpRequest, record_id: UUID, payload: StageMove) -> HttpResponse:
    """Move to another open stage of its pipeline, giving what the stage asks for. Where the stage needs approval it is
    asked for, and the opportunity stays where it is until then.
    """
    user = reader(request)
    with OPPORTUNITIES.changing(request, record_id) as one:
        stage = named(Stage.objects.visible_to(user), payload.stage, "stage")
        given = _named(_said(payload.changes), user) if payload.changes else None
        actions.advance(opportunity=one, stage=stage, given=given, by=user)
    return OPPORTUNITIES.written(request, record_id, 201)


@router.post("/{record_id}/closure", response={201: OPPORTUNITIES.schema})
def close_opportunity(request: HttpRequest, record_id: UUID, payload: ClosureCreate) -> HttpResponse:
    """End it as won or lost."""
    user = reader(request)
    with OPPORTUNITIES.changing(request, record_id) as one:
        actions.close(
            opportunity=one, outcome=payload.outcome, note=payload.note, by=user,
            reason=named(CloseReason.objects.visible_to(user), payload.reason, "reason") if payload.reason else None,
            competitor=named(Competitor.objects.visible_to(user), payload.competitor, "competitor")
            if payload.competitor
            else None,
        )  # fmt: skip
    return OPPORTUNITIES.written(request, record_id, 201)


@router.delete("/{record_id}/closure", response={204: None})
def reopen_opportunity(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take the closing back."""
    with OPPORTUNITIES.changing(request, record_id) as one:
        actions.reopen(opportunity=one, by=reader(request))
    return nothing()


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = dict(values)
    for key, find in (("customer", CUSTOMERS.named), ("contact", CONTACTS.named)):
        if found.get(key) is not None:
            found[key] = find(user, found[key], key)
    if found.get("owner") is not None:
        found["owner"] = named(User.objects.filter(is_active=True, is_system=False), found["owner"], "owner")
    if found.get("stage") is not None:
        found["stage"] = named(Stage.objects.visible_to(user), found["stage"], "stage")
    return found
