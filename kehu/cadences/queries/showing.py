"""What pages show of an enrolment: its steps with their days, and the text of the one that is to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from kehu.cadences.models import Cadence, CadenceStep, Enrolment, StepTaken
from kehu.cadences.queries.records import customer_of, values_of
from kehu.cadences.schedule import course
from kehu.cadences.templates import filled
from kehu.customers.models import ContactPoint
from kehu.customers.queries.eyes import Eyes
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.company.calendar import WorkingDays
from kehu.foundation.company.models import Company
from kehu.foundation.lists import conditions
from kehu.interactions.models import Task
from kehu.sales.models import Lead

READABLE = (FieldAccess.READ, FieldAccess.EDIT)


@dataclass(frozen=True)
class Shown:
    """A step of an enrolment: taken (`state`, `at`), or still to come at about `at`; "" is the state of what comes."""

    step: CadenceStep
    title: str
    state: str
    label: str
    at: datetime | None
    all_day: bool
    task: Task | None


def of_record(object_key: str, record_id: UUID) -> tuple[Enrolment | None, list[Enrolment]]:
    """The enrolment that a record is in now, and the latest of those that are over."""
    column: dict[str, Any] = {object_key: record_id}
    rows = Enrolment.objects.filter(**column).select_related(
        "cadence", "owner", "step", "lead__owner", "opportunity__owner", "opportunity__customer", "opportunity__contact"
    )
    found = list(rows.order_by("-started_at", "-pk")[:6])
    live = next((one for one in found if one.is_live), None)
    return live, [one for one in found if not one.is_live]


def steps_of(cadence: Cadence) -> list[CadenceStep]:
    return list(CadenceStep.objects.filter(cadence=cadence, is_removed=False).order_by("position", "pk"))


def way(row: Enrolment) -> list[Shown]:
    """All steps in the order in which they came and will come. Those to come are reckoned from the one that is open;
    what is over has none.
    """
    taken = list(StepTaken.objects.filter(enrolment=row).select_related("step", "task").order_by("created_at", "pk"))
    values = values_of(row.record)
    shown = [_taken(one, values) for one in taken]
    if not row.is_live:
        return shown
    gone = {one.step_id for one in taken}
    place = (row.step.position, row.step.pk) if row.step else None
    ahead = [
        one for one in steps_of(row.cadence) if one.pk not in gone and (place is None or (one.position, one.pk) > place)
    ]
    start = max(row.due_at or timezone.now(), timezone.now())
    for step, coming in zip(ahead, dates(ahead, start), strict=True):
        shown.append(Shown(step, filled(step.title, values), "", "", coming.moment, coming.all_day, None))
    return shown


def dates(steps: Sequence[CadenceStep], start: datetime) -> list[Any]:
    """When the steps are due if each is done on its day."""
    zone = ZoneInfo(Company.objects.current().time_zone)
    calendar = WorkingDays.read(start.astimezone(zone).date(), 4 * sum(one.days for one in steps) + 400)
    return course(steps, start, calendar, zone)


def _taken(one: StepTaken, values: Mapping[str, str]) -> Shown:
    task = one.task if one.state == StepTaken.State.OPEN else None
    at = (task.due_at if task else None) or one.at
    title = one.task.title if one.task else filled(one.step.title, values)
    return Shown(one.step, title, one.state, str(one.get_state_display()), at, bool(task and task.all_day), one.task)


@dataclass(frozen=True)
class Ready:
    """What is needed to do the open step now: the task with its text, and where to reach the person, as far as the
    reader may see it. `link` opens the mail program or the telephone with it.
    """

    task: Task
    kind: str
    phone: str
    email: str
    link: str


def ready(row: Enrolment, user: User) -> Ready | None:
    """None where nothing is to be done, or its task is out of the reader's sight."""
    taken = StepTaken.objects.filter(enrolment=row, state=StepTaken.State.OPEN, task__state=Task.State.OPEN)
    one = taken.select_related("step", "task").first()
    if one is None or one.task is None or not user.may("task.view"):
        return None
    if not Task.objects.visible_to(user).filter(pk=one.task.pk).exists():
        return None
    phone, email = reached_by(row, user)
    kind = one.step.kind
    link = ""
    if kind == CadenceStep.Kind.MAIL and email:
        link = f"mailto:{quote(email, safe='@')}?subject={quote(one.task.title)}&body={quote(one.task.notes)}"
    elif kind == CadenceStep.Kind.CALL and phone:
        link = f"tel:{phone}"
    elif kind == CadenceStep.Kind.MESSAGE and phone:
        link = f"sms:{phone}"
    return Ready(one.task, kind, phone, email, link)


def reached_by(row: Enrolment, user: User) -> tuple[str, str]:
    """Telephone and mail in full, each "" where it is unknown or not for these eyes."""
    record = row.record
    if isinstance(record, Lead):
        phone, email = (access(user, "lead", key) in READABLE for key in ("phone", "email"))
        return record.phone if phone else "", record.email if email else ""
    customer = customer_of(record)
    contact = record.contact_id
    points = ContactPoint.objects.visible_to(user).filter(customer=customer, kind__in=("phone", "email"))
    eyes, found = Eyes(user), {"phone": "", "email": ""}
    for point in points.filter(invalid_since=None).order_by("-preferred", "created_at", "pk"):
        his = point.contact_id == contact if contact else point.contact_id is None
        if his and not found[point.kind] and eyes.sees_point(point) and not eyes.masks_point(point):
            found[point.kind] = point.normalised if point.kind == "phone" else point.value
    return found["phone"], found["email"]


def words(step: CadenceStep, subject: str) -> str:
    """The condition of a step in a sentence."""
    return conditions.words(subject, step.conditions) if step.conditions else ""
