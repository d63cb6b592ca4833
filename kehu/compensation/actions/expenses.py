"""Claiming expenses: a claim, its lines, and its way to the money."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.compensation import events
from kehu.compensation.actions import receipts
from kehu.compensation.arithmetic.limits import beyond
from kehu.compensation.arithmetic.rounding import cents
from kehu.compensation.models import ExpenseClaim, ExpenseLine
from kehu.compensation.permissions import ExpenseVerb
from kehu.compensation.queries import limits
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.approvals.actions import requests
from kehu.foundation.approvals.queries import requests as asked
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.formats import show_money
from kehu.interactions.models import Visit
from kehu.sales.models import Opportunity

SUBJECT = "expense.claim"
MOST = 10**9
State = ExpenseClaim.State
EDITABLE = {
    "day", "category", "description", "amount", "currency", "over_reason", "city", "distance_km", "route", "customer",
    "opportunity", "visit",
}  # fmt: skip


class ExpenseRefused(Refusal):
    """The claim or its line cannot be like this."""


def create_claim(*, title: str, by: User) -> ExpenseClaim:
    """An empty draft. Raises PermissionMissing, ExpenseRefused."""
    by.require(ExpenseVerb.CLAIM)
    if not title.strip():
        raise ExpenseRefused(_("Give the claim a title."), field="title")
    with writing(by=by):
        return ExpenseClaim.objects.create(title=title.strip()[:200], claimant=by)


def rename(*, claim: ExpenseClaim, title: str, by: User) -> ExpenseClaim:
    by.require(ExpenseVerb.CLAIM)
    if not title.strip():
        raise ExpenseRefused(_("Give the claim a title."), field="title")
    with writing(by=by):
        row = _open_claim(claim, by)
        row.title = title.strip()[:200]
        row.save(update_fields=["title", "updated_at"])
    return row


def draft_of(*, by: User, day: date) -> ExpenseClaim:
    """The person's latest draft, or a new one named after the month: where a quick expense goes."""
    by.require(ExpenseVerb.CLAIM)
    drafts = ExpenseClaim.objects.filter(claimant=by, state=State.DRAFT)
    found: ExpenseClaim | None = drafts.order_by("-created_at", "-pk").first()
    return found or create_claim(title=_("Expenses %(month)s") % {"month": f"{day:%Y-%m}"}, by=by)


def add_line(
    *, by: User, claim: ExpenseClaim | None = None, receipt: UploadedFile | None = None, **given: Any
) -> ExpenseLine:
    """A line of a claim, or of the person's draft. Keywords are those of `EDITABLE`. Raises OutOfReach, a Refusal."""
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row = ExpenseLine(currency=given.pop("currency", "") or Company.objects.current().currency)
        row.claim = _open_claim(claim or draft_of(by=by, day=given.get("day") or timezone.localdate()), by)
        _set(row, given, by)
        row.receipt = receipts.keep(claim=row.claim, upload=receipt, by=by) if receipt else None
        row.save(force_insert=True)
        _settle(row)
        _sum(row.claim)
    return row


def change_line(
    *, line: ExpenseLine, changes: dict[str, Any], by: User, receipt: UploadedFile | None = None
) -> ExpenseLine:
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row: ExpenseLine = editable(line, by)
        _open_claim(row.claim, by)
        former = (row.category_id, row.day)
        _set(row, changes, by)
        if receipt:
            row.receipt = receipts.keep(claim=row.claim, upload=receipt, by=by)
        row.save()
        _settle(row, former)
        _sum(row.claim)
    return row


def remove_line(*, line: ExpenseLine, by: User) -> None:
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row: ExpenseLine = editable(line, by)
        claim = _open_claim(row.claim, by)
        rest = claim.lines.filter(category=row.category, day=row.day).exclude(pk=row.pk).first()
        row.delete()
        if rest:
            _settle(rest)
        _sum(claim)


def discard(*, claim: ExpenseClaim, by: User) -> None:
    """Delete a claim that was not handed in."""
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row = editable(claim, by)
        if row.state != State.DRAFT:
            raise ExpenseRefused(_("Only a draft can be thrown away."))
        row.delete()


