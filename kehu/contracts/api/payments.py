"""/receipts and /invoices: money that came and what it paid; invoices asked for, issued, sent, taken back."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.contracts.actions import allocation, invoices, receipts
from kehu.contracts.api.resources import CONTRACTS, INSTALMENTS, INVOICES, RECEIPTS
from kehu.contracts.models import Instalment, Invoice, Receipt
from kehu.contracts.queries.matching import proposals
from kehu.customers.api.resources import CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf

router, invoice_router = Router(), Router()
_ID = "0190b6c7-0000-7000-8000-000000000000"
Text = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=300)]
Short = Annotated[str, Field(max_length=120)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=2)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class ReceiptChange(Input):
    """What is changed; amount, currency, day and reference only until it is confirmed."""

    customer: UUID | None = None
    intended: UUID | None = None
    owner: UUID | None = None
    payer: Text | None = None
    payer_account: Annotated[str, Field(max_length=80)] | None = None
    method: Annotated[str, OneOf(Receipt.Method.values)] | None = None
    purpose: Words | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    received_on: date | None = None
    reference: Short | None = None


class ReceiptCreate(ReceiptChange):
    """Money that came. The same `reference` gives the same receipt again, with 201 as well."""

    model_config = {
        "json_schema_extra": {"examples": [{"amount": "12000.00", "reference": "20260301-77", "payer": "Acme"}]}
    }

    amount: Amount


class PartInput(Input):
    """`settled` is what the part settles in the contract's currency, if the bank's own rate counts."""

    instalment: UUID
    amount: Amount
    settled: Amount | None = None


class AllocationsCreate(Input):
    """All parts or none; without any the oldest debts of the customer are paid."""

    model_config = {"json_schema_extra": {"examples": [{"parts": [{"instalment": _ID, "amount": "300.00"}]}]}}

    parts: Annotated[list[PartInput], Field(max_length=100)] = []


class RefundCreate(Input):
    """With `takes_back` more than is left of it goes back: what it paid is owed again, what fell due last first."""

    amount: Amount
    refunded_on: date | None = None
    reference: Short = ""
    reason: Words = ""
    takes_back: bool = False


class Reason(Input):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class Cancellation(Reason):
    """With `takes_back` what it paid is owed again; else that is released first."""

    takes_back: bool = False


class CoverInput(Input):
    instalment: UUID
    amount: Amount


class InvoiceChange(Input):
    """The buyer as it will stand on the invoice."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    tax_number: Annotated[str, Field(max_length=40)] | None = None
    address: Words | None = None
    bank: Words | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    note: Annotated[str, Field(max_length=20_000)] | None = None


class InvoiceCreate(InvoiceChange):
    """Over parts of instalments of one contract."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"contract": _ID, "kind": "electronic", "covers": [{"instalment": _ID, "amount": "113.00"}]}]
        }
    }

    contract: UUID
    kind: Annotated[str, OneOf(Invoice.Kind.values)] = Invoice.Kind.ELECTRONIC_SPECIAL.value
    covers: Annotated[list[CoverInput], Field(min_length=1, max_length=240)]
    tax_rate: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] | None = None
    subject: Text = ""


class Issue(Input):
    number: Annotated[str, Field(min_length=1, max_length=40)]
    code: Annotated[str, Field(max_length=20)] = ""
    issued_on: date | None = None


class Sending(Input):
    on: date | None = None
    email: Annotated[str, Field(max_length=254)] = ""


RECEIPTS.read_by(router)
INVOICES.read_by(invoice_router)


@router.post("", response={201: RECEIPTS.schema})
def record_receipt(request: HttpRequest, payload: ReceiptCreate) -> HttpResponse:
    """Write down money that came."""
    user = reader(request)
    made = receipts.record(by=user, **_named(_said(payload), user))
    return RECEIPTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=RECEIPTS.schema)
def change_receipt(request: HttpRequest, record_id: UUID, payload: ReceiptChange) -> HttpResponse:
    """Change the fields that the body names."""
    user = reader(request)
    with RECEIPTS.changing(request, record_id) as one:
        receipts.update(receipt=one, changes=_named(_said(payload), user), by=user)
    return RECEIPTS.written(request, record_id)


@router.post("/{record_id}/confirmation", response={201: RECEIPTS.schema})
def confirm_receipt(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The money is on the account; what it was meant for is paid with it."""
    with RECEIPTS.changing(request, record_id) as one:
        receipts.confirm(receipt=one, by=reader(request))
    return RECEIPTS.written(request, record_id, 201)


@router.post("/{record_id}/cancellation", response={201: RECEIPTS.schema})
def cancel_receipt(request: HttpRequest, record_id: UUID, payload: Cancellation) -> HttpResponse:
    with RECEIPTS.changing(request, record_id) as one:
        receipts.cancel(receipt=one, reason=payload.reason, takes_back=payload.takes_back, by=reader(request))
    return RECEIPTS.written(request, record_id, 201)


