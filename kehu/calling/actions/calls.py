"""Working through a call list: taking the next one for oneself, and writing down how the call ended.

Nobody gets whom somebody else has. Taking locks the row and skips those that others are just taking; the lease then
holds until it is over or the call is written down. Whoever comes back before gets the same one again, so a browser
that died loses nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.calling.derived import recount
from kehu.calling.models import Call, CallEntry, CallList, Outcome
from kehu.calling.permissions import CallListVerb
from kehu.calling.queries import subjects
from kehu.customers.actions import consents, contact_points
from kehu.customers.models import Consent, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import interactions
from kehu.interactions.models import Interaction
from kehu.sales.actions import leads
from kehu.sales.models import Lead

State = CallEntry.State
LEASE = timedelta(minutes=10)
LATER = timedelta(minutes=30)
BUSY = timedelta(minutes=15)
PROMISE_HOLDS = timedelta(hours=1)  # then anybody keeps it
TRIED = 200  # entries looked at in one go, of which none may be called
AGAIN = {Outcome.NOT_REACHED, Outcome.BUSY, Outcome.LEFT_MESSAGE}
# What the interaction calls it.
SAID: dict[str, str] = {
    Outcome.REACHED: Interaction.Outcome.REACHED, Outcome.NOT_REACHED: Interaction.Outcome.NO_ANSWER,
    Outcome.BUSY: Interaction.Outcome.BUSY, Outcome.CALL_BACK: Interaction.Outcome.OPEN,
    Outcome.LEFT_MESSAGE: Interaction.Outcome.LEFT_MESSAGE, Outcome.WRONG_NUMBER: Interaction.Outcome.WRONG_NUMBER,
    Outcome.INTERESTED: Interaction.Outcome.INTERESTED, Outcome.NOT_INTERESTED: Interaction.Outcome.NOT_INTERESTED,
    Outcome.NO_CALLS: Interaction.Outcome.NOT_INTERESTED,
}  # fmt: skip


class CallRefused(Refusal):
    """The call cannot be written down like this."""


class NotYours(Refusal):
    """The entry is somebody else's by now, or the call is written down already."""


@dataclass(frozen=True)
class Result:
    """How a call ended: one of Outcome, what was said, when to call back, what is to be done next and until when."""

    outcome: str
    note: str = ""
    call_back_at: datetime | None = None
    next_step: str = ""
    next_on: date | None = None
    seconds: int | None = None


def take(*, call_list: CallList, by: User, at: datetime | None = None) -> CallEntry | None:
    """The one that `by` has already, else the next that is due, his for LEASE from now on. None if there is none now.

    Who must not be called is put aside on the way, with the reason; who does not like this hour comes later. Raises
    PermissionMissing, Http404 for a list out of sight, CallRefused for one that is closed.
    """
    now = at or timezone.now()
    with writing(by=by):
        row = _open_list(call_list, by)
        found = _mine(row, by) or _next(row, by, now)
        if found:
            CallEntry.objects.filter(pk=found.pk).update(leased_by=by, leased_until=now + LEASE)
            found.leased_by, found.leased_until = by, now + LEASE
    return found


def renew(*, entry: CallEntry, by: User, at: datetime | None = None) -> bool:
    """Hold it longer, while the call goes on. False if somebody else has it by now."""
    by.require(CallListVerb.WORK)
    with writing(by=by):
        mine = CallEntry.objects.filter(pk=entry.pk, leased_by=by, state=State.WAITING)
        return bool(mine.update(leased_until=(at or timezone.now()) + LEASE))


def put_off(*, entry: CallEntry, by: User, at: datetime | None = None) -> None:
    """Not now: it comes again in half an hour, to whoever is free then."""
    with writing(by=by):
        row = _held(entry, by, entry.attempts)
        _release(row, not_before=(at or timezone.now()) + LATER)
        row.save()


def settle(*, entry: CallEntry, result: Result, attempt: int, by: User, at: datetime | None = None) -> Call:
    """Write the call down: with the customer or the lead, and in the list. `attempt` is the number of attempts that the
    caller saw: what is sent twice is written once.

    Raises NotYours, CallRefused naming its field, and what logging a call raises.
    """
    now = at or timezone.now()
    if result.outcome not in Outcome.values:
        raise CallRefused(_("Say how the call ended."), field="outcome")
    if result.outcome == Outcome.CALL_BACK and (result.call_back_at is None or result.call_back_at <= now):
        raise CallRefused(_("Say when to call back; it lies ahead."), field="call_back_at")
    with writing(by=by):
        row = _held(entry, by, attempt)
        written = _tell_lead(row, result, by, now) if row.lead else _tell_customer(row, result, by, now)
        call = Call.objects.create(
            call_list_id=row.call_list_id, entry=row, outcome=result.outcome, at=now, by=by, **written
        )
        _move_on(row, result, by, now)
        recount([row.call_list_id])
    return call


def _open_list(call_list: CallList, by: User) -> CallList:
    by.require(CallListVerb.WORK)
    row: CallList | None = CallList.objects.visible_to(by).filter(pk=call_list.pk).first()
    if row is None:
        raise Http404
    if not row.is_open:
        raise CallRefused(_("This call list is closed."))
    return row


