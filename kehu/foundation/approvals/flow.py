"""How a request goes from step to step. Everything here runs inside `writing`, with the row of the request locked.

While a request is waiting exactly one step of it is current; a constraint of the database holds that, too. Positions
are handed out in the order in which steps are or will be gone through, also when some are gone through again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone

from kehu.foundation.access.models import Role, User
from kehu.foundation.approvals import subjects, telling
from kehu.foundation.approvals.events import ApprovalDecided
from kehu.foundation.approvals.models import Act, Approver, By, Mode, Request, Step
from kehu.foundation.approvals.people import People, Seat
from kehu.foundation.approvals.routing import RuleDraft, StepDraft
from kehu.foundation.approvals.subjects import Outcome
from kehu.foundation.company.calendar import add_working_time
from kehu.foundation.events.bus import publish
from kehu.foundation.objects import registry

What = Act.What
_COPIED = ("name", "mode", "origin", "spec", "remind_after", "hours", "on_timeout")


def locked(request: Request) -> Request:
    """The row as it stands now, locked until the transaction ends: of two who decide at once one is the second."""
    hold_record(request)
    return Request.objects.select_for_update(no_key=True).select_related(None).get(pk=request.pk)


def hold_record(request: Request) -> None:
    """Lock the record it is about before the request itself. Domains hold their record when they ask or call off, and
    change it when they hear of the decision: taken in this one order, the locks never wait for each other in a circle.
    """
    kind = registry.find(request.object_key)
    if kind is not None:
        rows = kind.model_class._base_manager.select_for_update(no_key=True).filter(pk=request.record_id)
        list(rows.values_list("pk"))


def people_of(request: Request) -> People:
    return People(request.asker, request.allows_own)


def note(request: Request, what: str, by: User, *, step: Step | None = None, to: User | None = None,
         text: str = "") -> Act:  # fmt: skip
    return Act.objects.create(request=request, step=step, by=by, what=what, to=to, note=text, at=timezone.now())


def current_step(request: Request) -> Step | None:
    return request.steps.filter(state=Step.State.CURRENT).first()


def last_position(request: Request) -> int:
    return request.steps.aggregate(last=Max("position"))["last"] or 0


# -- laying out the way ------------------------------------------------------------------------------------------------


def lay_out(request: Request, rule: RuleDraft) -> None:
    """The steps of a rule, after those that are there already."""
    place = last_position(request)
    drafts = [one for step in rule.steps for one in _one_by_one(step, people_of(request))]
    Step.objects.bulk_create(
        Step(
            request=request, position=place + number, name=_name_of(one), mode=one.mode, spec=one.spec,
            remind_after=one.remind_after, hours=one.hours, on_timeout=one.on_timeout,
        )
        for number, one in enumerate(drafts, 1)
    )  # fmt: skip


def _one_by_one(step: StepDraft, people: People) -> list[StepDraft]:
    """Managers one after the other become a step each."""
    if step.by != By.MANAGERS:
        return [step]
    return [replace(step, by=By.USERS, users=(one.pk,), mode=Mode.ALL) for one in people.managers(step.levels)] or [
        replace(step, by=By.MANAGER, levels=1)
    ]


def _name_of(step: StepDraft) -> str:
    """Of people their names, of a role its own; others are found only when their turn comes."""
    if step.by == By.USERS:
        names = list(User.objects.filter(pk__in=step.users).order_by("name", "pk").values_list("name", flat=True))
        return ", ".join(names)[:120]
    if step.by == By.ROLE:
        return Role.objects.filter(pk=step.role).values_list("name", flat=True).first() or ""
    return ""


def insert(request: Request, position: int, **fields: Any) -> Step:
    """A step at this position; those that were there or behind move one on."""
    request.steps.filter(position__gte=position).update(position=F("position") + 1)
    return Step.objects.create(request=request, position=position, **fields)


def go_again(request: Request, done: Sequence[Step]) -> None:
    """Steps that were gone through, and after them those to come, in new rows behind everything that was. The old rows
    stay as they ended and count no longer.
    """
    ahead = list(request.steps.filter(state=Step.State.AHEAD).order_by("position", "pk"))
    place = last_position(request)
    Step.objects.bulk_create(
        Step(request=request, position=place + number, **{key: getattr(one, key) for key in _COPIED})
        for number, one in enumerate((*done, *ahead), 1)
    )
    request.steps.filter(pk__in=[one.pk for one in done]).update(is_void=True)
    _take_out(request, ahead)


def forget_way(request: Request) -> None:
    """Nothing of the way so far counts any more, and nothing of what was to come will be asked."""
    ahead = list(request.steps.filter(state=Step.State.AHEAD))
    _take_out(request, ahead)
    request.steps.exclude(pk__in=[one.pk for one in ahead]).update(is_void=True)


def _take_out(request: Request, ahead: Sequence[Step]) -> None:
    """Steps to come that will not come; where somebody answered already (it was put off) the row stays."""
    rows = request.steps.filter(pk__in=[one.pk for one in ahead])
    rows.filter(approvers__isnull=True).delete()
    Approver.objects.filter(step__in=rows, state=Approver.State.ASKED).update(
        state=Approver.State.SKIPPED, waiting_in=None
    )
    rows.update(state=Step.State.SKIPPED, is_void=True)


# -- walking on --------------------------------------------------------------------------------------------------------


def walk_on(request: Request, by: User) -> None:
    """Make the next step current that somebody has to decide; without any left the request is approved."""
    while True:
        step = request.steps.filter(state=Step.State.AHEAD).order_by("position", "pk").first()
        if step is None:
            finish(request, "approved", by)
            return
        begin(request, step, by)
        if not _fulfilled(step):
            return
        end(step, Step.State.APPROVED)


def begin(request: Request, step: Step, by: User) -> None:
    """Whoever was asked in it already (it was put off for a signer) stays asked; else its people are looked up now."""
    now = timezone.now()
    step.state, step.began_at, step.ended_at = Step.State.CURRENT, now, None
    set_clock(step, now)
    step.save()
    if not step.approvers.exists():
        for seat in people_of(request).seats(step.spec):
            ask(request, step, seat)
    else:
        step.approvers.filter(state=Approver.State.ASKED).update(waiting_in=request)
    _spare_repeated(request, step)
    telling.ask(request, [one.user for one in waiting(step)], by=by)


def set_clock(step: Step, now: datetime) -> None:
    step.remind_at = add_working_time(now, step.remind_after) if step.remind_after else None
    step.due_at = add_working_time(now, step.hours) if step.hours else None


def ask(request: Request, step: Step, seat: Seat) -> Approver:
    """Ask somebody in a step, now if it is the current one. Who is asked in it already is not asked twice."""
    found = step.approvers.filter(user=seat.user, state=Approver.State.ASKED).first()
    if found:
        return found
    waits = request if step.state == Step.State.CURRENT else None
    made = Approver.objects.create(
        step=step, request=request, user=seat.user, instead_of=seat.instead_of, waiting_in=waits
    )
    if seat.instead_of is not None:
        note(request, What.STOOD_IN, seat.instead_of, step=step, to=seat.user)
    return made


def waiting(step: Step) -> list[Approver]:
    return list(step.approvers.filter(state=Approver.State.ASKED).select_related("user").order_by("created_at", "pk"))


def answer(approver: Approver, state: str, text: str = "") -> None:
    approver.state, approver.answered_at, approver.note, approver.waiting_in = state, timezone.now(), text, None
    approver.save(update_fields=["state", "answered_at", "note", "waiting_in"])


def settle(request: Request, step: Step, by: User) -> None:
    """After an approval: walk on if the step has what it needs."""
    if _fulfilled(step):
        end(step, Step.State.APPROVED)
        walk_on(request, by)


def end(step: Step, state: str) -> None:
    """Who was not heard need not answer any more."""
    step.approvers.filter(state=Approver.State.ASKED).update(
        state=Approver.State.SKIPPED, waiting_in=None, answered_at=timezone.now()
    )
    step.state, step.ended_at, step.remind_at, step.due_at = state, timezone.now(), None, None
    step.save(update_fields=["state", "ended_at", "remind_at", "due_at"])


def put_off(step: Step) -> None:
    """Back among the steps to come, with the answers it has; who is asked in it waits no longer."""
    step.approvers.filter(state=Approver.State.ASKED).update(waiting_in=None)
    step.state, step.remind_at, step.due_at = Step.State.AHEAD, None, None
    step.save(update_fields=["state", "remind_at", "due_at"])


def finish(request: Request, outcome: Outcome, by: User) -> None:
    """The end of a request: its domain hears of it first, so that what it refuses is not decided at all."""
    for step in request.steps.filter(state__in=(Step.State.AHEAD, Step.State.CURRENT)):
        ended = {"rejected": Step.State.REJECTED}.get(outcome, Step.State.SKIPPED)
        end(step, ended if step.state == Step.State.CURRENT else Step.State.SKIPPED)
    request.state, request.decided_at, request.decided_by = outcome, timezone.now(), by
    request.comes_back_to = None
    request.save(update_fields=["state", "decided_at", "decided_by", "comes_back_to"])
    subject = subjects.find(request.subject)
    if subject is not None:
        subject.decided(request.record_id, outcome, by)
    publish(ApprovalDecided(request.pk, request.subject, request.object_key, request.record_id, outcome), by=by.pk)
    telling.decided(request, by=by)


def approved_by(request: Request) -> set[UUID]:
    """Who has approved what still counts."""
    counting = request.approvers.filter(state=Approver.State.APPROVED, step__is_void=False)
    return set(counting.values_list("user_id", flat=True))


def _fulfilled(step: Step) -> bool:
    states = set(step.approvers.values_list("state", flat=True))
    if step.mode == Mode.ANY:
        return Approver.State.APPROVED in states
    return Approver.State.ASKED not in states and Approver.State.APPROVED in states


def _spare_repeated(request: Request, step: Step) -> None:
    """Who approved an earlier step is not asked again, unless a colleague wanted him in this one."""
    if not request.skips_repeated or step.origin != Step.Origin.RULE:
        return
    before = approved_by(request)
    for one in waiting(step):
        if one.user_id in before:
            answer(one, Approver.State.APPROVED)
            note(request, What.REPEATED, one.user, step=step)
