"""Under which terms contracts, receipts and invoices are found."""

from typing import Any
from uuid import UUID

from kehu.contracts.models import Contract, Invoice, Receipt
from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms


def contract_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Contract.objects.filter(pk__in=ids).values_list("pk", "name", "their_party", "number", "external_number")
    return {
        pk: terms(names=[one for one in (name, party) if one], identifiers=[one for one in (number, other) if one])
        for pk, name, party, number, other in rows
    }


def receipt_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Receipt.objects.filter(pk__in=ids).values_list("pk", "payer", "number", "reference")
    return {
        pk: terms(names=[payer] if payer else [], identifiers=[one for one in (number, reference) if one])
        for pk, payer, number, reference in rows
    }


def invoice_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Invoice.objects.filter(pk__in=ids).values_list("pk", "title", "name", "number")
    return {
        pk: terms(names=[title] if title else [], identifiers=[one for one in (name, number) if one])
        for pk, title, name, number in rows
    }


def _contract(contract: Any, _user: User) -> str:
    return f"{contract.number} · {contract.get_state_display()}"


def _receipt(receipt: Any, _user: User) -> str:
    return str(receipt.payer)


def _invoice(invoice: Any, _user: User) -> str:
    return f"{invoice.number} {invoice.title}".strip()


register(Source("contract", number=50, terms_of=contract_terms_of, subtitle=_contract))
register(Source("receipt", number=51, terms_of=receipt_terms_of, subtitle=_receipt))
register(Source("invoice", number=52, terms_of=invoice_terms_of, subtitle=_invoice))
