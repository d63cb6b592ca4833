"""Contracts, milestones, instalments, receipts and invoices changed field by field, and cards moved on their boards."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.contracts.actions import contracts, invoices, milestones, plans, receipts, states
from kehu.contracts.models import Contract, Instalment, Invoice, Receipt
from kehu.contracts.permissions import ContractVerb
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.sales.models import Opportunity

_TEXTS = {
    "name", "number", "kind", "our_party", "their_party", "description", "billing_address", "delivery_address",
    "external_number", "currency", "payer", "payer_account", "method", "purpose", "reference", "title", "tax_number",
    "address", "bank", "email", "note",
}  # fmt: skip
_AMOUNTS = {"amount", "tax_amount"}
_COUNTS = {"renewal_months", "notice_days", "alert_days"}
_RECORDS: dict[str, Callable[[User], Any]] = {
    "owner": lambda _by: User.objects.all(),
    "responsible": lambda _by: User.objects.all(),
    "customer": Customer.objects.visible_to,
    "contact": Contact.objects.visible_to,
    "opportunity": Opportunity.objects.visible_to,
    "intended": Instalment.objects.visible_to,
}


def contract(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    row = visible_record(by, "contract", record_id)
    contracts.update(contract=row, changes=_values(changes, by), by=by, expected_version=version)


def milestone(record_id: UUID, changes: dict[str, Any], by: User, _version: int | None) -> None:
    milestones.update(milestone=visible_record(by, "milestone", record_id), changes=_values(changes, by), by=by)


def instalment(record_id: UUID, changes: dict[str, Any], by: User, _version: int | None) -> None:
    plans.move(instalment=visible_record(by, "instalment", record_id), by=by, **_values(changes, by))


def receipt(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    row = visible_record(by, "receipt", record_id)
    receipts.update(receipt=row, changes=_values(changes, by), by=by, expected_version=version)


def invoice(record_id: UUID, changes: dict[str, Any], by: User, _version: int | None) -> None:
    invoices.update(invoice=visible_record(by, "invoice", record_id), changes=_values(changes, by), by=by)


def move_contract(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    """A card dropped on a state, with what its sheet asked."""
    row, state = visible_record(by, "contract", record_id), Contract.State
    reason = str(given.get("reason", ""))
    match value:
        case state.ACTIVE if row.state == state.SUSPENDED:
            states.resume(contract=row, by=by)
        case state.ACTIVE:
            states.activate(contract=row, signed_on=given.get("signed_on"), by=by)
        case state.SUSPENDED:
            states.suspend(contract=row, reason=reason, by=by)
        case state.ENDED:
            states.end(contract=row, reason=reason, by=by)
        case state.TERMINATED:
            states.terminate(contract=row, reason=reason, waive_open=bool(given.get("waive_open")), by=by)
        case _:
            states.require_moved(row, value)


def move_receipt(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    row = visible_record(by, "receipt", record_id)
    if value == Receipt.State.CANCELLED:
        receipts.cancel(receipt=row, reason=str(given.get("reason", "")), by=by)
    elif value == Receipt.State.CONFIRMED:
        receipts.confirm(receipt=row, by=by)


def move_invoice(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    row, state = visible_record(by, "invoice", record_id), Invoice.State
    if value == state.ISSUED:
        number, code = str(given.get("number", "")), str(given.get("code", ""))
        invoices.issue(invoice=row, number=number, code=code, issued_on=given.get("issued_on"), by=by)
    elif value == state.SENT:
        invoices.send(invoice=row, by=by)
    elif value == state.VOID:
        invoices.void(invoice=row, reason=str(given.get("reason", "")), by=by)


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    contract(record_id, {"owner": value}, by, None)


def due_on(object_key: str) -> Callable[[UUID, datetime, datetime | None, bool, User], None]:
    """The day of a card of this kind dragged in the calendar."""
    update = {"milestone": milestone, "instalment": instalment}[object_key]

    def drag(record_id: UUID, start: datetime, _end: datetime | None, _all_day: bool, by: User) -> None:
        update(record_id, {"due_on": timezone.localtime(start).date()}, by, None)

    return drag


def _values(changes: dict[str, Any], by: User) -> dict[str, Any]:
    """As the actions take them: records as objects, texts never None."""
    made = dict(changes)
    for key in made.keys() & _RECORDS.keys():
        made[key] = _RECORDS[key](by).filter(pk=made[key]).first() if made[key] else None
    for key in made.keys() & _TEXTS:
        made[key] = str(made[key] or "")
    for key in made.keys() & _AMOUNTS:
        made[key] = Decimal(str(made[key] or 0))
    for key in made.keys() & _COUNTS:
        made[key] = int(made[key] or 0)
    return {key: None if value == "" and key.endswith("_on") else value for key, value in made.items()}


def connect() -> None:
    registry.register(
        Editor("contract", update=contract, closed=frozenset({"customer"}), needs={"owner": str(ContractVerb.ASSIGN)})
    )
    many.register("contract", leave_out={"name", "number", "customer", "contact", "opportunity"})
    registry.register(Editor("milestone", update=milestone))
    many.register("milestone", leave_out={"name"})
    registry.register(Editor("instalment", update=instalment))
    many.register("instalment", leave_out={"name"})
    registry.register(Editor("receipt", update=receipt))
    many.register("receipt", leave_out={"reference", "amount", "intended"})
    registry.register(Editor("invoice", update=invoice))
