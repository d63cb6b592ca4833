"""/leads: who may want something, before he is a customer."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from kehu.customers.api.resources import CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.sales.actions import assignment, conversion
from kehu.sales.actions import leads as actions
from kehu.sales.models import Lead, Touch
from kehu.sales.objects import LEAD

router = Router()
LEADS = Resource("leads", "lead", Plan(LEAD, default_sort="-updated_at"))
CLEARED = {"owner", "budget", "needed_by", "next_step_on"}
Short = Annotated[str, Field(max_length=80)]


class LeadChange(Input):
    """What is changed; of the company's own fields only those named in `custom`."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    company: Annotated[str, Field(max_length=200)] | None = None
    job_title: Annotated[str, Field(max_length=120)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    city: Short | None = None
    source: Short | None = None
    owner: UUID | None = None
    budget: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    authority: Annotated[str, OneOf(["", *Lead.Authority.values])] | None = None
    need: Annotated[str, Field(max_length=500)] | None = None
    needed_by: date | None = None
    trigger: Annotated[str, Field(max_length=300)] | None = None
    next_step: Annotated[str, Field(max_length=300)] | None = None
    next_step_on: date | None = None
    notes: Annotated[str, Field(max_length=20_000)] | None = None
    custom: dict[str, Any] | None = None


class LeadCreate(LeadChange):
    """A hint at a sale, of a person or of a firm."""

    model_config = {
        "json_schema_extra": {"examples": [{"name": "Wang Fang", "company": "Luoyang Bearings", "source": "fair"}]}
    }

    name: Annotated[str, Field(min_length=1, max_length=200)]


class LeadMove(Input):
    """The open state to enter; qualified needs to know the need."""

    state: Annotated[str, OneOf(["new", "working", "qualified"])]
    need: Annotated[str, Field(max_length=500)] = ""


class Discarding(Input):
    model_config = {"json_schema_extra": {"examples": [{"reason": "no_need"}]}}

    reason: Annotated[str, OneOf(Lead.DiscardReason.values)]


class TouchCreate(Input):
    """A contact with the lead; `at` is now unless given. `direction` is `in` where the lead sought it."""

    kind: Annotated[str, OneOf(Touch.Kind.values)] = "call"
    direction: Annotated[str, OneOf(Touch.Direction.values)] = "out"
    body: Annotated[str, Field(min_length=1, max_length=20_000)]
    at: AwareDatetime | None = None


class OpportunityOfLead(Input):
    """What stands in for what the lead says."""

    name: Annotated[str, Field(max_length=200)] = ""
    amount: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    expected_close: date | None = None


class Conversion(Input):
    """Of an existing `customer`, or of a new one. Without `opportunity` none is opened."""

    model_config = {"json_schema_extra": {"examples": [{"opportunity": {"name": "Fibre for the plant"}}]}}

    customer: UUID | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    contact_name: Annotated[str, Field(max_length=200)] = ""
    opportunity: OpportunityOfLead | None = None


class ScoreReason(BaseModel):
    rule: UUID
    name: str
    points: int


class Score(BaseModel):
    """`band` is hot, warm or cold."""

    score: int
    band: str
    reasons: list[ScoreReason]


LEADS.read_by(router)


@router.post("", response={201: LEADS.schema})
def create_lead(request: HttpRequest, payload: LeadCreate) -> HttpResponse:
    """Take a lead in. Without an owner it is the caller's; with `"owner": null` the rules of assignment decide."""
    user = reader(request)
    made = actions.capture(by=user, **_named(_said(payload)))
    return LEADS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=LEADS.schema)
def change_lead(request: HttpRequest, record_id: UUID, payload: LeadChange) -> HttpResponse:
    """Change the fields that the body names. Another owner needs the right to assign."""
    with LEADS.changing(request, record_id) as one:
        actions.update(lead=one, changes=_named(_said(payload)), by=reader(request))
    return LEADS.written(request, record_id)


@router.post("/{record_id}/state-changes", response={201: LEADS.schema})
def move_lead(request: HttpRequest, record_id: UUID, payload: LeadMove) -> HttpResponse:
    """Put it into another open state; a discarded lead is open again by this."""
    with LEADS.changing(request, record_id) as one:
        given = {"need": payload.need} if payload.need else None
        actions.move(lead=one, state=payload.state, given=given, by=reader(request))
    return LEADS.written(request, record_id, 201)


@router.post("/{record_id}/discarding", response={201: LEADS.schema})
def discard_lead(request: HttpRequest, record_id: UUID, payload: Discarding) -> HttpResponse:
    """Put it aside for good, and say why."""
    with LEADS.changing(request, record_id) as one:
        actions.discard(lead=one, reason=payload.reason, by=reader(request))
    return LEADS.written(request, record_id, 201)


@router.post("/{record_id}/touches", response={201: LEADS.schema})
def log_touch(request: HttpRequest, record_id: UUID, payload: TouchCreate) -> HttpResponse:
    """Write down a contact with it; a new lead is being worked from then on."""
    with LEADS.changing(request, record_id) as one:
        actions.touch(lead=one, by=reader(request), **payload.model_dump())
    return LEADS.written(request, record_id, 201)


@router.post("/{record_id}/conversion", response={201: LEADS.schema})
def convert_lead(request: HttpRequest, record_id: UUID, payload: Conversion) -> HttpResponse:
    """Make a customer, a contact and an opportunity of it; the answer names them."""
    user = reader(request)
    with LEADS.changing(request, record_id) as one:
        customer = CUSTOMERS.named(user, payload.customer, "customer") if payload.customer else None
        conversion.convert(
            lead=one, by=user, customer=customer, name=payload.name, contact_name=payload.contact_name,
            opportunity=payload.opportunity.given() if payload.opportunity else None,
        )  # fmt: skip
    return LEADS.written(request, record_id, 201)


@router.post("/{record_id}/assignment", response={201: LEADS.schema})
def assign_lead(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Have the rules of assignment decide who gets it; where none takes it, it stays as it is."""
    user = reader(request)
    with LEADS.changing(request, record_id) as one:
        assignment.assign_by_rules(lead=one, by=user)
    return LEADS.written(request, record_id, 201)


@router.get("/{record_id}/score", response=Score)
def read_score(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """How promising it is, and why: the rules that count with their points."""
    one = LEADS.find(reader(request), record_id)
    reasons = [{"rule": key, "name": name, "points": points} for key, name, points in one.score_reasons]
    return answer({"score": one.score, "band": one.band, "reasons": reasons})


@router.delete("/{record_id}/conversion", response={204: None})
def take_back_conversion(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The lead is open again; what was made of it goes, unless somebody changed it since."""
    with LEADS.changing(request, record_id) as one:
        conversion.take_back(lead=one, by=reader(request))
    return nothing()


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the owner that they name."""
    if values.get("owner") is None:
        return values
    people = User.objects.filter(is_active=True, is_system=False)
    return {**values, "owner": named(people, values["owner"], "owner")}
