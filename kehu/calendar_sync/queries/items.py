"""A user's own visits and tasks as his calendar is to show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from kehu.calendar_sync.models import CalendarConnection, CalendarLink
from kehu.calendar_sync.texts.reading import block, line
from kehu.calendar_sync.texts.times import Span, day_span
from kehu.calendar_sync.texts.writing import Draft
from kehu.foundation.access.models import User
from kehu.interactions.models import Task, Visit, VisitAttendee, repeating
from kehu.interactions.queries import agenda
from kehu.interactions.queries.names import with_customers

PAST, FUTURE = timedelta(days=30), timedelta(days=366)
MOST = 3000
TASK_LENGTH = timedelta(minutes=30)
BETWEEN = " · "
FIELDS = {CalendarLink.Kind.VISIT: ("title", "when", "place"), CalendarLink.Kind.TASK: ("title", "when", "notes")}


@dataclass(frozen=True)
class Item:
    """A record as an entry: `prefix` is what its title begins with beside the record's own words."""

    kind: str
    record: Any
    prefix: str
    title: str
    span: Span
    zone: ZoneInfo
    place: str = ""
    notes: str = ""

    @property
    def key(self) -> tuple[str, UUID]:
        return self.kind, self.record.pk

    @property
    def fields(self) -> tuple[str, ...]:
        return FIELDS[CalendarLink.Kind(self.kind)]

    def side(self) -> dict[str, str]:
        found = {"title": self.title, "when": self.span.word(self.zone), "place": self.place, "notes": self.notes}
        if self.kind == CalendarLink.Kind.TASK:
            found["when"] = begin(found["when"])
        return {name: found[name] for name in self.fields}

    def draft(self, uid: str) -> Draft:
        page = f"/{self.kind}s/{self.record.pk}/"
        url = f"{settings.PUBLIC_URL.rstrip('/')}{page}" if settings.PUBLIC_URL else ""
        is_task = self.kind == CalendarLink.Kind.TASK
        return Draft(uid, self.title, self.span, self.place, self.notes, url, free=is_task, keeps_length=is_task)


def begin(when: str) -> str:
    """The start alone: a task has no end, how long its entry lasts is nobody's concern."""
    return when.partition("/")[0]


def wanted(connection: CalendarConnection, now: datetime) -> dict[tuple[str, UUID], Item]:
    """What the calendar should hold: planned visits he makes or comes along to, open tasks of his with a time. What he
    may not see any more is not among it.
    """
    user = connection.user
    since, until = now - PAST, now + FUTURE
    visits = agenda.my_visits(user) if connection.visits else Visit.objects.none()
    visits = visits.filter(state=Visit.State.PLANNED, planned_end__gte=since, planned_start__lt=until)
    tasks = Task.objects.visible_to(user) if connection.tasks and user.may("task.view") else Task.objects.none()
    tasks = tasks.filter(assignee=user, state=Task.State.OPEN, due_at__gte=since, due_at__lt=until)
    both: list[Visit | Task] = [*visits.order_by("planned_start", "id")[:MOST], *tasks.order_by("due_at", "id")[:MOST]]
    return {one.key: one for one in items(connection, both)}


def items(connection: CalendarConnection, records: Iterable[Visit | Task]) -> list[Item]:
    zone = repeating.zone_of(connection.user)
    rows = with_customers(records, connection.user)
    return [_item(connection, one, zone) for one in rows]


def records(kind: str, ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The rows of links, whatever their state, with who takes part in them. Not for showing to anybody."""
    if kind == CalendarLink.Kind.TASK:
        return Task.objects.in_bulk(list(ids))
    people = Prefetch("attendees", VisitAttendee.objects.filter(user__isnull=False), to_attr="colleagues")
    return Visit.objects.prefetch_related(people).in_bulk(list(ids))


def is_his(record: Any, user: User) -> bool:
    """Whether the record still belongs into this user's calendar, or would if it were nearer in time."""
    if isinstance(record, Task):
        return record.assignee_id == user.pk and record.is_open
    takes_part = record.visitor_id == user.pk or any(one.user_id == user.pk for one in record.colleagues)
    return takes_part and record.state != Visit.State.CANCELLED


def is_past(record: Any, now: datetime) -> bool:
    """Outside the months that are compared: left alone on both sides."""
    is_task = isinstance(record, Task)
    first, last = (record.due_at, record.due_at) if is_task else (record.planned_start, record.planned_end)
    return first is not None and bool(last < now - PAST or first >= now + FUTURE)


def _item(connection: CalendarConnection, one: Any, zone: ZoneInfo) -> Item:
    named = connection.names and one.seen_customer
    prefix = line(f"{one.seen_customer.name}{BETWEEN}") if named else ""
    prefix = f"{prefix} " if prefix else ""
    if isinstance(one, Task):
        assert one.due_at is not None
        local = timezone.localtime(one.due_at, zone)
        span = day_span(local.date(), zone) if one.all_day else Span(one.due_at, one.due_at + TASK_LENGTH)
        title = line(f"{prefix}{one.title}")
        return Item(CalendarLink.Kind.TASK, one, prefix, title, span, zone, notes=block(one.notes))
    span = Span(one.planned_start, one.planned_end)
    title = line(f"{prefix}{one.purpose}")
    return Item(CalendarLink.Kind.VISIT, one, prefix, title, span, zone, place=line(one.place))
