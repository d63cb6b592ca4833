"""Which receipt paid what. Locks are taken in one order by everybody: receipt, contracts, instalments."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.derived import lock_contracts, settle_contract, settle_instalment, settle_receipt
from kehu.contracts.figures.allocating import Debt, oldest_first
from kehu.contracts.figures.exchange import converted, difference
from kehu.contracts.figures.splits import rounded
from kehu.contracts.models import Allocation, Contract, Instalment, Receipt, Refund
from kehu.contracts.permissions import ReceiptVerb
from kehu.contracts.queries.rates import at_home, home_currency, rate_of
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.ui.formats import show_money

Part = tuple[Instalment, Decimal] | tuple[Instalment, Decimal, Decimal | None]
"""An instalment, how much of the receipt goes to it, and what that settles in the contract's currency if it is another
one and the bank's own rate counts instead of the dated one."""


class NotAllocatable(Refusal):
    """There is not so much left of the receipt, or not so much owed."""


def allocate(*, receipt: Receipt, parts: Sequence[Part], by: User, expected_version: int | None = None) -> Receipt:
    """Pay instalments with a receipt. All parts or none; what is left stays as credit. Whoever comes second finds what
    the first has left over: raises NotAllocatable, or Outdated where he gave the version that he saw.
    """
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        row = editable(receipt, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        if not row.is_confirmed:
            raise NotAllocatable(_("Confirm the receipt first."))
        contracts, instalments = _locked([part[0] for part in parts], by)
        for part in parts:
            instalment, amount = instalments.get(part[0].pk), part[1]
            if instalment is None:
                raise NotAllocatable(_("There is no such instalment."), field="instalment")
            contract = contracts[instalment.contract_id]
            settled = _settled(row, contract, amount, part[2] if len(part) > 2 else None)
            _require_possible(row, instalment, contract, amount, settled)
            _note(row, instalment, contract, amount, settled, by)
        for contract in contracts.values():
            settle_contract(contract)
    return row


def allocate_oldest(*, receipt: Receipt, by: User) -> Receipt:
    """Pay what the customer owes in the receipt's currency, the oldest first."""
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        row = editable(receipt, by)
        if row.customer_id is None:
            raise NotAllocatable(_("Say first whose money it is."), field="customer")
        owed = list(
            Instalment.objects.editable_by(by)
            .filter(contract__customer=row.customer_id, currency=row.currency, outstanding__gt=0)
            .exclude(contract__state__in=[Contract.State.DRAFT, Contract.State.IN_APPROVAL])
        )
        by_id = {one.pk: one for one in owed}
        debts = [Debt(one.pk, one.outstanding, one.due_on, one.position) for one in owed]
        parts: list[Part] = [(by_id[pk], amount) for pk, amount in oldest_first(row.credit, debts)]
        if not parts:
            raise NotAllocatable(_("There is nothing left of it, or nothing is owed."))
        return allocate(receipt=row, parts=parts, by=by)


def release(*, allocation: Allocation, by: User) -> Receipt:
    """Take back what a receipt paid; the money is credit again. Released already it changes nothing."""
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        row = editable(allocation.receipt, by)
        contracts, instalments = _locked([allocation.instalment], by)
        one = Allocation.objects.filter(pk=allocation.pk, receipt=row).first()
        instalment = instalments.get(allocation.instalment_id)
        if one is None:
            return row
        if instalment is None:
            raise NotAllocatable(_("There is no such instalment."), field="instalment")
        contract = contracts[instalment.contract_id]
        one.delete()
        settle_instalment(instalment, contract.rate)
        settle_receipt(row)
        settle_contract(contract)
        _tell(row, instalment, contract, -one.amount, by)
    return row


def refund(
    *, receipt: Receipt, amount: Decimal, by: User, reason: str = "", reference: str = "",
    refunded_on: date | None = None, takes_back: bool = False,
) -> Refund:  # fmt: skip
    """Money goes back: of what is left of a receipt, and with `takes_back` also of what it paid, what fell due last
    first; that is owed again. The same bank reference of the same receipt and amount gives the same refund again.
    """
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        row = editable(receipt, by)
        reference = reference.strip()
        former = Refund.objects.filter(reference=reference).first() if reference else None
        if former and (former.receipt_id, former.amount) == (row.pk, amount):
            return former
        if former:
            raise NotAllocatable(_("There is a refund with this bank reference already."), field="reference")
        if amount <= 0:
            raise NotAllocatable(_("A refund is more than nothing."), field="amount")
        if not row.is_confirmed:
            raise NotAllocatable(_("Confirm the receipt first."))
        if amount > row.credit:
            if not takes_back or amount > row.credit + row.allocated:
                raise _too_much(row)
            take_back(receipt=row, amount=amount - row.credit, by=by)
        made = Refund.objects.create(
            receipt=row, amount=amount, reference=reference, reason=reason.strip()[:300], refunded_by=by,
            refunded_on=refunded_on or timezone.localdate(),
        )  # fmt: skip
        settle_receipt(row)
    return made


def take_back(*, receipt: Receipt, amount: Decimal, by: User) -> None:
    """So much of what a locked receipt paid is credit again: from the instalment that fell due last backwards. Raises
    NotAllocatable where an instalment is out of reach, and then takes nothing.
    """
    rows = list(receipt.allocations.select_related("instalment"))
    contracts, instalments = _locked([one.instalment for one in rows], by)
    for one in sorted(rows, key=lambda row: (row.instalment.due_on or date.max, row.instalment.position), reverse=True):
        part = min(one.amount, amount)
        if part <= 0:
            break
        instalment = instalments.get(one.instalment_id)
        if instalment is None:
            raise NotAllocatable(_("It paid something that is out of your reach."), field="amount")
        contract = contracts[instalment.contract_id]
        amount -= part
        _lessen(one, part, receipt, contract)
        settle_instalment(instalment, contract.rate)
        _tell(receipt, instalment, contract, -part, by)
    settle_receipt(receipt)
    for contract in contracts.values():
        settle_contract(contract)


def _lessen(one: Allocation, part: Decimal, receipt: Receipt, contract: Contract) -> None:
    """An allocation without a part of it; what it settled in the contract's currency shrinks in proportion."""
    if part == one.amount:
        one.delete()
        return
    left = one.amount - part
    one.settled = rounded(one.settled * left / one.amount, contract.currency)
    one.amount = left
    one.difference_home = difference(
        amount=one.amount, rate=receipt.rate, settled=one.settled, booked_rate=contract.rate, home=home_currency()
    )
    one.save()


def _locked(wanted: Sequence[Instalment], by: User) -> tuple[dict[UUID, Contract], dict[UUID, Instalment]]:
    """The contracts and those of the instalments whose contract the user may edit, as they are now."""
    contracts = lock_contracts(one.contract_id for one in wanted)
    rows = Instalment.objects.editable_by(by).filter(pk__in={one.pk for one in wanted}).order_by("pk")
    return contracts, {one.pk: one for one in rows.select_for_update(of=("self",))}


def _settled(receipt: Receipt, contract: Contract, amount: Decimal, given: Decimal | None) -> Decimal:
    if receipt.currency == contract.currency:
        return amount
    if given is not None:
        return given
    return converted(amount, receipt.rate, rate_of(contract.currency, receipt.received_on), contract.currency)


def _require_possible(
    receipt: Receipt, instalment: Instalment, contract: Contract, amount: Decimal, settled: Decimal
) -> None:
    if amount <= 0 or settled <= 0:
        raise NotAllocatable(_("What is allocated is more than nothing."), field="amount")
    if contract.state in (Contract.State.DRAFT, Contract.State.IN_APPROVAL):
        raise NotAllocatable(_("“%(contract)s” is not signed yet.") % {"contract": contract}, field="instalment")
    if amount > receipt.credit:
        raise _too_much(receipt)
    if settled > instalment.outstanding:
        raise NotAllocatable(
            _("Of “%(name)s” only %(amount)s is owed; what is more stays as credit.")
            % {"name": instalment.name, "amount": show_money(instalment.outstanding, contract.currency)},
            field="amount",
        )


def _too_much(receipt: Receipt) -> NotAllocatable:
    return NotAllocatable(
        _("Only %(amount)s is left of this receipt.") % {"amount": show_money(receipt.credit, receipt.currency)},
        field="amount",
    )


def _note(
    receipt: Receipt, instalment: Instalment, contract: Contract, amount: Decimal, settled: Decimal, by: User
) -> None:
    one = Allocation.objects.filter(receipt=receipt, instalment=instalment).first()
    one = one or Allocation(receipt=receipt, instalment=instalment, allocated_by=by)
    one.amount, one.settled = one.amount + amount, one.settled + settled
    one.difference_home = difference(
        amount=one.amount, rate=receipt.rate, settled=one.settled, booked_rate=contract.rate, home=home_currency()
    )
    one.save()
    settle_instalment(instalment, contract.rate)
    settle_receipt(receipt)
    _tell(receipt, instalment, contract, amount, by)


def _tell(receipt: Receipt, instalment: Instalment, contract: Contract, amount: Decimal, by: User) -> None:
    publish(
        events.PaymentAllocated(
            receipt.pk, instalment.pk, contract.pk, contract.customer_id, contract.owner_id,
            receipt.received_on.isoformat(), str(at_home(amount, receipt.rate)),
        ),
        by=by.pk,
    )  # fmt: skip
