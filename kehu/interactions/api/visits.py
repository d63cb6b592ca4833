"""/visits: planned, then held or called off; and the calendar of a span of days."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel

from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import visits
from kehu.interactions.api.bodies import Reason, VisitChange, VisitCreate, VisitHolding, said
from kehu.interactions.api.interactions import follow_up
from kehu.interactions.api.resources import TASKS, VISITS, colleague
from kehu.interactions.models import Task, Visit
from kehu.interactions.permissions import TaskVerb, VisitVerb
from kehu.interactions.queries import calendar as calendar_queries

router, calendar = Router(), Router()
VISITS.read_by(router)


@router.post("", response={201: VISITS.schema})
def plan_visit(request: HttpRequest, payload: VisitCreate) -> HttpResponse:
    """Plan a visit to a customer, with colleagues and contacts who come along."""
    user = reader(request)
    given = said(payload)
    given["customer"] = CUSTOMERS.named(user, payload.customer, "customer")
    made = visits.plan(by=user, **{"custom": {}, **_named(given, user)})
    return VISITS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=VISITS.schema)
def change_visit(request: HttpRequest, record_id: UUID, payload: VisitChange) -> HttpResponse:
    """Change a visit as long as it is planned."""
    user = reader(request)
    with VISITS.changing(request, record_id) as visit:
        visits.update(visit=visit, changes=_named(said(payload), user), by=user)
    return VISITS.written(request, record_id)


@router.post("/{record_id}/holding", response={201: VISITS.schema})
def hold_visit(request: HttpRequest, record_id: UUID, payload: VisitHolding) -> HttpResponse:
    """Say that the visit took place; it writes an interaction with the minutes."""
    given = payload.model_dump(exclude={"follow_up"})
    with VISITS.changing(request, record_id) as visit:
        visits.hold(visit=visit, by=reader(request), follow_up=follow_up(payload.follow_up), **given)
    return VISITS.written(request, record_id, 201)


@router.post("/{record_id}/cancellation", response={201: VISITS.schema})
def cancel_visit(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    """Call a planned visit off."""
    with VISITS.changing(request, record_id) as visit:
        visits.cancel(visit=visit, reason=payload.reason, by=reader(request))
    return VISITS.written(request, record_id, 201)


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    found = dict(values)
    if "contact" in found:
        found["contact"] = CONTACTS.named(user, found["contact"], "contact")
    if "visitor" in found:
        found["visitor"] = colleague(found["visitor"], "visitor")
    if "colleagues" in found:
        found["colleagues"] = [colleague(one, "colleagues") for one in found["colleagues"]]
    if "contacts" in found:
        found["contacts"] = [CONTACTS.named(user, one, "contacts") for one in found["contacts"]]
    return found


# -- the calendar ------------------------------------------------------------------------------------------------------


class Days(BaseModel):
    """Both days belong to the span; at most two months are given."""

    since: date
    until: date
    team: bool = False


class KeyDay(BaseModel):
    """A key date as it falls on one day."""

    day: date
    key_date: UUID
    customer: UUID
    text: str


class Calendar(BaseModel):
    """What stands in a calendar."""

    visits: list[VISITS.schema]  # type: ignore[name-defined]
    tasks: list[TASKS.schema]  # type: ignore[name-defined]
    key_days: list[KeyDay]


class WrongSpan(Refusal):
    """The days are not a span that a calendar could show."""


@calendar.get("", response=Calendar)
def read_calendar(request: HttpRequest, asked: Query[Days]) -> HttpResponse:
    """Visits, tasks and key dates between two days; with `team` also the work of those you look after."""
    user = reader(request)
    user.require(VisitVerb.VIEW)
    user.require(TaskVerb.VIEW)
    if not date(1950, 1, 1) <= asked.since <= asked.until <= date(2150, 1, 1):
        raise WrongSpan(_("The days are not in order, or too far away."), field="until")
    since, until = calendar_queries.whole_days(asked.since, asked.until)
    span = calendar_queries.span(user=user, since=since, until=until, team=asked.team)
    found_visits = VISITS.objects(Visit.objects.filter(pk__in=[one.pk for one in span.visits]), user)
    found_tasks = TASKS.objects(Task.objects.filter(pk__in=[one.pk for one in span.tasks]), user)
    days = [
        {"day": one.day, "key_date": one.key_date.pk, "customer": one.key_date.customer_id, "text": one.wording}
        for one in span.key_days
    ]
    return answer({
        "visits": sorted(found_visits, key=lambda one: one["planned_start"]),
        "tasks": sorted(found_tasks, key=lambda one: one["due_at"]),
        "key_days": days,
    })  # fmt: skip
