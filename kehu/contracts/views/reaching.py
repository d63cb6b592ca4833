"""The records that addresses name, or 404 for those the user cannot see."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from kehu.contracts.models import Contract, ContractVersion, Instalment, Invoice, Milestone, Receipt
from kehu.foundation.access.reader import reader


def contract_of(request: HttpRequest, contract_id: UUID) -> Contract:
    rows = Contract.objects.select_related("owner", "contact", "opportunity", "customer", "renewal_opportunity")
    found: Contract = _one(request, rows, contract_id, "contract.view")
    return found


def version_of(request: HttpRequest, version_id: UUID) -> ContractVersion:
    rows = ContractVersion.objects.select_related("contract")
    found: ContractVersion = _one(request, rows, version_id, "contract.view")
    return found


def milestone_of(request: HttpRequest, milestone_id: UUID) -> Milestone:
    found: Milestone = _one(request, Milestone.objects.select_related("contract"), milestone_id, "contract.view")
    return found


def instalment_of(request: HttpRequest, instalment_id: UUID) -> Instalment:
    found: Instalment = _one(request, Instalment.objects.select_related("contract"), instalment_id, "contract.view")
    return found


def receipt_of(request: HttpRequest, receipt_id: UUID) -> Receipt:
    rows = Receipt.objects.select_related("owner", "customer", "intended", "confirmed_by")
    found: Receipt = _one(request, rows, receipt_id, "receipt.view")
    return found


def invoice_of(request: HttpRequest, invoice_id: UUID) -> Invoice:
    rows = Invoice.objects.select_related("contract", "reverses", "requested_by", "issued_by")
    found: Invoice = _one(request, rows, invoice_id, "invoice.view")
    return found


def _one(request: HttpRequest, rows: Any, record_id: UUID, verb: str) -> Any:
    user = reader(request)
    user.require(verb)
    found = rows.visible_to(user).filter(pk=record_id).first()
    if found is None:
        raise Http404
    return found
