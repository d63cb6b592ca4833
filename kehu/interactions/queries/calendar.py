"""What stands in a calendar between two days: visits, tasks, and key dates of one's customers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kehu.customers.models import KeyDate
from kehu.foundation.access.models import User
from kehu.foundation.values.lunar import LunarDate
from kehu.interactions.models import Task, Visit
from kehu.interactions.queries import agenda
from kehu.interactions.queries.names import with_customers

LONGEST = timedelta(days=62)
MOST = 1000
MOST_KEY_DATES = 3000


@dataclass(frozen=True)
class KeyDay:
    """A key date as it falls on one solar day."""

    day: date
    key_date: KeyDate
    wording: str


@dataclass(frozen=True)
class Further:
    """What another package puts into the calendar: looked at, never moved. `style` is a class of the page's own."""

    key: str
    title: str
    start: datetime
    end: datetime
    all_day: bool = False
    who: str = ""
    style: str = "i-cal-busy"


Contribution = Callable[[User, datetime, datetime, bool], list[Further]]
_contributions: list[Contribution] = []


def contribute(given: Contribution) -> None:
    """Called at start-up with a function of (user, since, until, team) by a package that has more to show."""
    if given not in _contributions:
        _contributions.append(given)


def further(*, user: User, since: datetime, until: datetime, team: bool = False) -> list[Further]:
    """What other packages show between two moments."""
    until = min(until, since + LONGEST)
    return [one for given in _contributions for one in given(user, since, until, team)]


@dataclass(frozen=True)
class Span:
    visits: list[Visit]
    tasks: list[Task]
    key_days: list[KeyDay]


def span(*, user: User, since: datetime, until: datetime, team: bool = False) -> Span:
    """Everything between two moments (at most `LONGEST` apart; a longer wish is cut); with `team` the work of those
    whom the user looks after too.
    """
    until = min(until, since + LONGEST)
    return Span(*_work(user, since, until, team), key_days(user=user, since=since, until=until))


def _work(user: User, since: datetime, until: datetime, team: bool) -> tuple[list[Visit], list[Task]]:
    below = agenda.people_below(user) if team else []
    visits = agenda.my_visits(user) if not team else Visit.objects.visible_to(user).select_related("contact", "visitor")
    tasks = Task.objects.visible_to(user).select_related("assignee", "contact")
    if not user.may("task.view"):
        tasks = tasks.none()
    if not user.may("visit.view"):
        visits = visits.none()
    if below is not None:
        tasks = tasks.filter(assignee__in=[user.pk, *below])
        visits = visits.filter(visitor__in=[user.pk, *below]) if team else visits
    visits = visits.exclude(state=Visit.State.CANCELLED).filter(planned_start__lt=until, planned_end__gte=since)
    tasks = tasks.exclude(state=Task.State.CANCELLED).filter(due_at__lt=until, due_at__gte=since)
    found_visits = list(visits.order_by("planned_start", "id")[:MOST])
    found_tasks = list(tasks.order_by("due_at", "id")[:MOST])
    both: list[Task | Visit] = [*found_visits, *found_tasks]
    with_customers(both, user)
    return found_visits, found_tasks


def key_days(*, user: User, since: datetime, until: datetime) -> list[KeyDay]:
    """Birthdays and other yearly days of the customers one owns, solar and lunar, on the days they fall on."""
    if not user.may("customer.view"):
        return []
    first, last = timezone.localdate(since), timezone.localdate(until - timedelta(microseconds=1))
    months = {(first + timedelta(days=n)).month for n in range((last - first).days + 1)}
    rows = KeyDate.objects.visible_to(user).filter(customer__owner=user).select_related("customer", "contact")
    rows = rows.filter(Q(calendar=KeyDate.Calendar.LUNAR) | Q(month__in=months))
    found = []
    for one in rows.order_by("month", "day", "id")[:MOST_KEY_DATES]:
        found += [KeyDay(day, one, wording(one, day)) for day in _falls_on(one, first, last)]
    return sorted(found, key=lambda one: (one.day, one.wording))


def _falls_on(one: KeyDate, first: date, last: date) -> list[date]:
    days = []
    for year in range(first.year - 1, last.year + 1):
        if one.calendar == KeyDate.Calendar.LUNAR:
            day = LunarDate(one.month, min(one.day, 30), one.leap).in_year(year)
        else:
            day = _solar(year, one.month, one.day)
        if first <= day <= last:
            days.append(day)
    return days


def _solar(year: int, month: int, day: int) -> date:
    """29 February is kept on the 28th in other years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def wording(one: KeyDate, day: date) -> str:
    """E.g. "Birthday (60): Zhang Wei"; the number is how many years it is since."""
    what = one.label or one.get_kind_display()
    who = one.contact.name if one.contact else one.customer.name
    years = day.year - one.year if one.year else 0
    if years > 0:
        return _("%(what)s (%(years)d): %(who)s") % {"what": what, "years": years, "who": who}
    return _("%(what)s: %(who)s") % {"what": what, "who": who}


def lunar_wording(one: KeyDate) -> str:
    """The lunar day in words, "" for a solar one."""
    if one.calendar != KeyDate.Calendar.LUNAR:
        return ""
    return LunarDate(one.month, min(one.day, 30), one.leap).wording(translation.get_language() or "en")


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments between which these days lie on the reader's clock, both included."""
    return (
        timezone.make_aware(datetime.combine(first, time.min)),
        timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)),
    )
