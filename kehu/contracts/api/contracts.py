"""/contracts: what was agreed, its plan, its states and amendments."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.catalog.models import Product
from kehu.contracts.actions import amendments, contracts, from_quotes, plans, renewals, states
from kehu.contracts.api.resources import CONTRACTS, INSTALMENTS
from kehu.contracts.models import Contract, ContractVersion
from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.quotes.models import Quote
from kehu.sales.models import Opportunity

router = Router()
CLEARED = {
    "contact", "owner", "opportunity", "signed_on", "starts_on", "ends_on", "notice_given_on",
}  # fmt: skip
Text = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=20_000)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Number = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
Days = Annotated[int, Field(ge=0, le=3650)]
Months = Annotated[int, Field(ge=1, le=120)]
_ID = "0190b6c7-0000-7000-8000-000000000000"


class LineInput(Input):
    """What is delivered; the price is for one, without tax."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    product: UUID | None = None
    code: Annotated[str, Field(max_length=80)] = ""
    unit: Annotated[str, Field(max_length=40)] = ""
    quantity: Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=4)] = Decimal(1)
    unit_price: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=6)] = Decimal(0)
    discount: Percent = Decimal(0)
    tax_rate: Percent = Decimal(0)


class Terms(Input):
    """What is agreed."""

    our_party: Text | None = None
    their_party: Text | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    renews: bool | None = None
    renewal_months: Months | None = None
    notice_days: Days | None = None
    amount: Amount | None = None
    tax_amount: Amount | None = None


class ContractChange(Terms):
    """What is changed; terms and signing day only of a draft."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    number: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    kind: Annotated[str, OneOf(Contract.Kind.values)] | None = None
    contact: UUID | None = None
    opportunity: UUID | None = None
    owner: UUID | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    signed_on: date | None = None
    alert_days: Days | None = None
    notice_given_on: date | None = None
    external_number: Annotated[str, Field(max_length=80)] | None = None
    billing_address: Words | None = None
    delivery_address: Words | None = None
    description: Long | None = None
    custom: dict[str, Any] | None = None


class ContractCreate(ContractChange):
    """A draft; with lines the amount follows from them."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "name": "Leased line for the plant", "customer": _ID, "starts_on": "2026-01-01",
                    "ends_on": "2026-12-31",
                    "lines": [{"name": "Leased line", "quantity": "12", "unit_price": "900.00", "tax_rate": "6"}],
                }
            ]
        }
    }  # fmt: skip

    name: Annotated[str, Field(min_length=1, max_length=200)]
    customer: UUID
    lines: Annotated[list[LineInput], Field(max_length=500)] | None = None


class FromQuote(Input):
    model_config = {"json_schema_extra": {"examples": [{"quote": _ID}]}}

    quote: UUID


class RowInput(Input):
    """A row of a plan: an amount, a percentage, or neither for the rest. `id` names an instalment that is there."""

    id: UUID | None = None
    name: Text
    due_on: date | None = None
    milestone: UUID | None = None
    days_after: Days = 0
    amount: Amount | None = None
    percent: Percent | None = None


