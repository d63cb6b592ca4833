"""/expense-claims and /expense-lines: what people paid for the company, and get back."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.compensation.actions import expenses as actions
from kehu.compensation.models import ExpenseCategory, ExpenseClaim
from kehu.compensation.objects import EXPENSE_CLAIM, EXPENSE_LINE
from kehu.compensation.permissions import ExpenseVerb
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input
from kehu.foundation.lists.query import Plan
from kehu.interactions.models import Visit
from kehu.sales.models import Opportunity

claims, lines = Router(), Router()
CLAIMS = Resource("expense_claims", "expense_claim", Plan(EXPENSE_CLAIM, default_sort="-updated_at"))
LINES = Resource("expense_lines", "expense_line", Plan(EXPENSE_LINE, default_sort="-day"))
Title = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
CLEARED = {"customer", "opportunity", "visit"}


class ClaimChange(Input):
    model_config = {"json_schema_extra": {"examples": [{"title": "Expenses 2026-03"}]}}

    title: Title


class LineChange(Input):
    """What is changed of an expense. What is counted by distance needs `distance_km` and no amount."""

    day: date | None = None
    category: UUID | None = None
    amount: Amount | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    distance_km: Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=1)] | None = None
    route: Annotated[str, Field(max_length=200)] | None = None
    city: Annotated[str, Field(max_length=80)] | None = None
    description: Annotated[str, Field(max_length=300)] | None = None
    over_reason: Annotated[str, Field(max_length=300)] | None = None
    customer: UUID | None = None
    opportunity: UUID | None = None
    visit: UUID | None = None


class LineCreate(LineChange):
    """An expense; without a claim it goes into the draft there is."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "category": "0190b6c7-0000-7000-8000-000000000000", "amount": "186.00", "day": "2026-03-10",
                    "description": "Dinner after the fair",
                }
            ]
        }
    }  # fmt: skip

    category: UUID
    claim: UUID | None = None


class Decision(Input):
    """Approve, or send back with a reason."""

    model_config = {"json_schema_extra": {"examples": [{"approve": False, "note": "The receipt is not readable"}]}}

    approve: bool
    note: Annotated[str, Field(max_length=2000)] = ""


class Payment(Input):
    model_config = {"json_schema_extra": {"examples": [{"on": "2026-03-31", "reference": "B-12"}]}}

    on: date | None = None
    reference: Annotated[str, Field(max_length=80)] = ""


CLAIMS.read_by(claims)
LINES.read_by(lines)


@claims.post("", response={201: CLAIMS.schema})
def create_expense_claim(request: HttpRequest, payload: ClaimChange) -> HttpResponse:
    """An empty draft."""
    made = actions.create_claim(title=payload.title, by=reader(request))
    return CLAIMS.written(request, made.pk, 201)


@claims.patch("/{record_id}", response=CLAIMS.schema)
def change_expense_claim(request: HttpRequest, record_id: UUID, payload: ClaimChange) -> HttpResponse:
    with CLAIMS.changing(request, record_id) as one:
        actions.rename(claim=one, title=payload.title, by=reader(request))
    return CLAIMS.written(request, record_id)


@claims.delete("/{record_id}", response={204: None})
def discard_expense_claim(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    with CLAIMS.changing(request, record_id) as one:
        actions.discard(claim=one, by=reader(request))
    return nothing()


@claims.post("/{record_id}/submission", response={201: CLAIMS.schema})
def submit_expense_claim(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Hand it in."""
    with CLAIMS.changing(request, record_id) as one:
        actions.submit(claim=one, by=reader(request))
    return CLAIMS.written(request, record_id, 201)


@claims.delete("/{record_id}/submission", response={204: None})
def take_back_expense_claim(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Make a draft again of what nobody has decided about."""
    with CLAIMS.changing(request, record_id) as one:
        actions.take_back(claim=one, by=reader(request))
    return nothing()


@claims.post("/{record_id}/decision", response={201: CLAIMS.schema})
def decide_expense_claim(request: HttpRequest, record_id: UUID, payload: Decision) -> HttpResponse:
    """Approve it, or send it back. Nobody decides about his own."""
    with CLAIMS.changing(request, record_id) as one:
        actions.decide(claim=one, approve=payload.approve, note=payload.note, by=reader(request))
    return CLAIMS.written(request, record_id, 201)


@claims.post("/{record_id}/payment", response={201: CLAIMS.schema})
def pay_expense_claim(request: HttpRequest, record_id: UUID, payload: Payment) -> HttpResponse:
    """Note that the money was paid out."""
    with CLAIMS.changing(request, record_id) as one:
        actions.pay(claim=one, on=payload.on, reference=payload.reference, by=reader(request))
    return CLAIMS.written(request, record_id, 201)


@lines.post("", response={201: LINES.schema})
def create_expense_line(request: HttpRequest, payload: LineCreate) -> HttpResponse:
    """Enter an expense."""
    user, said = reader(request), payload.given()
    user.require(ExpenseVerb.CLAIM)
    claim = said.pop("claim", None)
    target = named(ExpenseClaim.objects.visible_to(user), claim, "claim") if claim else None
    made = actions.add_line(by=user, claim=target, **_named(said, user))
    return LINES.written(request, made.pk, 201)


@lines.patch("/{record_id}", response=LINES.schema)
def change_expense_line(request: HttpRequest, record_id: UUID, payload: LineChange) -> HttpResponse:
    user = reader(request)
    with LINES.changing(request, record_id) as one:
        actions.change_line(line=one, changes=_named(payload.given(), user), by=user)
    return LINES.written(request, record_id)


@lines.delete("/{record_id}", response={204: None})
def remove_expense_line(request: HttpRequest, record_id: UUID) -> HttpResponse:
    with LINES.changing(request, record_id) as one:
        actions.remove_line(line=one, by=reader(request))
    return nothing()


def _named(said: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = {key: value for key, value in said.items() if value is not None or key in CLEARED}
    doors: tuple[tuple[str, Any], ...] = (
        ("category", ExpenseCategory), ("customer", Customer), ("opportunity", Opportunity), ("visit", Visit),
    )  # fmt: skip
    for key, model in doors:
        if found.get(key) is not None:
            found[key] = named(model.objects.visible_to(user), found[key], key)
    return found
