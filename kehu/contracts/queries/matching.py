"""Which open instalments a receipt may be for, with the reasons: by amount, payer, and what was written on it."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from kehu.contracts.models import Contract, Instalment, Receipt
from kehu.contracts.queries.ageing import SIGNED
from kehu.customers.cleaning.names import match_key
from kehu.foundation.access.models import User

MOST = 8
CANDIDATES = 400
SURE = 70
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_/]{3,}")


@dataclass
class Proposal:
    """`amount` is what the receipt would pay of the instalment. From SURE points on the proposal is taken for sure, if
    it is the only one."""

    instalment: Instalment
    amount: Decimal
    points: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def is_sure(self) -> bool:
        return self.points >= SURE


def proposals(receipt: Receipt, user: User) -> list[Proposal]:
    """The likeliest first. Two statements."""
    if receipt.credit <= 0:
        return []
    key = match_key(receipt.payer, is_person=False) if receipt.payer else ""
    words = set(_WORD.findall(f"{receipt.purpose} {receipt.reference}".upper()))
    found = [_judged(one, receipt, key, words) for one in _candidates(receipt, user, words)]
    found = [one for one in found if one.points > 0]
    found.sort(key=lambda one: (-one.points, one.instalment.due_on or date.max, one.instalment.position))
    return found[:MOST]


def sure(receipt: Receipt, user: User) -> Proposal | None:
    """The one instalment it is certainly for; None where there is none or more than one."""
    found = [one for one in proposals(receipt, user) if one.is_sure]
    best = found[0] if found else None
    if best and len(found) > 1 and found[1].points == best.points:
        return None
    return best


def _candidates(receipt: Receipt, user: User, words: set[str]) -> list[Instalment]:
    """By customer, by amount, by number, and else what is open of anybody, the most overdue first."""
    open_rows = (
        Instalment.objects.visible_to(user)
        .filter(outstanding__gt=0, currency=receipt.currency, contract__state__in=SIGNED)
        .select_related("contract", "contract__customer")
    )
    near = Q(outstanding=receipt.credit) | Q(contract__number__in=words)
    if receipt.customer_id:
        near |= Q(contract__customer=receipt.customer_id)
    rows = {one.pk: one for one in open_rows.filter(near).order_by("due_on", "pk")[:CANDIDATES]}
    if receipt.payer and not receipt.customer_id:
        rows |= {one.pk: one for one in open_rows.order_by("due_on", "pk")[:CANDIDATES]}
    return list(rows.values())


def _judged(one: Instalment, receipt: Receipt, payer: str, words: set[str]) -> Proposal:
    contract = one.contract
    made = Proposal(one, min(receipt.credit, one.outstanding))
    for points, reason in _reasons(one, contract, receipt, payer, words):
        made.points += points
        made.reasons.append(reason)
    if made.points and one.due_on and abs((one.due_on - receipt.received_on).days) <= 10:
        made.points += 5
        made.reasons.append(_("due about that day"))
    return made


def _reasons(one: Instalment, contract: Contract, receipt: Receipt, payer: str, words: set[str]) -> Any:
    if receipt.intended_id == one.pk:
        yield 100, _("recorded for it")
    if contract.number.upper() in words:
        yield 50, _("names the contract")
    elif contract.external_number and contract.external_number.upper() in words:
        yield 40, _("names the order")
    if receipt.customer_id and receipt.customer_id == contract.customer_id:
        yield 30, _("the same customer")
    elif payer:
        names = [match_key(name, is_person=False) for name in (contract.their_party, contract.customer.name) if name]
        likeness = max((fuzz.ratio(payer, name) for name in names), default=0)
        if likeness == 100:
            yield 35, _("the same payer")
        elif likeness >= 80:
            yield 15, _("a similar payer")
    if one.outstanding == receipt.credit:
        yield 40, _("exactly this amount")
    elif contract.outstanding == receipt.credit:
        yield 25, _("all that is open of the contract")