@router.get("/{record_id}/proposals", response=list[dict[str, Any]])
def list_proposals(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Open instalments that it may be for, the likeliest first, with points and reasons."""
    user = reader(request)
    one = RECEIPTS.find(user, record_id)
    found = [
        {
            "instalment": proposal.instalment.pk, "contract": proposal.instalment.contract_id,
            "amount": proposal.amount, "points": proposal.points, "is_sure": proposal.is_sure,
            "reasons": proposal.reasons,
        }
        for proposal in proposals(one, user)
    ]  # fmt: skip
    return answer(found)


@router.post("/{record_id}/allocations", response={201: RECEIPTS.schema})
def allocate_receipt(request: HttpRequest, record_id: UUID, payload: AllocationsCreate) -> HttpResponse:
    """Pay instalments with it."""
    user = reader(request)
    with RECEIPTS.changing(request, record_id) as one:
        if not payload.parts:
            allocation.allocate_oldest(receipt=one, by=user)
        else:
            seen = INSTALMENTS.seen_by(user)
            parts: list[allocation.Part] = [
                (named(seen, part.instalment, "parts"), part.amount, part.settled) for part in payload.parts
            ]
            allocation.allocate(receipt=one, parts=parts, by=user)
    return RECEIPTS.written(request, record_id, 201)


@router.delete("/{record_id}/allocations/{instalment_id}", response={204: None})
def release_allocation(request: HttpRequest, record_id: UUID, instalment_id: UUID) -> HttpResponse:
    """Take back what it paid of an instalment."""
    with RECEIPTS.changing(request, record_id) as one:
        found = one.allocations.filter(instalment=instalment_id).first()
        if found is None:
            raise Http404
        allocation.release(allocation=found, by=reader(request))
    return nothing()


@router.post("/{record_id}/refunds", response={201: RECEIPTS.schema})
def refund_receipt(request: HttpRequest, record_id: UUID, payload: RefundCreate) -> HttpResponse:
    """Money goes back."""
    with RECEIPTS.changing(request, record_id) as one:
        allocation.refund(
            receipt=one, amount=payload.amount, refunded_on=payload.refunded_on, reference=payload.reference,
            reason=payload.reason, takes_back=payload.takes_back, by=reader(request),
        )  # fmt: skip
    return RECEIPTS.written(request, record_id, 201)


@invoice_router.post("", response={201: INVOICES.schema})
def request_invoice(request: HttpRequest, payload: InvoiceCreate) -> HttpResponse:
    """Ask for an invoice."""
    user = reader(request)
    given = _said(payload)
    contract = CONTRACTS.named(user, given.pop("contract"), "contract")
    rows = Instalment.objects.filter(contract=contract)
    given["covers"] = [(named(rows, one.instalment, "covers"), one.amount) for one in payload.covers]
    made = invoices.request(contract=contract, by=user, **given)
    return INVOICES.written(request, made.pk, 201)


@invoice_router.patch("/{record_id}", response=INVOICES.schema)
def change_invoice(request: HttpRequest, record_id: UUID, payload: InvoiceChange) -> HttpResponse:
    """Change the buyer of one that is not issued yet."""
    with INVOICES.changing(request, record_id) as one:
        invoices.update(invoice=one, changes=_said(payload), by=reader(request))
    return INVOICES.written(request, record_id)


@invoice_router.post("/{record_id}/issue", response={201: INVOICES.schema})
def issue_invoice(request: HttpRequest, record_id: UUID, payload: Issue) -> HttpResponse:
    """It has its number now."""
    with INVOICES.changing(request, record_id) as one:
        invoices.issue(
            invoice=one, number=payload.number, code=payload.code, issued_on=payload.issued_on, by=reader(request)
        )
    return INVOICES.written(request, record_id, 201)


@invoice_router.post("/{record_id}/sending", response={201: INVOICES.schema})
def send_invoice(request: HttpRequest, record_id: UUID, payload: Sending) -> HttpResponse:
    """The customer has it."""
    with INVOICES.changing(request, record_id) as one:
        invoices.send(invoice=one, on=payload.on, email=payload.email, by=reader(request))
    return INVOICES.written(request, record_id, 201)


@invoice_router.post("/{record_id}/void", response={201: INVOICES.schema})
def void_invoice(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    """One that was only asked for, or one on paper in its month."""
    with INVOICES.changing(request, record_id) as one:
        invoices.void(invoice=one, reason=payload.reason, by=reader(request))
    return INVOICES.written(request, record_id, 201)


@invoice_router.post("/{record_id}/red-letter", response={201: INVOICES.schema})
def reverse_invoice(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    """Ask for the red letter that takes an issued invoice back; it is answered."""
    with INVOICES.changing(request, record_id) as one:
        red = invoices.reverse(invoice=one, reason=payload.reason, by=reader(request))
    return INVOICES.written(request, red.pk, 201)


def _said(body: Input) -> dict[str, Any]:
    cleared = {"customer", "intended"}
    return {key: value for key, value in body.given().items() if value is not None or key in cleared}


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = dict(values)
    if found.get("customer") is not None:
        found["customer"] = CUSTOMERS.named(user, found["customer"], "customer")
    if found.get("intended") is not None:
        found["intended"] = INSTALMENTS.named(user, found["intended"], "intended")
    if found.get("owner") is not None:
        found["owner"] = named(User.objects.filter(is_active=True, is_system=False), found["owner"], "owner")
    return found
