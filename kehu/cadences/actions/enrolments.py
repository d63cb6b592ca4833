"""What a seller does with an enrolment that is under way: skip a step, put it off, stop it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kehu.cadences.actions import ending, going_on
from kehu.cadences.actions.pausing import EnrolmentRefused
from kehu.cadences.models import Enrolment, StepTaken
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.schedule import ANY_TIME
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.interactions.actions import tasks


def skip(*, enrolment: Enrolment, by: User) -> Enrolment:
    """The step it waits for is left out; the next one comes, counted from now."""
    by.require(CadenceVerb.ENROL)
    with writing(by=by):
        row = _active(enrolment, by)
        taken = _open_step(row)
        now = timezone.now()
        taken.state, taken.at = StepTaken.State.SKIPPED, now
        taken.save(update_fields=["state", "at"])
        if taken.task_id:
            ending.call_off({taken.task_id: pgettext("cadences", "Skipped in the cadence.")}, by=by)
        going_on.go_on(going_on.locked([row.pk]), after=now, by=by)
    row.refresh_from_db()
    return row


def postpone(*, enrolment: Enrolment, day: date, by: User) -> Enrolment:
    """The step it waits for is due on another day, at the same time of day; what follows is counted from its doing."""
    by.require(CadenceVerb.ENROL)
    if day < timezone.localdate():
        raise EnrolmentRefused(_("Choose today or a day to come."), field="day")
    with writing(by=by):
        row = _active(enrolment, by)
        taken = _open_step(row)
        zone = ZoneInfo(Company.objects.current().time_zone)
        moment = datetime.combine(day, taken.step.at or ANY_TIME, zone)
        if taken.task is None or not taken.task.is_open:
            raise EnrolmentRefused(_("Its task is closed already."), field="day")
        task = tasks.postpone(task=taken.task, due_at=moment, by=by)
        row.due_at = task.due_at
        row.save(update_fields=["due_at"])
    return row


def stop(*, enrolment: Enrolment, by: User) -> Enrolment:
    """It ends here, and its open task is called off. Stopped twice is stopped once."""
    by.require(CadenceVerb.ENROL)
    with writing(by=by):
        row = editable(enrolment, by)
        if row.is_live:
            ending.stop([row], {row.pk: str(Enrolment.Reason.BY_HAND)}, by=by)
    return row


def _active(enrolment: Enrolment, by: User) -> Enrolment:
    row = editable(enrolment, by)
    if row.state == Enrolment.State.PAUSED:
        raise EnrolmentRefused(_("It is paused; let it go on first."))
    if not row.is_live:
        raise EnrolmentRefused(_("This cadence is over already."))
    return row


def _open_step(row: Enrolment) -> StepTaken:
    found = StepTaken.objects.filter(enrolment=row, state=StepTaken.State.OPEN).select_related("task", "step").first()
    if found is None:
        raise EnrolmentRefused(_("It waits for no step."))
    taken: StepTaken = found
    return taken
