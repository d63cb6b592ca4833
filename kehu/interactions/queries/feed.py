"""A user's calendar as iCalendar text (RFC 5545): only what he may see, under a secret address."""

import hmac
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vRecur

from kehu.foundation.access.models import User
from kehu.interactions.models import Task, Visit, repeating
from kehu.interactions.queries import agenda
from kehu.interactions.queries import calendar as calendar_queries
from kehu.interactions.queries.names import with_customers

PAST, FUTURE = timedelta(days=60), timedelta(days=366)
MOST = 3000
LENGTH = timedelta(minutes=30)


def owner_of(secret: str) -> User | None:
    """The active user whose feed this is; the comparison takes as long for a wrong secret as for a right one."""
    if len(secret) < 20:
        return None
    user = User.objects.filter(calendar_key=secret, is_active=True).first()
    return user if user and hmac.compare_digest(user.calendar_key, secret) else None


def feed(*, user: User, host: str, now: datetime | None = None) -> bytes:
    """Visits, tasks with a due time, and key dates from two months back to a year ahead, in the user's language."""
    moment = now or timezone.now()
    since, until = moment - PAST, moment + FUTURE
    zone = repeating.zone_of(user)
    with translation.override(user.language or None), timezone.override(zone):
        visits = agenda.my_visits(user).filter(planned_start__lt=until, planned_end__gte=since)
        visits = visits.exclude(state=Visit.State.CANCELLED).order_by("planned_start", "id")[:MOST]
        tasks = Task.objects.visible_to(user) if user.may("task.view") else Task.objects.none()
        tasks = tasks.filter(assignee=user, state=Task.State.OPEN, due_at__lt=until, due_at__gte=since)
        both: list[Task | Visit] = [*visits, *tasks.order_by("due_at", "id")[:MOST]]
        found = with_customers(both, user)
        result = _empty(user)
        for one in found:
            event = _visit(one, host) if isinstance(one, Visit) else _task(one, host, zone)
            result.add_component(event)
        for key_day in calendar_queries.key_days(user=user, since=since, until=until):
            result.add_component(_key_day(key_day, host))
        result.add_missing_timezones()
    return bytes(result.to_ical())


def _empty(user: User) -> Calendar:
    result = Calendar()
    result.add("prodid", "-//Kehu//Kehu//EN")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", _("Kehu: %(name)s") % {"name": user.name})
    result.add("refresh-interval", timedelta(minutes=30), parameters={"value": "DURATION"})
    return result


def _event(uid: str, host: str, summary: str, changed: datetime, **given: Any) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("summary", summary)
    for name, value in given.items():
        if value:
            event.add(name.replace("_", "-"), value)
    return event


def _with_name(text: str, one: Any) -> str:
    return f"{one.seen_customer.name} · {text}" if one.seen_customer else text


def _visit(visit: Visit, host: str) -> Event:
    return _event(
        f"visit-{visit.pk}", host, _with_name(visit.purpose, visit), visit.updated_at,
        dtstart=_utc(visit.planned_start), dtend=_utc(visit.planned_end), location=visit.place, status="CONFIRMED",
        sequence=visit.version,
    )  # fmt: skip


def _task(task: Task, host: str, zone: ZoneInfo) -> Event:
    assert task.due_at is not None
    local = timezone.localtime(task.due_at, zone)
    start: date | datetime = local.date() if task.all_day else (local if task.repeat else _utc(task.due_at))
    event = _event(
        f"task-{task.pk}", host, _with_name(task.title, task), task.updated_at, dtstart=start,
        dtend=start + (timedelta(days=1) if task.all_day else LENGTH), description=task.notes,
        transp="TRANSPARENT", sequence=task.version,
    )  # fmt: skip
    if task.repeat:
        event.add("rrule", _recurrence(task.repeat, task.all_day, zone))
    return event


def _recurrence(rule: str, all_day: bool, zone: ZoneInfo) -> vRecur:
    """The rule with its end in the form the start has: a day, or a moment in UTC."""
    recurrence: vRecur = vRecur.from_ical(rule)
    ends = recurrence.get("UNTIL")
    if ends:
        until = ends[0]
        day = until.date() if isinstance(until, datetime) else until
        last_minute = datetime.combine(day, datetime.max.time()).replace(microsecond=0)
        wall = until.replace(tzinfo=None) if isinstance(until, datetime) else last_minute
        recurrence["UNTIL"] = [day if all_day else repeating.on_the_clock(wall, zone)]
    return recurrence


def _key_day(one: calendar_queries.KeyDay, host: str) -> Event:
    return _event(
        f"keydate-{one.key_date.pk}-{one.day.isoformat()}", host, one.wording, one.key_date.updated_at,
        dtstart=one.day, dtend=one.day + timedelta(days=1), transp="TRANSPARENT",
        description=calendar_queries.lunar_wording(one.key_date),
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))