def _rows(call_list: CallList, by: User) -> QuerySet[Any]:
    rows = CallEntry.objects.filter(subjects.workable_by(by, call_list.kind), call_list=call_list, state=State.WAITING)
    return rows.select_for_update(skip_locked=True, of=("self",))


def _mine(call_list: CallList, by: User) -> CallEntry | None:
    """Even if the lease is over: as long as nobody else took it, what he typed is still for it."""
    return _rows(call_list, by).filter(leased_by=by).order_by("leased_until", "pk").first()


def _next(call_list: CallList, by: User, now: datetime) -> CallEntry | None:
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    free = Q(leased_by__isnull=True) | Q(leased_until__lte=now)
    promised = Q(promised_by__isnull=True) | Q(promised_by=by) | Q(not_before__lte=now - PROMISE_HOLDS)
    rows = _rows(call_list, by).filter(due, free, promised)
    rows = rows.order_by(F("not_before").asc(nulls_last=True), "attempts", "position", "pk")
    for _try in range(TRIED):
        found: CallEntry | None = rows.first()
        if found is None:
            return None
        if why := subjects.hindrance(found, call_list.purpose, now):
            found.state, found.reason = State.BLOCKED, why[:200]
            _release(found)
            found.save()
            recount([call_list.pk])
        elif not subjects.suits_hour(found, now):
            _release(found, not_before=now + LATER, promised_by=found.promised_by)
            found.save()
        else:
            return found
    return None


def _held(entry: CallEntry, by: User, attempt: int) -> CallEntry:
    by.require(CallListVerb.WORK)
    rows = CallEntry.objects.visible_to(by).filter(pk=entry.pk).select_for_update(of=("self",))
    row: CallEntry | None = rows.select_related("call_list", "customer", "lead", "opportunity").first()
    if row is None:
        raise Http404
    if row.leased_by_id != by.pk or row.state != State.WAITING or row.attempts != attempt:
        raise NotYours(_("This call is written down already, or somebody else has the entry by now."))
    return row


def _release(row: CallEntry, not_before: datetime | None = None, promised_by: User | None = None) -> None:
    row.leased_by, row.leased_until, row.not_before, row.promised_by = None, None, not_before, promised_by


def _move_on(row: CallEntry, result: Result, by: User, now: datetime) -> None:
    row.attempts, row.outcome = row.attempts + 1, result.outcome
    if result.outcome == Outcome.CALL_BACK:
        _release(row, result.call_back_at, by)
    elif result.outcome in AGAIN and row.attempts < row.call_list.most_attempts:
        wait = BUSY if result.outcome == Outcome.BUSY else timedelta(minutes=row.call_list.retry_minutes)
        _release(row, now + wait)
    else:
        row.state = State.GIVEN_UP if result.outcome in AGAIN else State.DONE
        _release(row)
    row.save()


def _tell_customer(row: CallEntry, result: Result, by: User, now: datetime) -> dict[str, Any]:
    assert row.customer is not None
    about = row.opportunity
    points = subjects.phone_points(row)
    step = result.next_step
    follow_up = interactions.FollowUp(step, _noon(result.next_on), all_day=True) if step else None
    written = interactions.log(
        customer=row.customer, kind=Interaction.Kind.CALL, by=by, started_at=now, body=result.note,
        subject=row.call_list.name, outcome=SAID[result.outcome], duration_seconds=result.seconds,
        contact=about.contact if about else None, follow_up=follow_up, related_key="opportunity" if about else "",
        related_id=about.pk if about else None,
    )  # fmt: skip
    if result.outcome == Outcome.WRONG_NUMBER and points and _may_edit(row.customer, by):
        contact_points.mark_invalid(contact_point=points[0], by=by, at=now)
    if result.outcome == Outcome.NO_CALLS:
        said: dict[str, Any] = {"channel": "phone", "source": _("a call"), "by": by, "at": now}
        for purpose in sorted({row.call_list.purpose, str(Consent.Purpose.MARKETING)}):
            consents.withdraw(customer=row.customer, purpose=purpose, **said)
    return {"interaction": written}


def _tell_lead(row: CallEntry, result: Result, by: User, now: datetime) -> dict[str, Any]:
    assert row.lead is not None
    label = str(Outcome(result.outcome).label)
    text = f"{label}. {result.note}" if result.note else label
    written = leads.touch(lead=row.lead, kind="call", body=text, by=by, at=now)
    if result.next_step:
        step = {"next_step": result.next_step, "next_step_on": result.next_on}
        leads.update(lead=row.lead, changes=step, by=by)
    if result.outcome in (Outcome.NOT_INTERESTED, Outcome.NO_CALLS):
        leads.discard(lead=row.lead, reason=Lead.DiscardReason.NO_NEED, by=by, at=now)
    return {"touch": written}


def _may_edit(customer: Customer, by: User) -> bool:
    return by.may("customer.edit") and Customer.objects.editable_by(by).filter(pk=customer.pk).exists()


def _noon(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or timezone.localdate() + timedelta(days=7), time(12)))
