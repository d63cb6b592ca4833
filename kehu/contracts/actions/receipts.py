"""Receipts (回款): recorded by whoever hears of them, confirmed by whoever sees the account."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions.allocation import allocate, take_back
from kehu.contracts.actions.numbers import next_number
from kehu.contracts.derived import settle_receipt
from kehu.contracts.figures.splits import rounded
from kehu.contracts.models import Instalment, Receipt
from kehu.contracts.permissions import ReceiptVerb
from kehu.contracts.queries.rates import at_home, rate_of
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex

DETAILS = {"customer", "payer", "payer_account", "method", "purpose", "owner", "intended"}
MONEY = {"received_on", "amount", "currency", "reference"}


class ReceiptRefused(Refusal):
    """The receipt cannot be like this."""


class OtherReceipt(Refusal):
    """There is a receipt with this bank reference, and it says something else."""


def record(
    *, amount: Decimal, by: User, currency: str = "", received_on: date | None = None,
    intended: Instalment | None = None, **given: Any,
) -> Receipt:  # fmt: skip
    """Write down money that came. Further keywords are those of DETAILS and `reference`.

    The same bank reference gives the same receipt again, however often and from wherever it is recorded; with another
    amount, currency or day it is refused as OtherReceipt. Raises PermissionMissing, ReceiptRefused, NoRate.
    """
    by.require(ReceiptVerb.CREATE)
    currency = (currency or (intended.currency if intended else "") or Company.objects.current().currency).upper()
    row = Receipt(amount=amount, currency=currency, received_on=received_on or timezone.localdate(), created_by=by)
    _set(row, {**given, "intended": intended}, by)
    if row.reference and (former := _of_reference(row.reference)):
        return _same(former, row, by)
    with writing(by=by):
        try:
            with transaction.atomic():
                row.number = next_number(Receipt, "number", "R", timezone.localdate().year)
                row.save(force_insert=True)
        except IntegrityError:
            found = _of_reference(row.reference) if row.reference else None
            if found is None:
                raise
            return _same(found, row, by)
        reindex("receipt", [row.pk], new=True)
        publish(events.ReceiptRecorded(row.pk, row.customer_id), by=by.pk)
    return row


def update(*, receipt: Receipt, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Receipt:
    """Change DETAILS, and while it is not confirmed MONEY."""
    by.require(ReceiptVerb.CREATE)
    with writing(by=by):
        row = editable(receipt, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        if row.state == Receipt.State.CANCELLED:
            raise ReceiptRefused(_("This receipt is cancelled."))
        changes = {key: value for key, value in changes.items() if getattr(row, key) != value}
        if row.is_confirmed and (fixed := set(changes) & MONEY):
            raise ReceiptRefused(_("What is confirmed stays as it is; cancel it and record it anew."), field=min(fixed))
        if row.is_confirmed:
            by.require(ReceiptVerb.CONFIRM)
        _set(row, changes, by)
        if row.reference and Receipt.objects.exclude(pk=row.pk).filter(pk=_id_of(row.reference)).exists():
            raise OtherReceipt(_("There is a receipt with this bank reference already."), field="reference")
        row.credit = row.amount - row.allocated - row.refunded
        row.save()
        reindex("receipt", [row.pk])
    return row


def confirm(*, receipt: Receipt, by: User) -> Receipt:
    """The money is on the account. What it was meant for is paid with it, as far as it is owed. Done twice it changes
    nothing.
    """
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        row = editable(receipt, by)
        if row.is_confirmed:
            return row
        if row.state == Receipt.State.CANCELLED:
            raise ReceiptRefused(_("This receipt is cancelled."))
        row.state, row.confirmed_at, row.confirmed_by = Receipt.State.CONFIRMED, timezone.now(), by
        row.save()
        publish(events.ReceiptConfirmed(row.pk, row.customer_id), by=by.pk)
        meant = row.intended
        if meant and meant.currency == row.currency and (part := min(row.credit, meant.outstanding)) > 0:
            row = allocate(receipt=row, parts=[(meant, part)], by=by)
    return row


def cancel(*, receipt: Receipt, reason: str, by: User, takes_back: bool = False) -> Receipt:
    """It never came, came twice on paper, or the bank took it back. What it paid is released first: by hand, or with
    `takes_back`, so that nobody is surprised.
    """
    with writing(by=by):
        row = editable(receipt, by)
        by.require(ReceiptVerb.CONFIRM if row.is_confirmed else ReceiptVerb.CREATE)
        if row.state == Receipt.State.CANCELLED:
            return row
        if not reason.strip():
            raise ReceiptRefused(_("Say why."), field="reason")
        if takes_back and row.allocated:
            take_back(receipt=row, amount=row.allocated, by=by)
        if row.allocations.exists() or row.refunds.exists():
            raise ReceiptRefused(_("Take back first what it paid and what was refunded of it."))
        row.state, row.cancel_reason = Receipt.State.CANCELLED, reason.strip()[:300]
        settle_receipt(row)
    return row


def _set(row: Receipt, changes: dict[str, Any], by: User) -> None:
    if unknown := set(changes) - DETAILS - MONEY:
        raise ReceiptRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    row.currency = row.currency.upper()
    if row.amount is None or row.amount <= 0:
        raise ReceiptRefused(_("A receipt is more than nothing."), field="amount")
    if row.received_on > timezone.localdate():
        raise ReceiptRefused(_("Money that comes in the future is no receipt yet."), field="received_on")
    row.amount = rounded(row.amount, row.currency)
    row.rate = rate_of(row.currency, row.received_on)
    row.amount_home = at_home(row.amount, row.rate)
    row.credit = row.amount - row.allocated - row.refunded
    if changes.get("customer") and not Customer.objects.visible_to(by).filter(pk=row.customer_id).exists():
        raise ReceiptRefused(_("This customer is not known."), field="customer")
    if changes.get("intended"):
        _take_from(row, changes["intended"], by)
    if row.owner is None:
        row.owner = (row.customer.owner if row.customer else None) or by


def _take_from(row: Receipt, intended: Instalment, by: User) -> None:
    """What it is meant for says whose it is."""
    if not Instalment.objects.visible_to(by).filter(pk=intended.pk).exists():
        raise ReceiptRefused(_("There is no such instalment."), field="intended")
    contract = intended.contract
    row.customer = row.customer or contract.customer
    row.owner = row.owner or contract.owner
    row.payer = row.payer or contract.their_party


def _of_reference(reference: str) -> Receipt | None:
    return Receipt.objects.filter(reference=reference).exclude(state=Receipt.State.CANCELLED).first()


def _id_of(reference: str) -> Any:
    found = _of_reference(reference)
    return found.pk if found else None


def _same(former: Receipt, row: Receipt, by: User) -> Receipt:
    """The receipt there is, if this is the same money and the user may see it."""
    alike = (former.amount, former.currency, former.received_on) == (row.amount, row.currency, row.received_on)
    if alike and Receipt.objects.visible_to(by).filter(pk=former.pk).exists():
        return former
    raise OtherReceipt(_("There is a receipt with this bank reference already."), field="reference")