def submit(*, claim: ExpenseClaim, by: User, at: datetime | None = None) -> ExpenseClaim:
    """Hand the claim in. Raises ExpenseRefused where a receipt or a reason is missing."""
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row = _open_claim(claim, by)
        if trouble := next(iter(missing(row)), ""):
            raise ExpenseRefused(trouble)
        row.state, row.submitted_at = State.SUBMITTED, at or timezone.now()
        row.decided_at, row.decided_by, row.decision_note = None, None, ""
        row.save()
        requests.ask(subject=SUBJECT, record_id=row.pk, title=row.title, by=by)
        publish(events.ExpensesSubmitted(row.pk, row.claimant_id), by=by.pk)
    return row


def take_back(*, claim: ExpenseClaim, by: User) -> ExpenseClaim:
    """Make a draft again of what nobody has decided about yet."""
    by.require(ExpenseVerb.CLAIM)
    with writing(by=by):
        row = editable(claim, by)
        if row.state != State.SUBMITTED:
            raise ExpenseRefused(_("Only what waits for a decision can be taken back."))
        row.state, row.submitted_at = State.DRAFT, None
        row.save()
        requests.call_off(object_key="expense_claim", record_id=row.pk, by=by)
    return row


def decide(*, claim: ExpenseClaim, approve: bool, by: User, note: str = "", at: datetime | None = None) -> ExpenseClaim:
    """Approve what was handed in, or send it back with a reason. Nobody decides about his own."""
    by.require(ExpenseVerb.APPROVE)
    if not approve and not note.strip():
        raise ExpenseRefused(_("Say what is wrong with it."), field="note")
    with writing(by=by):
        row = _locked(claim)
        if row.claimant_id == by.pk:
            raise ExpenseRefused(_("Somebody else decides about your own expenses."))
        if row.state != State.SUBMITTED:
            raise ExpenseRefused(_("This claim does not wait for a decision."))
        if asked.open_for("expense_claim", row.pk):
            raise ExpenseRefused(_("A rule of the company asks others for this: it is decided in its approval."))
        _decided(row, approve, note.strip(), by, at or timezone.now())
    return row


def settle(record_id: UUID, outcome: str, by: User) -> None:
    """What an approval that ended does to the claim it was asked for."""
    row = ExpenseClaim.objects.select_for_update(no_key=True, of=("self",)).filter(pk=record_id).first()
    if row is None or row.state != State.SUBMITTED:
        return
    with writing(by=by):
        if outcome == "withdrawn":
            row.state, row.submitted_at = State.DRAFT, None
            row.save()
        else:
            note = "" if outcome == "approved" else _("It was rejected; its approval says why.")
            _decided(row, outcome == "approved", note, by, timezone.now())


def facts_of(claim: ExpenseClaim) -> dict[str, Any]:
    """What rules of approval may ask of a claim."""
    sums = claim.lines.aggregate(over=Sum("over_home"), highest=Max("amount_home"))
    without = claim.lines.filter(receipt=None, category__kind="amount").exists()
    return {
        "amount": claim.total_home, "over": sums["over"] or Decimal(0), "highest": sums["highest"] or Decimal(0),
        "without_receipt": without, "currency": Company.objects.current().currency,
    }  # fmt: skip


def _decided(row: ExpenseClaim, approve: bool, note: str, by: User, at: datetime) -> None:
    row.state = State.APPROVED if approve else State.RETURNED
    row.decided_at, row.decided_by, row.decision_note = at, by, note
    row.save()
    publish(events.ExpensesDecided(row.pk, row.claimant_id, approve), by=by.pk)
    if row.claimant_id != by.pk:
        approved = gettext_noop("Your expenses “%(title)s” are approved.")
        back = gettext_noop("Your expenses “%(title)s” came back.")
        notices.tell(
            users=[row.claimant], kind=Notice.Kind.SYSTEM, message=approved if approve else back,
            params={"title": row.title}, url=registry.address("expense_claim", row.pk),
        )  # fmt: skip


def pay(*, claim: ExpenseClaim, by: User, on: date | None = None, reference: str = "") -> ExpenseClaim:
    """Note that the money was paid out; again changes nothing."""
    by.require(ExpenseVerb.PAY)
    with writing(by=by):
        row = _locked(claim)
        if row.state == State.PAID:
            return row
        if row.state != State.APPROVED:
            raise ExpenseRefused(_("Only approved expenses are paid."))
        row.state, row.paid_on, row.paid_by = State.PAID, on or timezone.localdate(), by
        row.payment_reference = reference.strip()
        row.save()
        publish(events.ExpensesPaid(row.pk, row.claimant_id), by=by.pk)
    return row


