"""The payment plan (回款计划): written as a whole, so that it adds up to the contract at every moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.contracts.derived import NOTHING, settle_contract, settle_instalment
from kehu.contracts.figures import splits
from kehu.contracts.models import Contract, Instalment, Milestone
from kehu.contracts.permissions import ContractVerb, ReceiptVerb
from kehu.contracts.queries.rates import at_home
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.ui.formats import show_money

MOST_ROWS = 240
PATTERNS = (*splits.MONTHS, "parts", "once")


class PlanRefused(Refusal):
    """The plan cannot be like this."""


@dataclass(frozen=True)
class Row:
    """A row of a plan as it is entered: an amount, a percentage, or neither for the rest. `id` is that of an instalment
    which is there already; `due_on` is left out where a milestone says when.
    """

    name: str
    due_on: date | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None
    milestone: Milestone | None = None
    days_after: int = 0
    id: UUID | None = None


def proposed(
    *, contract: Contract, pattern: str, first_on: date, count: int = 0, parts: Sequence[Decimal] = ()
) -> list[Row]:
    """Rows after a pattern: `once`; `parts` in percent (60, 30, 10), a month apart; or `monthly`, `quarterly`,
    `half_yearly` and `yearly`, `count` times or until the contract ends. Raises PlanRefused.
    """
    if pattern == "parts":
        if sum(parts) != splits.HUNDRED or any(part <= 0 for part in parts):
            raise PlanRefused(_("The parts are percentages that make 100 together."), field="parts")
        amounts = splits.amounts(contract.amount, contract.currency, [splits.Share(percent=part) for part in parts])
        days = splits.due_days(first_on, len(parts), 1)
        return [
            Row(name_of(place), day, amount, part)
            for place, (day, amount, part) in enumerate(zip(days, amounts, parts, strict=True))
        ]
    if pattern == "once":
        return [Row(_("Payment in full"), first_on, contract.amount, splits.HUNDRED)]
    months = splits.MONTHS.get(pattern)
    if months is None:
        raise PlanRefused(_("There is no such pattern."), field="pattern")
    if not count:
        count = splits.periods_between(first_on, contract.ends_on, months) if contract.ends_on else 12 // months
    if not 1 <= count <= MOST_ROWS:
        raise PlanRefused(_("A plan has up to %(number)s rows.") % {"number": MOST_ROWS}, field="count")
    amounts = splits.equal(contract.amount, contract.currency, count)
    days = splits.due_days(first_on, count, months)
    return [Row(name_of(place), day, amount) for place, (day, amount) in enumerate(zip(days, amounts, strict=True))]


def name_of(place: int) -> str:
    """How a row is called that nobody named; `place` counts from 0."""
    return _("Instalment %(number)s") % {"number": place + 1}


def write(*, contract: Contract, rows: list[Row], by: User, expected_version: int | None = None) -> list[Instalment]:
    """Put these rows in place of the plan. They add up to the contract; what came in on a row, was waived or stands on
    an invoice cannot fall below it, and such a row stays. Raises OutOfReach, PermissionMissing, Outdated, PlanRefused.
    """
    by.require(ContractVerb.EDIT)
    if len(rows) > MOST_ROWS:
        raise PlanRefused(_("A plan has up to %(number)s rows.") % {"number": MOST_ROWS}, field="rows")
    with writing(by=by):
        owner = editable(contract, by)
        if expected_version is not None and owner.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        amounts = _amounts(owner, rows)
        known = {one.pk: one for one in owner.instalments.select_for_update(of=("self",)).order_by("pk")}
        kept = {row.id for row in rows if row.id}
        if kept - known.keys():
            raise PlanRefused(_("Somebody else changed this in the meantime. Load it again to see the change."))
        for pk, one in known.items():
            if pk not in kept:
                _remove(one)
        made = []
        for place, (row, amount) in enumerate(zip(rows, amounts, strict=True)):
            one = known[row.id] if row.id else Instalment(contract=owner, currency=owner.currency)
            made.append(_lay(one, owner, row, amount, place))
        settle_contract(owner)
    return made


def write_first(contract: Contract, rows: list[Row]) -> None:
    """The rows of a contract that has no plan yet. Call it inside `writing`, with the contract locked."""
    for place, (row, amount) in enumerate(zip(rows, _amounts(contract, rows), strict=True)):
        _lay(Instalment(contract=contract, currency=contract.currency), contract, row, amount, place)
    settle_contract(contract)


def generate(
    *, contract: Contract, pattern: str, first_on: date, by: User, count: int = 0, parts: Sequence[Decimal] = ()
) -> list[Instalment]:
    """Write a plan after a pattern, in place of the one there is."""
    rows = proposed(contract=contract, pattern=pattern, first_on=first_on, count=count, parts=parts)
    return write(contract=contract, rows=rows, by=by)


def move(*, instalment: Instalment, by: User, **changes: Any) -> Instalment:
    """Another name or due day of one instalment; what would touch the sum is written with the whole plan."""
    by.require(ContractVerb.EDIT)
    if unknown := set(changes) - {"name", "due_on"}:
        raise PlanRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(instalment, by)
        row.name = str(changes.get("name", row.name)).strip()
        if not row.name:
            raise PlanRefused(_("Give it a name."), field="name")
        if "due_on" in changes and changes["due_on"] != row.due_on:
            if row.outstanding == 0:
                raise PlanRefused(_("This instalment is settled already."), field="due_on")
            row.due_on, row.level = changes["due_on"], 0
        row.save()
    return row


def waive(*, instalment: Instalment, reason: str, by: User) -> Instalment:
    """Give up what is still owed of an instalment; it stays in the plan. Waived again it changes nothing."""
    by.require(ReceiptVerb.CONFIRM)
    if not reason.strip():
        raise PlanRefused(_("Say why it is waived."), field="reason")
    with writing(by=by):
        contract = editable(instalment.contract, by)
        row = Instalment.objects.select_for_update(of=("self",)).get(pk=instalment.pk)
        if row.outstanding:
            row.waived, row.waived_reason = row.waived + row.outstanding, reason.strip()[:300]
            settle_instalment(row, contract.rate)
            settle_contract(contract)
    return row


def claim(*, instalment: Instalment, by: User) -> Instalment:
    """Owe again what was waived."""
    by.require(ReceiptVerb.CONFIRM)
    with writing(by=by):
        contract = editable(instalment.contract, by)
        row = Instalment.objects.select_for_update(of=("self",)).get(pk=instalment.pk)
        row.waived, row.waived_reason = NOTHING, ""
        settle_instalment(row, contract.rate)
        settle_contract(contract)
    return row


def follow(contract: Contract) -> None:
    """After the contract's amount changed: what is not settled of the plan is shared anew as it was shared before, so
    that the plan adds up again. Call it inside `writing`, with the contract locked. Raises PlanRefused where more came
    in, or stands on invoices, than is owed now.
    """
    rows = list(contract.instalments.select_for_update(of=("self",)).order_by("position", "pk"))
    if not rows:
        return
    fixed = sum((one.received + one.waived for one in rows), NOTHING)
    left = contract.amount - fixed
    if left < 0:
        raise PlanRefused(
            _("%(amount)s came in or was waived already; the contract cannot be worth less.")
            % {"amount": show_money(fixed, contract.currency)},
            field="amount",
        )
    open_rows = [one for one in rows if one.outstanding] or ([] if left == 0 else [_added(contract, len(rows))])
    shares = splits.in_proportion(left, contract.currency, [one.outstanding for one in open_rows]) if open_rows else []
    parts = dict(zip((one.pk for one in open_rows), shares, strict=True))
    for one in [*rows, *(row for row in open_rows if row not in rows)]:
        amount = one.received + one.waived + parts.get(one.pk, NOTHING)
        if one.amount != amount:
            one.percent = None
        one.amount, one.currency = amount, contract.currency
        _require_covered(one)
        one.outstanding = parts.get(one.pk, NOTHING)
        if one._state.adding:
            one.outstanding_home = at_home(one.outstanding, contract.rate)
            one.save(force_insert=True)
        settle_instalment(one, contract.rate)
    settle_contract(contract)


def require_whole(contract: Contract) -> None:
    """Raises PlanRefused where the plan does not add up to the contract; cannot happen through these actions."""
    total = sum(contract.instalments.values_list("amount", flat=True), NOTHING)
    if total != contract.amount:
        raise _unequal(contract.amount - total, contract)


def _added(contract: Contract, place: int) -> Instalment:
    return Instalment(contract=contract, currency=contract.currency, position=place, name=name_of(place))


def _amounts(contract: Contract, rows: list[Row]) -> list[Decimal]:
    for row in rows:
        if (row.amount is not None and row.amount < 0) or (row.percent is not None and row.percent < 0):
            raise PlanRefused(_("An amount is not negative."), field="rows")
    # What carries both was proposed from the percentage: the amount is what was seen and counts.
    shares = [splits.Share(row.amount, None if row.amount is not None else row.percent) for row in rows]
    try:
        return splits.amounts(contract.amount, contract.currency, shares) if rows else []
    except splits.TwoRests:
        raise PlanRefused(_("Only one row can take the rest."), field="rows") from None
    except splits.DoesNotSum as problem:
        raise _unequal(problem.difference, contract) from None


def _unequal(difference: Decimal, contract: Contract) -> PlanRefused:
    amount = show_money(abs(difference), contract.currency)
    if difference > 0:
        return PlanRefused(_("%(amount)s of the contract is in no instalment.") % {"amount": amount}, field="rows")
    return PlanRefused(_("The plan makes %(amount)s more than the contract.") % {"amount": amount}, field="rows")


def _lay(one: Instalment, contract: Contract, row: Row, amount: Decimal, place: int) -> Instalment:
    if row.milestone and row.milestone.contract_id != contract.pk:
        raise PlanRefused(_("This milestone is of another contract."), field="rows")
    due_on = due_by(row.milestone, row.days_after) if row.milestone else row.due_on
    if one.due_on != due_on:
        one.level = 0
    one.name, one.due_on, one.position = row.name.strip()[:200] or name_of(place), due_on, place
    one.milestone, one.days_after, one.percent = row.milestone, row.days_after, row.percent
    one.amount = amount
    if amount < one.received + one.waived:
        raise PlanRefused(
            _("“%(name)s”: %(amount)s came in or was waived already.")
            % {"name": one.name, "amount": show_money(one.received + one.waived, contract.currency)},
            field="rows",
        )
    _require_covered(one)
    one.outstanding = amount - one.received - one.waived
    if one._state.adding:
        one.save(force_insert=True)
    settle_instalment(one, contract.rate)
    return one


def due_by(milestone: Milestone, days_after: int) -> date | None:
    """So many days after the milestone was reached, or is to be."""
    day = milestone.done_on or milestone.due_on
    return day + timedelta(days=days_after) if day else None


def _require_covered(one: Instalment) -> None:
    if one.amount < one.invoiced:
        raise PlanRefused(
            _("“%(name)s”: %(amount)s stands on invoices.")
            % {"name": one.name, "amount": show_money(one.invoiced, one.currency)},
            field="rows",
        )


def _remove(one: Instalment) -> None:
    if one.received or one.waived or one.invoices.exists() or one.allocations.exists():
        raise PlanRefused(
            _("“%(name)s” cannot be removed: money came in or an invoice stands on it.") % {"name": one.name},
            field="rows",
        )
    one.delete()
