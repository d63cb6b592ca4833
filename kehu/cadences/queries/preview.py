"""The calendar of a person with the days of a cadence in it, before anybody is put in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kehu.cadences.models import CadenceStep
from kehu.cadences.queries.showing import dates
from kehu.foundation.access.models import User
from kehu.foundation.company.models import CalendarDay, Company
from kehu.interactions.models import Task, Visit

MOST_WEEKS = 26


@dataclass
class Day:
    """`busy` counts what the person has to do already; `name` is that of a holiday or of a make-up working day."""

    day: date
    works: bool
    name: str = ""
    busy: int = 0
    steps: list[tuple[CadenceStep, datetime, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """`dated` are (step, moment, whole day); `weeks` the days from the first to the last, in rows that begin on Monday.
    `left_out` steps lie further ahead than the calendar shows.
    """

    dated: list[tuple[CadenceStep, datetime, bool]]
    weeks: list[list[Day]]
    left_out: int


def preview(steps: Sequence[CadenceStep], start: datetime, person: User) -> Preview:
    """The days of the steps in the calendar of the person who will do them. Four statements."""
    zone = ZoneInfo(Company.objects.current().time_zone)
    dated = [(step, due.moment, due.all_day) for step, due in zip(steps, dates(steps, start), strict=True)]
    first = start.astimezone(zone).date()
    last = max([moment.astimezone(zone).date() for _step, moment, _whole in dated], default=first)
    monday = first - timedelta(days=first.weekday())
    number = min((last - monday).days // 7 + 1, MOST_WEEKS)
    days = _days(monday, 7 * number, person, zone)
    left_out = 0
    for step, moment, whole in dated:
        found = days.get(moment.astimezone(zone).date())
        if found is None:
            left_out += 1
        else:
            found.steps.append((step, moment, whole))
    row = list(days.values())
    return Preview(dated, [row[place : place + 7] for place in range(0, len(row), 7)], left_out)


def _days(monday: date, number: int, person: User, zone: ZoneInfo) -> dict[date, Day]:
    week = set(Company.objects.current().working_weekdays)
    end = monday + timedelta(days=number)
    special = {one.day: one for one in CalendarDay.objects.filter(day__gte=monday, day__lt=end)}
    busy = _busy(person, datetime.combine(monday, time(0), zone), datetime.combine(end, time(0), zone), zone)
    found: dict[date, Day] = {}
    for place in range(number):
        day = monday + timedelta(days=place)
        known: Any = special.get(day)
        works = known.is_working if known else day.isoweekday() in week
        found[day] = Day(day, works, known.name if known else "", busy[day])
    return found


def _busy(person: User, since: datetime, until: datetime, zone: ZoneInfo) -> Counter[date]:
    tasks = Task.objects.filter(assignee=person, state=Task.State.OPEN, due_at__gte=since, due_at__lt=until)
    visits = Visit.objects.filter(
        visitor=person, state=Visit.State.PLANNED, planned_start__gte=since, planned_start__lt=until
    )
    moments = [*tasks.values_list("due_at", flat=True), *visits.values_list("planned_start", flat=True)]
    return Counter(one.astimezone(zone).date() for one in moments if one)
