"""A visit plan as a route: its days, the stops with distances and times, and where they stand on a map."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.company import maps
from kehu.foundation.company.models import Company
from kehu.interactions import routing
from kehu.interactions.models import Visit, VisitPlan, VisitStop
from kehu.interactions.queries.names import with_customers
from kehu.interactions.queries.places import Whereabouts, whereabouts

STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class StopOnRoute:
    """`customer` is None for who does not see him. `km` from the stop before, `begins_at` when the visit begins: as it
    stands in the calendar once it was held, else as the route says. `late` counts minutes after an agreed time.
    """

    stop: VisitStop
    customer: Customer | None
    whereabouts: Whereabouts
    number: int
    km: float | None
    begins_at: datetime
    late: int
    way: str = ""
    is_next: bool = False

    @property
    def place(self) -> tuple[float, float] | None:
        return self.whereabouts.place

    @property
    def visit(self) -> Visit | None:
        return self.stop.visit

    @property
    def is_held(self) -> bool:
        return bool(self.visit and self.visit.state == Visit.State.HELD)

    @property
    def is_open(self) -> bool:
        return self.visit is None or self.visit.is_planned

    def as_stop(self) -> routing.Stop:
        return _as_stop(self.stop, self.place)


@dataclass(frozen=True)
class Day:
    """`begins` in minutes since midnight; `km` is the way through all stops with a place, `unplaced` have none."""

    day: date
    start: tuple[float, float] | None
    begins: int
    stops: list[StopOnRoute]
    km: float
    ends_at: datetime | None

    @property
    def unplaced(self) -> int:
        return sum(one.place is None for one in self.stops)


def days_of(plan: VisitPlan, user: User) -> list[Day]:
    """The days of a plan, also those without any stop; names and addresses as far as `user` sees them."""
    rows = VisitStop.objects.filter(plan=plan).select_related("visit", "customer")
    stops = list(rows.order_by("day", "position", "pk"))
    with_customers(stops, user)  # type: ignore[type-var]
    known = whereabouts({one.customer_id for one in stops if one.seen_customer}, user)  # type: ignore[attr-defined]
    by_day = {day: list(group) for day, group in groupby(stops, key=lambda one: one.day)}
    number = (plan.last_day - plan.first_day).days + 1
    every = sorted({*by_day, *(plan.first_day + timedelta(days=one) for one in range(number))})
    shown = [day for day in every if day in by_day or _is_worked(day)] or every
    company = Company.objects.current()
    return _with_next([_day(plan, day, by_day.get(day, []), known, company) for day in shown])


def start_of(plan: VisitPlan) -> tuple[float, float] | None:
    """Where the way begins, if that is known."""
    if plan.start == VisitPlan.Start.HERE and plan.start_latitude is not None and plan.start_longitude is not None:
        return plan.start_latitude, plan.start_longitude
    company = Company.objects.current()
    if plan.start != VisitPlan.Start.OFFICE or company.office_latitude is None or company.office_longitude is None:
        return None
    return company.office_latitude, company.office_longitude


def next_after(plan: VisitPlan, user: User, day: date) -> StopOnRoute | None:
    """The next open stop of the day."""
    found = (one for each in days_of(plan, user) if each.day == day for one in each.stops if one.is_open)
    return next(found, None)


def _is_worked(day: date) -> bool:
    return day.isoweekday() in Company.objects.current().working_weekdays


def _as_stop(stop: VisitStop, place: tuple[float, float] | None) -> routing.Stop:
    fixed = stop.fixed_at
    return routing.Stop(stop.pk, place, stop.minutes, None if fixed is None else fixed.hour * 60 + fixed.minute)


def _day(plan: VisitPlan, day: date, stops: list[VisitStop], known: dict[Any, Whereabouts], company: Company) -> Day:
    nowhere = Whereabouts()
    where = {one.pk: known.get(one.customer_id, nowhere) for one in stops}
    begins = company.working_from.hour * 60 + company.working_from.minute
    start = start_of(plan)
    legs = list(routing.timetable(start, [_as_stop(one, where[one.pk].place) for one in stops], begins))
    shown = [
        StopOnRoute(
            stop, stop.seen_customer, where[stop.pk], number, leg.km, _begins(stop, day, leg.begins), round(leg.late),  # type: ignore[attr-defined]
            _way(stop, where[stop.pk], company),
        )
        for number, (stop, leg) in enumerate(zip(stops, legs, strict=True), start=1)
    ]  # fmt: skip
    ends = _moment(day, legs[-1].leaves) if legs else None
    return Day(day, start, begins, shown, sum(leg.km or 0.0 for leg in legs), ends)


def _begins(stop: VisitStop, day: date, minutes: float) -> datetime:
    if stop.visit and not stop.visit.is_planned:
        return stop.visit.planned_start
    return _moment(day, minutes)


def _moment(day: date, minutes: float) -> datetime:
    """Rounded up to five minutes."""
    steps = -(-minutes * 60 // STEP.total_seconds())
    return timezone.make_aware(datetime.combine(day, time.min)) + steps * STEP


def _way(stop: VisitStop, where: Whereabouts, company: Company) -> str:
    seen = stop.seen_customer  # type: ignore[attr-defined]
    return maps.way_to(*where.place, seen.name, company.map_app) if where.place and seen else ""


def _with_next(days: list[Day]) -> list[Day]:
    """The first open stop of today, else of the first day to come that has one, is the next."""
    today = timezone.localdate()
    for place, day in enumerate(days):
        number = next((n for n, one in enumerate(day.stops) if one.is_open), None)
        if day.day >= today and number is not None:
            stops = [replace(one, is_next=n == number) for n, one in enumerate(day.stops)]
            days[place] = replace(day, stops=stops)
            break
    return days
