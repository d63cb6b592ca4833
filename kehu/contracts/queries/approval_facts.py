"""What rules of approval may look at: of a contract that is to be signed, and of an amendment."""

from decimal import Decimal
from typing import Any

from django.db.models import Max

from kehu.contracts.models import Contract, ContractVersion
from kehu.contracts.queries.versions import thawed

SIGNING, AMENDMENT = "contract.signing", "contract.amendment"


def of_signing(row: Contract) -> dict[str, Any]:
    """`months` it lasts, `payment_days` from its beginning, or its signing, to the last instalment."""
    begins = row.starts_on or row.signed_on
    last = row.instalments.aggregate(last=Max("due_on"))["last"]
    return {
        "amount": row.amount, "currency": row.currency, "kind": row.kind, "renews": row.renews,
        "months": round((row.ends_on - begins).days / 30.4375) if row.ends_on and begins else None,
        "payment_days": max(0, (last - begins).days) if last and begins else None,
        "instalments": row.instalments.count(),
    }  # fmt: skip


def of_amendment(row: Contract, version: ContractVersion | None = None) -> dict[str, Any]:
    """`less` is by how much the contract would be worth less, 0 where it is not."""
    waiting = version or row.versions.filter(state__in=["draft", "in_approval"], number__gt=1).first()
    amount: Decimal = thawed("amount", waiting.terms.get("amount", "")) if waiting else row.amount
    return {
        "amount": amount, "less": max(Decimal(0), row.amount - amount), "currency": row.currency, "kind": row.kind,
    }  # fmt: skip