class PlanWrite(Input):
    """The whole plan; what it leaves out is removed."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"rows": [{"name": "On order", "due_on": "2026-01-15", "percent": "30"},
                          {"name": "On acceptance", "due_on": "2026-04-15"}]}
            ]
        }
    }  # fmt: skip

    rows: Annotated[list[RowInput], Field(max_length=240)]


class Signing(Input):
    signed_on: date | None = None


class Reason(Input):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class Note(Input):
    reason: Words = ""


class Termination(Reason):
    """`waive_open` gives up what is not received yet."""

    waive_open: bool = False


class AmendmentCreate(Input):
    """What is to be agreed anew; with lines the amount follows from them."""

    model_config = {"json_schema_extra": {"examples": [{"title": "One more year", "terms": {"ends_on": "2027-12-31"}}]}}

    title: Text = ""
    reason: Long = ""
    effective_on: date | None = None
    terms: Terms | None = None
    lines: Annotated[list[LineInput], Field(max_length=500)] | None = None


@router.post("/from-quote", response={201: CONTRACTS.schema})
def create_contract_from_quote(request: HttpRequest, payload: FromQuote) -> HttpResponse:
    """Draw up the contract of an accepted quote; drawn up already, it is given again."""
    user = reader(request)
    quote = named(Quote.objects.visible_to(user), payload.quote, "quote")
    made = from_quotes.from_quote(quote=quote, by=user)
    return CONTRACTS.written(request, made.pk, 201)


CONTRACTS.read_by(router)  # behind, as any word may stand for a record


@router.post("", response={201: CONTRACTS.schema})
def create_contract(request: HttpRequest, payload: ContractCreate) -> HttpResponse:
    """Draw up a contract."""
    user = reader(request)
    given = _named(_said(payload), user)
    lines = _lines(payload.lines, user)
    given.pop("lines", None)
    made = contracts.create(by=user, lines=lines, **given)
    return CONTRACTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=CONTRACTS.schema)
def change_contract(request: HttpRequest, record_id: UUID, payload: ContractChange) -> HttpResponse:
    """Change the fields that the body names. What was agreed is changed by an amendment once it is signed."""
    user = reader(request)
    with CONTRACTS.changing(request, record_id) as one:
        contracts.update(contract=one, changes=_named(_said(payload), user), by=user)
    return CONTRACTS.written(request, record_id)


@router.put("/{record_id}/payment-plan", response=list[dict[str, Any]])
def write_payment_plan(request: HttpRequest, record_id: UUID, payload: PlanWrite) -> HttpResponse:
    """Put a plan in place of the one there is. It adds up to the contract."""
    user = reader(request)
    with CONTRACTS.changing(request, record_id) as one:
        known = {row.pk: row for row in one.milestones.all()}
        rows = [
            plans.Row(
                name=row.name, due_on=row.due_on, amount=row.amount, percent=row.percent, days_after=row.days_after,
                id=row.id, milestone=known.get(row.milestone) if row.milestone else None,
            )
            for row in payload.rows
        ]  # fmt: skip
        plans.write(contract=one, rows=rows, by=user)
    return answer(INSTALMENTS.objects(one.instalments.order_by("position", "pk"), user))


@router.post("/{record_id}/signing", response={201: CONTRACTS.schema})
def sign_contract(request: HttpRequest, record_id: UUID, payload: Signing) -> HttpResponse:
    """It comes into force, or waits for approval where a rule asks for it."""
    with CONTRACTS.changing(request, record_id) as one:
        states.activate(contract=one, signed_on=payload.signed_on, by=reader(request))
    return CONTRACTS.written(request, record_id, 201)


@router.post("/{record_id}/suspension", response={201: CONTRACTS.schema})
def suspend_contract(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    with CONTRACTS.changing(request, record_id) as one:
        states.suspend(contract=one, reason=payload.reason, by=reader(request))
    return CONTRACTS.written(request, record_id, 201)


@router.delete("/{record_id}/suspension", response={204: None})
def resume_contract(request: HttpRequest, record_id: UUID) -> HttpResponse:
    with CONTRACTS.changing(request, record_id) as one:
        states.resume(contract=one, by=reader(request))
    return nothing()


@router.post("/{record_id}/ending", response={201: CONTRACTS.schema})
def end_contract(request: HttpRequest, record_id: UUID, payload: Note) -> HttpResponse:
    """It is fulfilled, or its time is over."""
    with CONTRACTS.changing(request, record_id) as one:
        states.end(contract=one, reason=payload.reason, by=reader(request))
    return CONTRACTS.written(request, record_id, 201)


@router.post("/{record_id}/termination", response={201: CONTRACTS.schema})
def terminate_contract(request: HttpRequest, record_id: UUID, payload: Termination) -> HttpResponse:
    """End it before its time."""
    with CONTRACTS.changing(request, record_id) as one:
        states.terminate(
            contract=one, reason=payload.reason, waive_open=payload.waive_open, by=reader(request)
        )  # fmt: skip
    return CONTRACTS.written(request, record_id, 201)


@router.post("/{record_id}/amendments", response={201: CONTRACTS.schema})
def draft_amendment(request: HttpRequest, record_id: UUID, payload: AmendmentCreate) -> HttpResponse:
    """Draw up an amendment, in place of a draft there is."""
    user = reader(request)
    with CONTRACTS.changing(request, record_id) as one:
        amendments.draft(
            contract=one, title=payload.title, reason=payload.reason, effective_on=payload.effective_on, by=user,
            changes=_said(payload.terms) if payload.terms else {}, lines=_lines(payload.lines, user),
        )  # fmt: skip
    return CONTRACTS.written(request, record_id, 201)


@router.post("/{record_id}/amendments/{number}/signing", response={201: CONTRACTS.schema})
def sign_amendment(request: HttpRequest, record_id: UUID, number: int, payload: Signing) -> HttpResponse:
    """Put version `number` in force, or have it wait for approval."""
    user = reader(request)
    with CONTRACTS.changing(request, record_id) as one:
        version = _version(one, number)
        amendments.enact(version=version, signed_on=payload.signed_on, by=user)
    return CONTRACTS.written(request, record_id, 201)


@router.post("/{record_id}/renewal", response={201: dict[str, Any]})
def renew_contract(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The opportunity to renew it, made or found: `{"opportunity": id}`."""
    with CONTRACTS.changing(request, record_id) as one:
        made = renewals.open_opportunity(contract=one, by=reader(request))
    return answer({"opportunity": made.pk}, 201)


def _version(one: Contract, number: int) -> ContractVersion:
    found: ContractVersion = named(ContractVersion.objects.filter(contract=one), _id(one, number), "number")
    return found


def _id(one: Contract, number: int) -> Any:
    if not 0 < number < 32767:
        return None
    return ContractVersion.objects.filter(contract=one, number=number).values_list("pk", flat=True).first()


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _lines(given: list[LineInput] | None, user: User) -> list[contracts.Line] | None:
    if given is None:
        return None
    products = {
        one.product: named(Product.objects.visible_to(user), one.product, "lines") for one in given if one.product
    }
    return [
        contracts.Line(
            name=one.name, quantity=one.quantity, unit_price=one.unit_price, code=one.code, unit=one.unit,
            discount=one.discount, tax_rate=one.tax_rate, product=products.get(one.product) if one.product else None,
        )
        for one in given
    ]  # fmt: skip


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = dict(values)
    finders = {
        "customer": lambda pk, key: CUSTOMERS.named(user, pk, key),
        "contact": lambda pk, key: CONTACTS.named(user, pk, key),
        "opportunity": lambda pk, key: named(Opportunity.objects.visible_to(user), pk, key),
        "owner": lambda pk, key: named(User.objects.filter(is_active=True, is_system=False), pk, key),
    }
    for key in found.keys() & finders.keys():
        if found[key] is not None:
            found[key] = finders[key](found[key], key)
    return found