def missing(claim: ExpenseClaim) -> list[str]:
    """What keeps the claim from being handed in, in sentences."""
    lines = list(claim.lines.select_related("category").order_by("day", "pk"))
    if not lines:
        return [_("There is nothing in it yet.")]
    found = []
    for one in lines:
        words = {"line": str(one), "limit": show_money(one.over_home, Company.objects.current().currency)}
        above = one.category.receipt_above
        if above is not None and one.amount_home > above and one.receipt_id is None:
            found.append(_("“%(line)s” needs its receipt.") % words)
        if one.over_home and not one.over_reason:
            found.append(_("“%(line)s” is %(limit)s over the limit of the day: say why.") % words)
    return found


def _open_claim(claim: ExpenseClaim, by: User) -> ExpenseClaim:
    row: ExpenseClaim = editable(claim, by)
    if not row.may_be_written:
        raise ExpenseRefused(_("The claim was handed in; take it back to change it."))
    return row


def _locked(claim: ExpenseClaim) -> ExpenseClaim:
    return ExpenseClaim.objects.select_for_update(no_key=True, of=("self",)).get(pk=claim.pk)


def _set(row: ExpenseLine, given: dict[str, Any], by: User) -> None:
    if unknown := set(given) - EDITABLE:
        raise ExpenseRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    for key, value in given.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    if row.category_id is None:
        raise ExpenseRefused(_("Choose a category."), field="category")
    _relate(row, given, by)
    _value(row)


def _relate(row: ExpenseLine, given: dict[str, Any], by: User) -> None:
    """What it was spent for. A visit brings its customer along, and so does an opportunity."""
    doors = (("visit", Visit), ("opportunity", Opportunity), ("customer", Customer))
    for key, model in doors:
        wanted = given.get(key)
        if wanted is not None and not model.objects.visible_to(by).filter(pk=wanted.pk).exists():  # type: ignore[attr-defined]
            raise ExpenseRefused(_("There is no such record that you may see."), field=key)
    source = row.opportunity or row.visit
    if row.customer_id is None and source is not None:
        row.customer_id = source.customer_id
    if row.opportunity and row.customer_id != row.opportunity.customer_id:
        raise ExpenseRefused(_("This opportunity is of another customer."), field="opportunity")


def _value(row: ExpenseLine) -> None:
    """What a drive is worth, and the amount in the company's currency at the rate of its day."""
    home = Company.objects.current().currency
    limit = limits.limit_on(row.category, row.city, row.day)
    if row.category.is_distance:
        if not row.distance_km or row.distance_km <= 0:
            raise ExpenseRefused(_("Say how many kilometres it was."), field="distance_km")
        if limit.per_km is None:
            raise ExpenseRefused(_("There is no rate for a kilometre on that day yet."), field="distance_km")
        row.currency, row.amount = home, cents(row.distance_km * limit.per_km)
    else:
        row.distance_km = None
    if row.amount is None or row.amount <= 0:
        raise ExpenseRefused(_("Say what it cost."), field="amount")
    row.currency = row.currency.upper()
    rate = rate_on(row.currency, row.day)
    if rate is None:
        words = {"currency": row.currency}
        raise ExpenseRefused(_("There is no exchange rate for %(currency)s on that day.") % words, field="currency")
    row.rate, row.amount_home = rate, cents(row.amount * rate)
    if row.amount_home > MOST:
        raise ExpenseRefused(_("This is more than one expense can be."), field="amount")


def _settle(row: ExpenseLine, *before: tuple[Any, date]) -> None:
    """What is over the limits of its day, and of those it had `before`: (category, day). Lines count in the order in
    which they were written, those that were handed in first and unchanged.
    """
    for category, day in {(row.category_id, row.day), *before}:
        lines = ExpenseLine.objects.filter(claim__claimant=row.claim.claimant_id, category=category, day=day)
        others = Decimal(0)
        for one in sorted(
            lines.select_related("claim", "category"), key=lambda line: (line.claim.may_be_written, line.pk)
        ):
            most = limits.limit_on(one.category, one.city, day).most
            over = beyond(one.amount_home, others, most)
            if one.claim.may_be_written and over != one.over_home:
                ExpenseLine.objects.filter(pk=one.pk).update(over_home=over)
            others += one.amount_home
    row.refresh_from_db(fields=["over_home"])


def _sum(claim: ExpenseClaim) -> None:
    total = claim.lines.aggregate(total=Sum("amount_home"))["total"] or Decimal(0)
    ExpenseClaim.objects.filter(pk=claim.pk).update(total_home=total, updated_at=timezone.now())
