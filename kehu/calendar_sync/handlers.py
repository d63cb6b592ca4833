"""What was changed here goes to the calendars of those it concerns with the next minute, not only every five."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kehu.calendar_sync.models import CalendarConnection
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import handles
from kehu.interactions import events
from kehu.interactions.models import Task, Visit


def mark_task(event: Any) -> None:
    people = set(Task.objects.filter(pk=event.task_id).values_list("assignee_id", flat=True))
    _mark(people | ({event.former_id} if isinstance(event, events.TaskAssigned) else set()))


def mark_tasks(event: Any) -> None:
    ids = [*event.task_ids, *getattr(event, "next_ids", ())]
    _mark(set(Task.objects.filter(pk__in=ids).values_list("assignee_id", flat=True)))


def mark_visit(event: Any) -> None:
    rows = Visit.objects.filter(pk=event.visit_id).values_list("visitor_id", "attendees__user_id")
    _mark({one for row in rows for one in row if one})


def _mark(people: set[UUID]) -> None:
    """Those that try already after a failure keep waiting."""
    now = timezone.now()
    with writing(by=None):
        rows = CalendarConnection.objects.filter(user__in=people, problem="", paused=False)
        rows.filter(Q(due_at__gt=now) | Q(due_at__isnull=True)).update(due_at=now)


for one_task in (
    events.TaskCreated, events.TaskAssigned, events.TaskRescheduled, events.TaskCompleted, events.TaskCancelled,
    events.TaskReopened,
):  # fmt: skip
    handles(one_task)(mark_task)
for several_tasks in (events.TasksCompleted, events.TasksAssigned):
    handles(several_tasks)(mark_tasks)
for one_visit in (events.VisitPlanned, events.VisitRescheduled, events.VisitHeld, events.VisitCancelled):
    handles(one_visit)(mark_visit)
