"""The boards by state of contracts, receipts and invoices: which lanes there are, and what a drop asks."""

from collections.abc import Iterator
from uuid import UUID

from django import forms

from kehu.contracts.forms import IssueForm, ReasonForm, SignForm, TerminationForm
from kehu.contracts.models import Contract, Invoice, Receipt
from kehu.foundation.access.models import User
from kehu.foundation.lists.layouts.lanes import Lane
from kehu.foundation.lists.query import ListQuery

TONES = {
    "contract": {"active": "good", "suspended": "warn", "terminated": "bad", "in_approval": "info"},
    "instalment": {"paid": "good", "partly": "info", "waived": "neutral"},
    "receipt": {"confirmed": "good", "recorded": "warn", "cancelled": "neutral"},
    "invoice": {"issued": "info", "sent": "good", "requested": "warn", "void": "neutral"},
}
FOLDED = {"ended", "terminated", "cancelled", "void", "waived"}


def contract_states(_query: ListQuery, _user: User) -> Iterator[Lane]:
    for value, label in Contract.State.choices:
        yield Lane(value, label, TONES["contract"].get(value, ""), folded=value in FOLDED)


def receipt_states(_query: ListQuery, _user: User) -> Iterator[Lane]:
    for value, label in Receipt.State.choices:
        yield Lane(value, label, TONES["receipt"].get(value, ""), folded=value in FOLDED)


def invoice_states(_query: ListQuery, _user: User) -> Iterator[Lane]:
    for value, label in Invoice.State.choices:
        yield Lane(value, label, TONES["invoice"].get(value, ""), folded=value in FOLDED)


def contract_gate(record_id: UUID, value: str, by: User) -> type[forms.Form] | None:
    """The day of signing, or why it is suspended or terminated."""
    row = Contract.objects.visible_to(by).filter(pk=record_id).first()
    if row is None:
        return None
    if value == Contract.State.ACTIVE and row.is_draft:
        return SignForm
    gates = {Contract.State.SUSPENDED: ReasonForm, Contract.State.TERMINATED: TerminationForm}
    return gates.get(Contract.State(value)) if value in Contract.State.values else None


def receipt_gate(_record_id: UUID, value: str, _by: User) -> type[forms.Form] | None:
    return ReasonForm if value == Receipt.State.CANCELLED else None


def invoice_gate(_record_id: UUID, value: str, _by: User) -> type[forms.Form] | None:
    gates: dict[str, type[forms.Form]] = {Invoice.State.ISSUED: IssueForm, Invoice.State.VOID: ReasonForm}
    return gates.get(value)
