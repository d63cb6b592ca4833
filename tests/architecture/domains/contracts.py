"""Contracts, payment plans, receipts and invoices: rights, rows of a household, records with the canary."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kehu.contracts.models import (
    Allocation,
    Contract,
    ContractLine,
    ContractVersion,
    Instalment,
    Invoice,
    InvoicedInstalment,
    InvoiceLine,
    Milestone,
    Receipt,
    StateChange,
)  # fmt: skip
from kehu.foundation.access.models import User
from tests.architecture.expectations import ROLES, Rule

_READERS = {"administrator", "manager", "sales", "service", "analyst", "auditor"}
_DAILY = {"administrator", "manager", "sales"}
_MONEY = {"administrator", "manager"}
CAN: dict[str, set[str]] = {
    "see contracts": _READERS,
    "draw up contracts": _DAILY,
    "confirm receipts": _MONEY,
    "issue invoices": _MONEY,
}
_ALL = {"own", "team", "other", "trashed"}
# They have owners of their own and stay when their customer goes to the trash; who has no right to see them at all is
# told so whatever he names.
_SEEN = dict.fromkeys(ROLES, _ALL) | {"manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"}}
_EDITED: dict[str, set[str]] = {role: set() for role in ROLES} | {
    "administrator": _ALL, "manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"},
}  # fmt: skip
SEES = {"contract": _SEEN}
EDITS = {"contract": _EDITED}


ELSEWHERE = ["uuid:level_id"]


def _see(path: str, **more: Any) -> Rule:
    return Rule(path, **{"sees": "contract", "can": "see contracts", **more})


def _edit(path: str, body: Any = None, can: str = "draw up contracts", **more: Any) -> Rule:
    return Rule(path, **{"sees": "contract", "can": can, "edits": True, "body": body, **more})


def _list(path: str) -> Rule:
    return Rule(path, sees="open", can="see contracts")


_CONFIRM, _ISSUE = "confirm receipts", "issue invoices"
_OF = {"customer": "{customer}"}
_PART = {"instalment": "{instalment}", "amount": "10"}
RULES = {
    "list_contracts": _list("/contracts"), "get_contract": _see("/contracts/{contract}"),
    "create_contract": Rule("/contracts", can="draw up contracts", body={**_OF, "name": "x"}, hidden=422),
    # The quote is a draft: who may gets as far as being told so.
    "create_contract_from_quote": Rule(
        "/contracts/from-quote", sees="quote", can="draw up contracts", body={"quote": "{quote}"}, hidden=422, ok=(422,)
    ),
    "change_contract": _edit("/contracts/{contract}", {"description": "x"}),
    "write_payment_plan": _edit(
        "/contracts/{contract}/payment-plan", {"rows": [{"id": "{instalment}", "name": "x", "amount": "100"}]}
    ),
    "sign_contract": _edit("/contracts/{contract}/signing", {}),
    "suspend_contract": _edit("/contracts/{contract}/suspension", {"reason": "x"}),
    "resume_contract": _edit("/contracts/{contract}/suspension"),
    "end_contract": _edit("/contracts/{contract}/ending", {}),
    "terminate_contract": _edit("/contracts/{contract}/termination", {"reason": "x"}),
    "draft_amendment": _edit("/contracts/{contract}/amendments", {"terms": {"notice_days": 10}}),
    "sign_amendment": _edit("/contracts/{contract}/amendments/2/signing", {}),
    # Whose customer is in the trash is told so.
    "renew_contract": _edit("/contracts/{contract}/renewal", ok=(201, 422)),
    "list_milestones": _list("/milestones"), "get_milestone": _see("/milestones/{milestone}"),
    "create_milestone": _edit("/milestones", {"contract": "{contract}", "name": "x"}, hidden=422),
    "change_milestone": _edit("/milestones/{milestone}", {"note": "x"}),
    "reach_milestone": _edit("/milestones/{milestone}/reaching", {}),
    "reopen_milestone": _edit("/milestones/{milestone}/reaching"),
    "delete_milestone": _edit("/milestones/{milestone}"),
    "list_instalments": _list("/instalments"), "get_instalment": _see("/instalments/{instalment}"),
    "waive_instalment": _edit("/instalments/{instalment}/waiver", {"reason": "x"}, _CONFIRM),
    "claim_instalment": _edit("/instalments/{instalment}/waiver", None, _CONFIRM),
    "list_receipts": _list("/receipts"), "get_receipt": _see("/receipts/{receipt}"),
    "record_receipt": Rule("/receipts", can="draw up contracts", body={**_OF, "amount": "5"}, hidden=422),
    "change_receipt": _edit("/receipts/{waiting_receipt}", {"purpose": "x"}),
    "confirm_receipt": _edit("/receipts/{waiting_receipt}/confirmation", None, _CONFIRM),
    "cancel_receipt": _edit("/receipts/{waiting_receipt}/cancellation", {"reason": "x"}),
    "list_proposals": _see("/receipts/{receipt}/proposals"),
    "allocate_receipt": _edit("/receipts/{receipt}/allocations", {"parts": [_PART]}, _CONFIRM),
    "release_allocation": _edit("/receipts/{receipt}/allocations/{instalment}", None, _CONFIRM),
    "refund_receipt": _edit("/receipts/{receipt}/refunds", {"amount": "10"}, _CONFIRM),
    "list_invoices": _list("/invoices"), "get_invoice": _see("/invoices/{invoice}"),
    "request_invoice": _edit(
        "/invoices", {"contract": "{contract}", "kind": "electronic", "covers": [_PART]}, hidden=422
    ),
    "change_invoice": _edit("/invoices/{invoice}", {"note": "x"}),
    "issue_invoice": _edit("/invoices/{invoice}/issue", {"number": "1" * 20}, _ISSUE),
    # It is only asked for yet: who may gets as far as being told so.
    "send_invoice": _edit("/invoices/{invoice}/sending", {}, _ISSUE, ok=(422,)),
    "void_invoice": _edit("/invoices/{invoice}/void", {"reason": "x"}),
    "reverse_invoice": _edit("/invoices/{invoice}/red-letter", {"reason": "x"}, _ISSUE, ok=(422,)),
}  # fmt: skip
PLAIN = {"slug:part": ["header", "plan", "versions"]}
LISTS = [
    "/contracts/", "/contracts/?layout=board", "/contracts/?layout=calendar", "/milestones/", "/instalments/",
    "/instalments/?layout=board", "/receipts/", "/receipts/?layout=board", "/invoices/", "/receivables/",
    "/receivables/?by=owner",
]  # fmt: skip


def _made(customer: Any, owner: User, author: User, text: str) -> dict[str, Any]:
    """A contract in force, half of it paid and invoiced."""
    today, hundred = timezone.localdate(), Decimal(100)
    contract = Contract.objects.create(
        number=f"{text[:20]}-{customer.pk.hex[-12:]}", name=text, customer=customer, owner=owner, created_by=author,
        currency="CNY", their_party=text, amount=hundred, amount_home=hundred, received=Decimal(50),
        outstanding=Decimal(50), state="active", signed_on=today, description=text,
    )  # fmt: skip
    of = {"contract": contract}
    StateChange.objects.create(**of, to_state="active", reason=text)
    version = ContractVersion.objects.create(**of, number=1, state="in_force", title=text)
    draft = ContractVersion.objects.create(**of, number=2, state="draft", title=text, terms=_terms(contract))
    ContractLine.objects.create(**of, contract_version=version, name=text)
    milestone = Milestone.objects.create(**of, name=text, due_on=today)
    instalment = Instalment.objects.create(
        **of, name=text, due_on=today - timedelta(days=40), currency="CNY", amount=hundred, received=Decimal(50),
        outstanding=Decimal(50), outstanding_home=Decimal(50), state="partly", invoiced=Decimal(50),
    )  # fmt: skip
    receipt = Receipt.objects.create(
        number=f"R-{contract.number}", customer=customer, payer=text, owner=owner, created_by=author, currency="CNY",
        amount=hundred, allocated=Decimal(50), credit=Decimal(50), state="confirmed", purpose=text,
    )  # fmt: skip
    waiting = Receipt.objects.create(
        number=f"W-{contract.number}", customer=customer, payer=text, owner=owner, created_by=author, currency="CNY",
        amount=hundred, credit=hundred,
    )  # fmt: skip
    allocation = Allocation.objects.create(
        receipt=receipt, instalment=instalment, amount=Decimal(50), settled=Decimal(50)
    )
    invoice = Invoice.objects.create(
        **of, name=f"I-{contract.number}", title=text, currency="CNY", amount=Decimal(50), net=Decimal(50),
        kind="electronic", note=text,
    )  # fmt: skip
    InvoiceLine.objects.create(invoice=invoice, name=text, net=Decimal(50))
    InvoicedInstalment.objects.create(invoice=invoice, instalment=instalment, amount=Decimal(50))
    return {
        "contract": contract, "contract_version": draft, "milestone": milestone, "instalment": instalment,
        "receipt": receipt, "waiting_receipt": waiting, "allocation": allocation, "invoice": invoice,
    }  # fmt: skip


def _terms(contract: Contract) -> dict[str, str]:
    from kehu.contracts.queries.versions import terms_of

    return terms_of(contract)


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows |= _made(rows["customer"], owner, author, f"{rows['customer'].name} contract")


def records(world: Any, canary: str) -> dict[str, str]:
    made = _made(world.acme, world.alice, world.alice, canary)
    return {f"uuid:{name}_id": str(row.pk) for name, row in made.items()}
