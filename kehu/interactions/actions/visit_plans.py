"""Making visit plans, ordering their stops, putting them into the calendar, and holding a visit on the way."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions.contact_points import locate
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import add_working_days
from kehu.foundation.refusals import Outdated, Refusal
from kehu.interactions import derived, routing
from kehu.interactions.actions import visits
from kehu.interactions.models import Visit, VisitPlan, VisitStop
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.queries import routes
from kehu.interactions.queries.addresses import address_of
from kehu.interactions.queries.places import whereabouts

MOST_DAYS = 14
MOST_A_DAY = 30
CHANGEABLE = {"title", "visitor"}
OF_A_STOP = {"day", "minutes", "fixed_at"}
Place = tuple[float, float]


class PlanRefused(Refusal):
    """The plan cannot be like this; the sentence says why."""


def make(
    *,
    customers: Iterable[UUID],
    title: str,
    first_day: date,
    by: User,
    days: int = 1,
    visitor: User | None = None,
    minutes: int = 60,
    start: str = VisitPlan.Start.OFFICE,
    place: Place | None = None,
    origin: UUID | None = None,
) -> VisitPlan:
    """Plan visits to those of `customers` that `by` sees, shared out over so many working days from `first_day` in the
    order of a short way. Visits that the visitor has on these days already become stops that keep their times. `place`
    is where he is, for the start HERE.

    Raises PermissionMissing, or PlanRefused naming its field.
    """
    by.require(VisitVerb.PLAN)
    whose = visitor or by
    seen = list(Customer.objects.visible_to(by).filter(pk__in=list(customers)).order_by("sort_name", "pk"))
    _check(title, days, minutes, len(seen))
    every = [first_day, *(add_working_days(first_day, number) for number in range(1, days))]
    with writing(by=by):
        plan = VisitPlan.objects.create(
            title=title.strip()[:200], visitor=whose, first_day=first_day, last_day=every[-1], origin=origin,
            created_by=by, **_start(start, place),
        )  # fmt: skip
        if not VisitPlan.objects.editable_by(by).filter(pk=plan.pk).exists():
            sentence = _("Your roles do not reach far enough to plan for %(name)s.")
            raise PlanRefused(sentence % {"name": whose.name}, field="visitor")
        agreed = _appointments(plan)
        there = {(one.customer_id, one.day) for one in agreed}
        wanted = [one.pk for one in seen]
        spread = _spread(plan, wanted, every, by, minutes)
        VisitStop.objects.bulk_create([*agreed, *(one for one in spread if (one.customer_id, one.day) not in there)])
        order_by_distance(plan=plan, by=by)
        derived.recount_plans([plan.pk])
    plan.refresh_from_db()
    return plan


def update(*, plan: VisitPlan, changes: dict[str, Any], by: User, expected_version: int | None = None) -> VisitPlan:
    """Change what is in CHANGEABLE. Raises Outdated, PlanRefused and the usual."""
    with _changing(plan, by) as row:
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        for key in CHANGEABLE & changes.keys():
            setattr(row, key, changes[key])
        if not row.title.strip():
            raise PlanRefused(_("Write what the visits are for."), field="title")
        row.save()
    return row


def discard(*, plan: VisitPlan, by: User) -> None:
    """Throw the plan away; what stands in the calendar stays there."""
    with _changing(plan, by) as row:
        row.delete()


def add_stop(*, plan: VisitPlan, customer: Customer, day: date, by: User, minutes: int = 60) -> VisitStop:
    """One more customer, at the end of the day. Raises PlanRefused."""
    with _changing(plan, by) as row:
        if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
            raise PlanRefused(_("Choose a customer."), field="customer")
        _check_stop(row, day, minutes)
        there = VisitStop.objects.filter(plan=row, day=day)
        if there.filter(customer=customer).exists():
            raise PlanRefused(_("This customer is in the plan on that day already."), field="customer")
        if there.count() >= MOST_A_DAY:
            raise PlanRefused(_("A day has at most %(number)s stops.") % {"number": MOST_A_DAY}, field="day")
        made = VisitStop.objects.create(plan=row, customer=customer, day=day, minutes=minutes, position=there.count())
        derived.recount_plans([row.pk])
    return made


def change_stop(*, stop: VisitStop, changes: dict[str, Any], by: User) -> VisitStop:
    """Change what is in OF_A_STOP; a visit in the calendar moves along when it is put there again."""
    with _changing(stop.plan, by) as plan:
        row = VisitStop.objects.select_for_update(of=("self",)).get(pk=stop.pk, plan=plan)
        for key in OF_A_STOP & changes.keys():
            setattr(row, key, changes[key])
        _check_stop(plan, row.day, row.minutes)
        same = VisitStop.objects.filter(plan=plan, customer=row.customer_id, day=row.day).exclude(pk=row.pk)
        if same.exists():
            raise PlanRefused(_("This customer is in the plan on that day already."), field="day")
        row.save()
    return row


def remove_stop(*, stop: VisitStop, by: User) -> None:
    """Take a customer out of the plan; a visit in the calendar stays there."""
    with _changing(stop.plan, by) as plan:
        VisitStop.objects.filter(pk=stop.pk, plan=plan).delete()
        derived.recount_plans([plan.pk])


def arrange(*, plan: VisitPlan, order: Sequence[tuple[date, UUID]], by: User) -> None:
    """Put the stops on days and in an order as they are given; stops that are not named follow as they were."""
    with _changing(plan, by) as row:
        stops = {one.pk: one for one in VisitStop.objects.filter(plan=row).select_for_update(of=("self",))}
        named = dict.fromkeys(key for _day, key in order if key in stops)
        days = {key: day for day, key in order}
        for key, day in days.items():
            if key in stops:
                _check_stop(row, day, stops[key].minutes)
                stops[key].day = day
        once = {(one.customer_id, one.day) for one in stops.values()}
        if len(once) < len(stops):
            raise PlanRefused(_("This customer is in the plan on that day already."), field="day")
        _number([stops[key] for key in named] + [one for key, one in stops.items() if key not in named])


def order_by_distance(*, plan: VisitPlan, by: User, start: str | None = None, place: Place | None = None) -> None:
    """Order each day by the shortest way that keeps agreed times. `start` and `place` say where it begins from now on.
    What was held comes first, as it was.
    """
    with _changing(plan, by) as row:
        if start:
            for column, value in _start(start, place).items():
                setattr(row, column, value)
            row.save()
        placed: list[VisitStop] = []
        for day in routes.days_of(row, by):
            done = [one.stop for one in day.stops if one.is_held]
            left = [one.as_stop() for one in day.stops if not one.is_held]
            rows = {one.stop.pk: one.stop for one in day.stops}
            here = next((one.place for one in reversed(day.stops) if one.is_held and one.place), day.start)
            placed += done + [rows[one.key] for one in routing.ordered(here, left, day.begins)]
        _number(placed)


def schedule(*, plan: VisitPlan, by: User) -> int:
    """Put every stop into the visitor's calendar, or move what stands there to the time that the route says, rounded up
    to five minutes. Agreed times stay. Returns how many visits were planned or moved.
    """
    changed = 0
    with _changing(plan, by) as row:
        for day in routes.days_of(row, by):
            for one in day.stops:
                changed += _into_calendar(row, one.stop, one.begins_at, by)
    return changed


def check_in(*, stop: VisitStop, by: User, remember: bool = False, at: datetime | None = None, **held: Any) -> Visit:
    """The visit of the stop took place: planned now if it stood in no calendar yet, then held. `remember` notes the
    `place` (latitude, longitude) at the customer's address; the further keywords are those of `visits.hold`.
    """
    now = at or timezone.now()
    with writing(by=by):
        row = VisitStop.objects.select_for_update(of=("self",)).select_related("plan", "customer").get(pk=stop.pk)
        editable(row.plan, by)
        visit = row.visit
        if visit is None:
            visit = visits.plan(
                customer=row.customer, purpose=row.plan.title, planned_start=now, visitor=row.plan.visitor,
                planned_end=now + timedelta(minutes=row.minutes), by=by,
            )  # fmt: skip
            VisitStop.objects.filter(pk=row.pk).update(visit=visit)
        visit = visits.hold(visit=visit, by=by, at=now, **held)
        address = address_of(visit, by) if remember and held.get("place") else None
        if address:
            latitude, longitude = map(float, held["place"])
            locate(contact_point=address, latitude=latitude, longitude=longitude, by=by)
    return visit


@contextmanager
def _changing(plan: VisitPlan, by: User) -> Iterator[VisitPlan]:
    """The plan, locked and editable by `by`, in a transaction that writes."""
    by.require(VisitVerb.PLAN)
    with writing(by=by):
        yield editable(plan, by)


def _start(start: str, place: Place | None) -> dict[str, Any]:
    if start not in VisitPlan.Start.values:
        raise PlanRefused(_("Choose where the way begins."), field="start")
    if start != VisitPlan.Start.HERE:
        return {"start": start, "start_latitude": None, "start_longitude": None}
    if place is None or abs(place[0]) > 90 or abs(place[1]) > 180:
        raise PlanRefused(_("Your place could not be found."), field="start")
    return {"start": start, "start_latitude": place[0], "start_longitude": place[1]}


def _check(title: str, days: int, minutes: int, number: int) -> None:
    if not title.strip():
        raise PlanRefused(_("Write what the visits are for."), field="title")
    if not 1 <= days <= MOST_DAYS:
        raise PlanRefused(_("A plan is for one to %(number)s days.") % {"number": MOST_DAYS}, field="days")
    if not 5 <= minutes <= 720:
        raise PlanRefused(_("A visit lasts from 5 minutes to 12 hours."), field="minutes")
    if number > MOST_A_DAY * days:
        raise PlanRefused(_("A day has at most %(number)s stops.") % {"number": MOST_A_DAY}, field="days")


def _check_stop(plan: VisitPlan, day: date, minutes: int) -> None:
    if not plan.first_day <= day <= plan.last_day:
        raise PlanRefused(_("The day is not in the plan."), field="day")
    if not 5 <= minutes <= 720:
        raise PlanRefused(_("A visit lasts from 5 minutes to 12 hours."), field="minutes")


def _appointments(plan: VisitPlan) -> list[VisitStop]:
    """What stands in the visitor's calendar on these days and in no other plan, one visit a customer and day."""
    since, until = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (plan.first_day, plan.last_day + timedelta(days=1))
    )
    rows = Visit.objects.filter(
        visitor=plan.visitor_id, state=Visit.State.PLANNED, planned_start__gte=since, planned_start__lt=until,
        stop__isnull=True,
    )  # fmt: skip
    found: dict[tuple[UUID, date], VisitStop] = {}
    for one in rows.order_by("planned_start", "pk")[:MOST_A_DAY]:
        begins = timezone.localtime(one.planned_start)
        lasts = int((one.planned_end - one.planned_start).total_seconds() // 60)
        found.setdefault(
            (one.customer_id, begins.date()),
            VisitStop(
                plan=plan,
                customer_id=one.customer_id,
                day=begins.date(),
                visit=one,
                minutes=min(max(lasts, 5), 720),
                fixed_at=begins.time().replace(second=0, microsecond=0),
            ),
        )
    return list(found.values())


def _spread(plan: VisitPlan, wanted: list[UUID], days: list[date], by: User, minutes: int) -> list[VisitStop]:
    """Along one way through all of them, cut into as many equal parts as there are days."""
    places = whereabouts(wanted, by)
    stops = [routing.Stop(key, places[key].place if key in places else None, minutes) for key in wanted]
    # Many are cut up by the nearest neighbour alone: the order within each day is looked for afterwards.
    search = routing.shortest if len(stops) <= MOST_A_DAY else routing.nearest_first
    way = search(routes.start_of(plan), stops)
    share = -(-len(way) // len(days)) or 1
    return [
        VisitStop(plan=plan, customer_id=one.key, day=days[number // share], position=number, minutes=minutes)
        for number, one in enumerate(way)
    ]


def _number(stops: Iterable[VisitStop]) -> None:
    """Positions within each day, in this order."""
    counts: dict[date, int] = {}
    changed = []
    for one in stops:
        one.position = counts.get(one.day, 0)
        counts[one.day] = one.position + 1
        changed.append(one)
    if any(number > MOST_A_DAY for number in counts.values()):
        raise PlanRefused(_("A day has at most %(number)s stops.") % {"number": MOST_A_DAY}, field="day")
    VisitStop.objects.bulk_update(changed, ["day", "position"])


def _into_calendar(plan: VisitPlan, stop: VisitStop, begins: datetime, by: User) -> bool:
    ends = begins + timedelta(minutes=stop.minutes)
    if stop.visit is None:
        made = visits.plan(
            customer=stop.customer, purpose=plan.title, planned_start=begins, planned_end=ends, visitor=plan.visitor,
            by=by,
        )  # fmt: skip
        VisitStop.objects.filter(pk=stop.pk).update(visit=made)
        return True
    if not stop.visit.is_planned or (stop.visit.planned_start, stop.visit.planned_end) == (begins, ends):
        return False
    visits.reschedule(visit=stop.visit, planned_start=begins, planned_end=ends, by=by)
    return True
