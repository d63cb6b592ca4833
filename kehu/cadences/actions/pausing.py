"""Holding an enrolment up for a while, and going on with the very step it was at."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kehu.cadences.actions import ending
from kehu.cadences.models import Enrolment, StepTaken
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.schedule import due
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import WorkingDays
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import activity
from kehu.interactions.events import TasksCreated
from kehu.interactions.models import Task


class EnrolmentRefused(Refusal):
    """It is not in a state for that; the sentence says why."""


def pause(*, enrolment: Enrolment, by: User, until: date | None = None) -> Enrolment:
    """Its task is called off until `until`, or until somebody lets it go on. Paused twice, the later day holds."""
    by.require(CadenceVerb.ENROL)
    if until is not None and until <= timezone.localdate():
        raise EnrolmentRefused(_("Choose a day to come."), field="until")
    with writing(by=by):
        row = editable(enrolment, by)
        if not row.is_live:
            raise EnrolmentRefused(_("This cadence is over already."))
        open_step = StepTaken.objects.filter(enrolment=row, state=StepTaken.State.OPEN).first()
        row.state, row.paused_until, row.due_at = Enrolment.State.PAUSED, until, None
        row.save(update_fields=["state", "paused_until", "due_at"])
        if open_step and open_step.task_id:
            with translation.override(row.owner.language or Company.objects.current().language):
                note = pgettext("cadences", "The cadence is paused.")
            ending.call_off({open_step.task_id: note}, by=by)
    return row


def resume(*, enrolment: Enrolment, by: User) -> Enrolment:
    """The step it waited with is due again: at its hour of the next working day that has it."""
    by.require(CadenceVerb.ENROL)
    with writing(by=by):
        row = editable(enrolment, by)
        if row.state != Enrolment.State.PAUSED:
            raise EnrolmentRefused(_("It is not paused."))
        _awake(row)
    return row


def wake(rows: Sequence[Enrolment]) -> None:
    """Let those of these locked enrolments go on whose day has come."""
    today = timezone.localdate()
    for row in rows:
        if row.paused_until is not None and row.paused_until <= today:
            _awake(row)


def _awake(row: Enrolment) -> None:
    """The task that was called off is open again: a step has one task, however often it is paused."""
    row.state, row.paused_until = Enrolment.State.ACTIVE, None
    taken = StepTaken.objects.filter(enrolment=row, state=StepTaken.State.OPEN).select_related("task", "step").first()
    if taken and taken.task and taken.task.state == Task.State.CANCELLED:
        zone, now = ZoneInfo(Company.objects.current().time_zone), timezone.now()
        coming = due(0, taken.step.at, now, WorkingDays.read(now.astimezone(zone).date()), zone)
        task = taken.task
        task.state, task.closed_at, task.closed_by, task.closing_note = Task.State.OPEN, None, None, ""
        task.due_at, task.all_day, task.assignee = coming.moment, coming.all_day, row.owner
        task.save()
        row.due_at = coming.moment
        activity.refresh_work(customer_ids=[task.customer_id])
        publish(TasksCreated([task.pk]), by=None)
    row.save(update_fields=["state", "paused_until", "due_at"])
