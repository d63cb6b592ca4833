"""Invoices: asked for, issued with a number, sent; void, or taken back by a red letter (红字发票)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions.handing_over import tax_number_of
from kehu.contracts.actions.numbers import next_number
from kehu.contracts.derived import NOTHING, lock_contracts, settle_contract, settle_instalment
from kehu.contracts.figures.splits import in_proportion
from kehu.contracts.figures.taxes import by_rate, chinese_tax_number, foreign_tax_number, net_and_tax
from kehu.contracts.models import Contract, ContractVersion, Instalment, Invoice, InvoicedInstalment, InvoiceLine
from kehu.contracts.permissions import InvoiceVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.ui.formats import show_money

Kind, State = Invoice.Kind, Invoice.State
SPECIAL = (Kind.SPECIAL, Kind.ELECTRONIC_SPECIAL)
DETAILS = {"title", "tax_number", "address", "bank", "email", "note"}


class InvoiceRefused(Refusal):
    """The invoice cannot be like this."""


def request(
    *, contract: Contract, covers: Sequence[tuple[Instalment, Decimal]], by: User, kind: str = Kind.ELECTRONIC_SPECIAL,
    tax_rate: Decimal | None = None, subject: str = "", **given: Any,
) -> Invoice:  # fmt: skip
    """Ask for an invoice over parts of instalments. Further keywords are those of DETAILS; the buyer is the customer
    unless another is named. The amount is divided among the rates of tax as the contract's lines are, or has
    `tax_rate` percent where the contract has none. Raises PermissionMissing, InvoiceRefused.
    """
    by.require(InvoiceVerb.REQUEST)
    with writing(by=by):
        owner = editable(contract, by)
        if owner.state in (Contract.State.DRAFT, Contract.State.IN_APPROVAL):
            raise InvoiceRefused(_("The contract is not signed yet."))
        row = Invoice(contract=owner, kind=kind, currency=owner.currency, requested_by=by)
        row.title, row.tax_number = owner.their_party, tax_number_of(owner)
        _set(row, given)
        known = {one.pk: one for one in owner.instalments.select_for_update(of=("self",)).order_by("pk")}
        gross = sum((amount for _one, amount in covers), NOTHING)
        for one, amount in covers:
            _require_uninvoiced(known.get(one.pk), amount)
        if gross <= 0:
            raise InvoiceRefused(_("An invoice is over something."), field="amount")
        lines = _lines(owner, gross, tax_rate, subject)
        _add_up(row, lines)
        row.name = next_number(Invoice, "name", "I", timezone.localdate().year)
        row.save(force_insert=True)
        _write(row, lines, [(known[one.pk], amount) for one, amount in covers])
        _settle(row)
        reindex("invoice", [row.pk], new=True)
    return row


def update(*, invoice: Invoice, changes: dict[str, Any], by: User) -> Invoice:
    """Change DETAILS of one that is not issued yet."""
    by.require(InvoiceVerb.REQUEST)
    with writing(by=by):
        row = editable(invoice, by)
        _require(row, State.REQUESTED)
        _set(row, changes)
        row.save()
        reindex("invoice", [row.pk])
    return row


def issue(*, invoice: Invoice, number: str, by: User, code: str = "", issued_on: date | None = None) -> Invoice:
    """It has its number now. Issued again with the same number it changes nothing."""
    by.require(InvoiceVerb.ISSUE)
    number, code = number.strip(), code.strip()
    with writing(by=by):
        row = editable(invoice, by)
        if row.state in (State.ISSUED, State.SENT) and (row.code, row.number) == (code, number):
            return row
        _require(row, State.REQUESTED)
        _check_number(row, code, number)
        row.code, row.number, row.state = code, number, State.ISSUED
        row.issued_on, row.issued_by = issued_on or timezone.localdate(), by
        if row.issued_on > timezone.localdate():
            raise InvoiceRefused(_("It cannot have been issued in the future."), field="issued_on")
        row.save()
        reindex("invoice", [row.pk])
        publish(events.InvoiceIssued(row.pk, row.contract_id, row.contract.customer_id), by=by.pk)
    return row


def send(*, invoice: Invoice, by: User, on: date | None = None, email: str = "") -> Invoice:
    """The customer has it. Sent already it changes nothing."""
    by.require(InvoiceVerb.ISSUE)
    with writing(by=by):
        row = editable(invoice, by)
        if row.state == State.SENT:
            return row
        _require(row, State.ISSUED)
        row.state, row.sent_on, row.email = State.SENT, on or timezone.localdate(), email.strip() or row.email
        row.save()
    return row


def void(*, invoice: Invoice, reason: str, by: User) -> Invoice:
    """It does not count any more: one that was only asked for, or one issued on paper in the current month. Everything
    else is taken back by a red letter.
    """
    with writing(by=by):
        row = editable(invoice, by)
        by.require(InvoiceVerb.REQUEST if row.state == State.REQUESTED else InvoiceVerb.ISSUE)
        if row.state == State.VOID:
            return row
        if not reason.strip():
            raise InvoiceRefused(_("Say why."), field="reason")
        if row.state != State.REQUESTED and not may_be_void(row, timezone.localdate()):
            raise InvoiceRefused(
                _("An electronic invoice, or one of an earlier month, is taken back by a red letter."), field="reason"
            )
        if row.red_letters.exclude(state=State.VOID).exists():
            raise InvoiceRefused(_("A red letter takes this invoice back already."))
        row.state, row.void_reason = State.VOID, reason.strip()[:300]
        row.save()
        _settle(row)
    return row


def may_be_void(invoice: Invoice, today: date) -> bool:
    """Whether an issued invoice may still be voided on this day."""
    electronic = invoice.kind in (Kind.ELECTRONIC, Kind.ELECTRONIC_SPECIAL)
    day = invoice.issued_on
    return not electronic and day is not None and (day.year, day.month) == (today.year, today.month)


def reverse(*, invoice: Invoice, reason: str, by: User) -> Invoice:
    """Ask for the red letter that takes an issued invoice back whole; there is one at most."""
    by.require(InvoiceVerb.ISSUE)
    with writing(by=by):
        row = editable(invoice, by)
        former = row.red_letters.exclude(state=State.VOID).first()
        if former:
            return former
        if row.is_red or row.state not in (State.ISSUED, State.SENT):
            raise InvoiceRefused(_("Only an issued invoice is taken back by a red letter."))
        if not reason.strip():
            raise InvoiceRefused(_("Say why."), field="reason")
        lock_contracts([row.contract_id])
        red = Invoice(
            contract=row.contract, kind=row.kind, reverses=row, currency=row.currency, requested_by=by,
            amount=-row.amount, net=-row.net, tax=-row.tax, note=reason.strip(),
            **{key: getattr(row, key) for key in DETAILS - {"note"}},
        )  # fmt: skip
        red.name = next_number(Invoice, "name", "I", timezone.localdate().year)
        red.save(force_insert=True)
        former_lines = list(row.lines.all())
        lines = [InvoiceLine(name=one.name, tax_rate=one.tax_rate, net=-one.net, tax=-one.tax) for one in former_lines]
        _write(red, lines, [(one.instalment, -one.amount) for one in row.covered.select_related("instalment")])
        _settle(red)
        reindex("invoice", [red.pk], new=True)
    return red


def _set(row: Invoice, given: dict[str, Any]) -> None:
    if unknown := set(given) - DETAILS:
        raise InvoiceRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    for key, value in given.items():
        setattr(row, key, str(value or "").strip())
    if not row.title:
        raise InvoiceRefused(_("An invoice names its buyer."), field="title")
    if not row.tax_number:
        if row.kind in SPECIAL:
            raise InvoiceRefused(_("A special invoice needs the tax number of the buyer."), field="tax_number")
        return
    number = foreign_tax_number(row.tax_number) if row.kind == Kind.OTHER else chinese_tax_number(row.tax_number)
    if number is None:
        raise InvoiceRefused(_("This tax number is not right: one of its characters is mistyped."), field="tax_number")
    row.tax_number = number


def _check_number(row: Invoice, code: str, number: str) -> None:
    """Electronic ones have a number of 20 digits and no code; those on paper one of 8 with a code of 10 or 12."""
    electronic = row.kind in (Kind.ELECTRONIC, Kind.ELECTRONIC_SPECIAL)
    if not number:
        raise InvoiceRefused(_("An issued invoice has a number."), field="number")
    if row.kind != Kind.OTHER and not number.isdigit():
        raise InvoiceRefused(_("The number of an invoice is made of digits."), field="number")
    if electronic and not (len(number) == 20 and not code) and not (len(number) == 8 and len(code) == 12):
        raise InvoiceRefused(
            _("An electronic invoice has a number of 20 digits, or one of 8 with a code of 12."), field="number"
        )
    if row.kind in (Kind.SPECIAL, Kind.ORDINARY) and not (len(number) == 8 and len(code) in (10, 12)):
        raise InvoiceRefused(_("An invoice on paper has a number of 8 digits and a code of 10 or 12."), field="number")
    others = Invoice.objects.exclude(pk=row.pk).exclude(state=State.VOID)
    if others.filter(code=code, number=number).exists():
        raise InvoiceRefused(_("There is an invoice with this number already."), field="number")


def _require(row: Invoice, state: str) -> None:
    if row.state != state:
        named = {"state": row.get_state_display()}
        raise InvoiceRefused(_("This invoice is %(state)s already.") % named, field="state")


def _require_uninvoiced(one: Instalment | None, amount: Decimal) -> None:
    if one is None:
        raise InvoiceRefused(_("There is no such instalment."), field="covers")
    if amount <= 0 or amount > one.amount - one.waived - one.invoiced:
        left = show_money(one.amount - one.waived - one.invoiced, one.currency)
        raise InvoiceRefused(
            _("“%(name)s”: %(amount)s is not invoiced yet.") % {"name": one.name, "amount": left}, field="covers"
        )


def _lines(contract: Contract, gross: Decimal, tax_rate: Decimal | None, subject: str) -> list[InvoiceLine]:
    """The amount by rates of tax, in the proportion of what is delivered."""
    version = contract.versions.filter(state=ContractVersion.State.IN_FORCE).first()
    delivered = by_rate((one.tax_rate, one.gross) for one in version.lines.all()) if version else {}
    if tax_rate is not None or not any(delivered.values()):
        delivered = {tax_rate or NOTHING: Decimal(1)}
    shares = in_proportion(gross, contract.currency, list(delivered.values()))
    lines = []
    for rate, share in zip(delivered, shares, strict=True):
        net, tax = net_and_tax(share, rate, contract.currency)
        lines.append(InvoiceLine(name=(subject.strip() or contract.name)[:200], tax_rate=rate, net=net, tax=tax))
    return lines


def _add_up(row: Invoice, lines: list[InvoiceLine]) -> None:
    row.net, row.tax = sum((one.net for one in lines), NOTHING), sum((one.tax for one in lines), NOTHING)
    row.amount = row.net + row.tax


def _write(row: Invoice, lines: list[InvoiceLine], covers: list[tuple[Instalment, Decimal]]) -> None:
    for place, line in enumerate(lines):
        line.invoice, line.position = row, place
    InvoiceLine.objects.bulk_create(lines)
    InvoicedInstalment.objects.bulk_create(
        InvoicedInstalment(invoice=row, instalment=one, amount=amount) for one, amount in covers
    )


def _settle(row: Invoice) -> None:
    """The instalments it stands on, and their contract."""
    contract = lock_contracts([row.contract_id])[row.contract_id]
    covered = Instalment.objects.filter(invoices__invoice=row).order_by("pk").select_for_update(of=("self",))
    for one in covered:
        settle_instalment(one, contract.rate)
    settle_contract(contract)
