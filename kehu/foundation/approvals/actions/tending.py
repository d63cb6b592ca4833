"""What happens by itself: reminders, deadlines, and a successor for who has left or is away. Safe at any time, twice,
and killed anywhere: each request is one transaction that looks again at what there is to do.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.approvals import flow, telling
from kehu.foundation.approvals.models import Absence, Act, Approver, OnTimeout, Request, Step
from kehu.foundation.approvals.people import Seat
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

MOST = 5000


def tend(*, at: datetime | None = None) -> int:
    """See to every request that wants it at the moment `at`. Returns how many."""
    now = at or timezone.now()
    return sum(_tend(pk, now) for pk in _wanting(now))


def _wanting(now: datetime) -> list[UUID]:
    today = timezone.localdate(now)
    asked = Approver.objects.filter(step=OuterRef("pk"), state=Approver.State.ASKED)
    away = Absence.objects.filter(user=OuterRef("user"), since__lte=today, until__gte=today)
    gone = asked.filter(Q(user__is_active=False) | Q(Exists(away)))
    wanting = Q(remind_at__lte=now) | Q(due_at__lte=now) | Q(Exists(gone)) | ~Q(Exists(asked))
    steps = Step.objects.filter(wanting, state=Step.State.CURRENT, request__state=Request.State.WAITING)
    return list(steps.order_by("began_at", "pk").values_list("request_id", flat=True)[:MOST])


def _tend(request_id: UUID, now: datetime) -> bool:
    system = User.objects.system()
    try:
        with writing(by=system):
            if request := Request.objects.filter(pk=request_id).first():
                flow.hold_record(request)
            row = Request.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=request_id).first()
            step = flow.current_step(row) if row else None
            if row is None or step is None or row.state != Request.State.WAITING:
                return False
            changed = _replace(row, step)
            if step.due_at and step.due_at <= now:
                _due(row, step, system, now)
            elif step.remind_at and step.remind_at <= now:
                telling.remind(row, [one.user for one in flow.waiting(step)], step.remind_at)
                step.remind_at = None
                step.save(update_fields=["remind_at"])
            else:
                return changed
    except Refusal as refusal:
        _stop_clock(request_id, system, refusal.message)
    return True


def _replace(request: Request, step: Step) -> bool:
    """Who has left or is away gives his place to who stands in for him; a step without anybody is filled anew."""
    people = flow.people_of(request)
    new: list[Approver] = []
    for one in flow.waiting(step):
        seat = people.seat(one.user)
        if seat is not None and seat.user.pk == one.user_id:
            continue
        flow.answer(one, Approver.State.HANDED_ON)
        stand_ins = [Seat(seat.user, one.user)] if seat else people.administrators()
        new += [flow.ask(request, step, each) for each in stand_ins]
    if not flow.waiting(step):
        new += [flow.ask(request, step, one) for one in people.administrators()]
    if new:
        telling.ask(request, [one.user for one in new], by=request.asker)
    return bool(new)


def _due(request: Request, step: Step, system: User, now: datetime) -> None:
    """Nobody decided in time."""
    if step.on_timeout == OnTimeout.APPROVE:
        flow.note(request, Act.What.TIMED_OUT, system, step=step)
        flow.end(step, Step.State.APPROVED)
        flow.walk_on(request, system)
    elif step.on_timeout == OnTimeout.REJECT:
        flow.note(request, Act.What.TIMED_OUT, system, step=step)
        flow.finish(request, "rejected", system)
    else:
        if step.on_timeout == OnTimeout.ESCALATE:
            _escalate(request, step, system)
        else:
            telling.remind(request, [one.user for one in flow.waiting(step)], step.due_at or now)
        flow.set_clock(step, now)
        step.save(update_fields=["remind_at", "due_at"])


def _escalate(request: Request, step: Step, system: User) -> None:
    """Each who did not answer gives his place to his manager; whose line ends to the administrators."""
    people = flow.people_of(request)
    told: list[User] = []
    for one in flow.waiting(step):
        above = people.above(one.user)
        seat = people.seat(above) if above else None
        seats = [seat] if seat and seat.user.pk != one.user_id else people.administrators()
        others = [each for each in seats if each.user.pk != one.user_id]
        if not others:
            telling.remind(request, [one.user], step.due_at or timezone.now())
            continue
        flow.answer(one, Approver.State.HANDED_ON)
        for each in others:
            flow.ask(request, step, each)
            flow.note(request, Act.What.ESCALATED, system, step=step, to=each.user)
        told += [each.user for each in others]
    telling.ask(request, told, by=system)


def _stop_clock(request_id: UUID, system: User, why: str) -> None:
    """Its domain refused what would have happened by itself: people have to decide, and can read why."""
    with writing(by=system):
        row = Request.objects.select_for_update(no_key=True).get(pk=request_id)
        step = flow.current_step(row)
        if step is not None:
            step.remind_at = step.due_at = None
            step.save(update_fields=["remind_at", "due_at"])
            flow.note(row, Act.What.COMMENTED, system, step=step, text=why)
