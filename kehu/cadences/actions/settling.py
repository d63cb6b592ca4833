"""Bringing enrolments in line with what became of their records and of their tasks.

Everything is read from facts, so it may be asked for any number of times, by handlers that were told of something and
by the sweep that looks after what nobody was told of.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kehu.cadences.actions import ending, going_on, pausing
from kehu.cadences.models import LIVE, Enrolment, StepTaken
from kehu.cadences.queries import stopping
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.interactions.actions import activity
from kehu.interactions.events import TasksAssigned
from kehu.interactions.models import Task

BATCH = 200
State = StepTaken.State


def settle(which: Q, *, new_owner_too: bool = True) -> int:
    """Look at the live enrolments that `which` means, in batches of a transaction each. Returns how many there were.
    Without `new_owner_too` those that changed hands go on whatever their cadence says.
    """
    after: UUID | None = None
    seen = 0
    while batch := _next(which, after):
        with writing(by=User.objects.system()):
            rows = [row for row in going_on.locked(batch) if row.is_live]
            _settle(rows, new_owner_too)
        seen += len(batch)
        after = batch[-1]
    return seen


def _next(which: Q, after: UUID | None) -> list[UUID]:
    rows = Enrolment.objects.filter(which, state__in=LIVE)
    rows = rows.filter(pk__gt=after) if after else rows
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH])


def _settle(rows: list[Enrolment], new_owner_too: bool) -> None:
    system = User.objects.system()
    why = stopping.reasons(rows, new_owner_too=new_owner_too)
    ending.stop([row for row in rows if row.pk in why], why, by=system)
    live = [row for row in rows if row.pk not in why]
    _follow_owners(live, system)
    pausing.wake([row for row in live if row.state == Enrolment.State.PAUSED])
    _follow_tasks([row for row in live if row.state == Enrolment.State.ACTIVE], system)


def _follow_owners(rows: Sequence[Enrolment], by: User) -> None:
    """With another owner of the record it is he who does the steps."""
    heirs = {row.pk: owner for row in rows if (owner := row.record.owner_id) and owner != row.owner_id}
    moved = {row.pk: row for row in rows if row.pk in heirs}
    tasks = Task.objects.filter(cadence_step__enrolment__in=heirs, state=Task.State.OPEN).order_by("pk")
    given: dict[UUID, list[UUID]] = {}
    for task_id, assignee, enrolment in tasks.values_list("pk", "assignee", "cadence_step__enrolment"):
        if assignee == moved[enrolment].owner_id:
            given.setdefault(heirs[enrolment], []).append(task_id)
    for heir, ids in given.items():
        Task.objects.filter(pk__in=ids).update(assignee=heir)
        publish(TasksAssigned(ids, heir, None), by=by.pk)
    for row in moved.values():
        row.owner_id = heirs[row.pk]
    Enrolment.objects.bulk_update(moved.values(), ["owner"], batch_size=500)


def _follow_tasks(rows: Sequence[Enrolment], by: User) -> None:
    """What was done or called off brings the next step; what was moved is due then."""
    known = {row.pk: row for row in rows}
    taken = StepTaken.objects.filter(enrolment__in=known, state=State.OPEN).select_related("task")
    waiting: dict[datetime, list[Enrolment]] = {}
    moved, closed, with_step = [], [], set()
    for one in taken:
        row, task = known[one.enrolment_id], one.task
        with_step.add(row.pk)
        if task is not None and task.is_open:
            if row.due_at != task.due_at:
                row.due_at = task.due_at
                moved.append(row)
            continue
        one.state = State.DONE if task is not None and task.state == Task.State.DONE else State.SKIPPED
        one.at = task.closed_at if task is not None else timezone.now()
        closed.append(one)
        waiting.setdefault(one.at or timezone.now(), []).append(row)
    StepTaken.objects.bulk_update(closed, ["state", "at"], batch_size=500)
    Enrolment.objects.bulk_update(moved, ["due_at"], batch_size=500)
    for row in rows:
        if row.pk not in with_step:
            waiting.setdefault(timezone.now(), []).append(row)
    for after, those in waiting.items():
        going_on.go_on(those, after=after, by=by)


def reopened(task_ids: Iterable[UUID]) -> int:
    """A step is to be done after all: the one that came after it goes again, if nobody touched it."""
    rows = StepTaken.objects.filter(task__in=list(task_ids), task__state=Task.State.OPEN).exclude(state=State.OPEN)
    found = list(rows.filter(enrolment__state__in=["active", "finished"]).values_list("pk", "enrolment_id"))
    for pk, enrolment_id in sorted(found):
        with writing(by=User.objects.system()):
            for row in going_on.locked([enrolment_id]):
                _take_back(row, pk)
    return len(found)


def _take_back(row: Enrolment, taken_id: UUID) -> None:
    one = StepTaken.objects.filter(pk=taken_id).select_related("task", "step").first()
    column: Any = {"lead": row.lead_id} if row.lead_id else {"opportunity": row.opportunity_id}
    others = Enrolment.objects.filter(state__in=LIVE, **column).exclude(pk=row.pk)
    if one is None or one.task is None or not one.task.is_open or others.exists():
        return
    later = StepTaken.objects.filter(enrolment=row, created_at__gt=one.created_at).select_related("task")
    if any(step.state not in (State.OPEN, State.LEFT_OUT) for step in later):
        return
    if any(step.task is not None and (not step.task.is_open or step.task.version > 1) for step in later):
        return
    gone = [step.task_id for step in later if step.task_id]
    later.delete()
    customers = set(Task.objects.filter(pk__in=gone).values_list("customer_id", flat=True))
    Task.objects.filter(pk__in=gone).delete()
    activity.refresh_work(customer_ids=customers)
    StepTaken.objects.filter(pk=one.pk).update(state=State.OPEN, at=None)
    row.state, row.ended_at, row.step, row.due_at = Enrolment.State.ACTIVE, None, one.step, one.task.due_at
    row.save(update_fields=["state", "ended_at", "step", "due_at"])
