"""Stopping enrolments: what was still to be done is taken back, with the reason."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import pgettext

from kehu.cadences.events import CadencesStopped
from kehu.cadences.models import Enrolment, StepTaken
from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.interactions.actions import activity
from kehu.interactions.events import TasksCancelled
from kehu.interactions.models import Task


def stop(rows: Sequence[Enrolment], why: Mapping[UUID, str], *, by: User | None) -> None:
    """Stop each of these locked live enrolments for the reason that `why` gives. One event for each reason."""
    if not rows:
        return
    now = timezone.now()
    for row in rows:
        row.state, row.stop_reason, row.ended_at, row.due_at = Enrolment.State.STOPPED, why[row.pk], now, None
        row.paused_until = None
    Enrolment.objects.bulk_update(rows, ["state", "stop_reason", "ended_at", "due_at", "paused_until"], batch_size=500)
    open_steps = StepTaken.objects.filter(enrolment__in=[row.pk for row in rows], state=StepTaken.State.OPEN)
    tasks = {task: row for row, task in open_steps.values_list("enrolment", "task") if task}
    open_steps.update(state=StepTaken.State.STOPPED, at=now)
    by_id = {row.pk: row for row in rows}
    call_off({task: _told(by_id[pk]) for task, pk in tasks.items()}, by=by)
    for reason in sorted({why[row.pk] for row in rows}):
        those = [row.pk for row in rows if why[row.pk] == reason]
        publish(CadencesStopped(those, reason), by=by.pk if by else None)


def call_off(notes: Mapping[UUID, str], *, by: User | None) -> None:
    """Cancel these tasks as far as they are open, each with its closing note."""
    rows = list(Task.objects.filter(pk__in=notes, state=Task.State.OPEN).order_by("pk").select_for_update(of=("self",)))
    now, closer = timezone.now(), by or User.objects.system()
    for row in rows:
        row.state, row.closed_at, row.closed_by = Task.State.CANCELLED, now, closer
        row.closing_note = notes[row.pk][:300]
    Task.objects.bulk_update(rows, ["state", "closed_at", "closed_by", "closing_note"], batch_size=500)
    activity.refresh_work(customer_ids={row.customer_id for row in rows})
    if rows:
        publish(TasksCancelled([row.pk for row in rows]), by=by.pk if by else None)


def _told(row: Enrolment) -> str:
    """In the language of whose task it was."""
    with translation.override(row.owner.language or Company.objects.current().language):
        return pgettext("cadences", "The cadence “%(name)s” ended: %(reason)s") % {
            "name": row.cadence.name, "reason": row.get_stop_reason_display(),
        }  # fmt: skip
