"""/visit-plans: whom somebody goes to see, in which order, and how the way goes."""

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers.api.resources import CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.interactions.actions import visit_plans as actions
from kehu.interactions.api.resources import VISITS, colleague
from kehu.interactions.models import VisitPlan, VisitStop
from kehu.interactions.objects import VISIT_PLAN
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.queries import routes

router = Router()
PLANS = Resource("visit_plans", "visit_plan", Plan(VISIT_PLAN, default_sort="-first_day"))
Title = Annotated[str, Field(min_length=1, max_length=200)]
Minutes = Annotated[int, Field(ge=5, le=720)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class PlanCreate(Input):
    """A plan for `days` working days from `first_day`; the customers are shared out over them along a short way."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"title": "Autumn round", "first_day": "2026-11-24", "days": 2, "customers": []}]
        }
    }

    title: Title
    first_day: date
    days: Annotated[int, Field(ge=1, le=14)] = 1
    minutes: Minutes = 60
    visitor: UUID | None = None
    customers: Annotated[list[UUID], Field(max_length=420)] = []


class PlanChange(Input):
    title: Title | None = None


class StopCreate(Input):
    customer: UUID
    day: date
    minutes: Minutes = 60


class StopChange(Input):
    """`fixed_at` is an agreed time, null for none."""

    day: date | None = None
    minutes: Minutes | None = None
    fixed_at: time | None = None


class Place(Input):
    stop: UUID
    day: date


class Ordering(Input):
    """By the shortest way from `start` (`here` needs a place); or with `stops` in this very order, each on its day."""

    model_config = {"json_schema_extra": {"examples": [{"start": "office"}]}}

    start: Annotated[str, OneOf(VisitPlan.Start.values)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    stops: Annotated[list[Place], Field(max_length=420)] | None = None


class CheckIn(Input):
    """The visit of the stop took place; `remember` notes the place at the customer's address."""

    minutes: Annotated[str, Field(max_length=20_000)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    remember: bool = False


class StopOut(BaseModel):
    """`km` from the stop before, null where a place is not known; `begins_at` as the route says."""

    id: UUID
    customer: UUID | None
    day: date
    number: int
    minutes: int
    fixed_at: time | None
    begins_at: datetime
    late_minutes: int
    km: float | None
    latitude: float | None
    longitude: float | None
    visit: UUID | None


class Route(BaseModel):
    km: float
    stops: list[StopOut]


class Scheduled(BaseModel):
    """How many visits were planned or moved."""

    changed: int


PLANS.read_by(router)


@router.post("", response={201: PLANS.schema})
def create_visit_plan(request: HttpRequest, payload: PlanCreate) -> HttpResponse:
    """Plan visits to customers; those out of your sight are left out."""
    given = payload.model_dump()
    given["visitor"] = colleague(given["visitor"], "visitor")
    made = actions.make(by=reader(request), **given)
    return PLANS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=PLANS.schema)
def change_visit_plan(request: HttpRequest, record_id: UUID, payload: PlanChange) -> HttpResponse:
    """Change what the body names."""
    with PLANS.changing(request, record_id) as plan:
        given = {key: value for key, value in payload.given().items() if value is not None}
        actions.update(plan=plan, changes=given, by=reader(request))
    return PLANS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_visit_plan(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Throw the plan away; what stands in the calendar stays there."""
    with PLANS.changing(request, record_id) as plan:
        actions.discard(plan=plan, by=reader(request))
    return nothing()


@router.get("/{record_id}/route", response=Route)
def read_route(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The stops in order, with distances (straight lines) and times."""
    return answer(_route(PLANS.find(reader(request), record_id), reader(request)))


@router.post("/{record_id}/ordering", response={201: Route})
def order_visit_plan(request: HttpRequest, record_id: UUID, payload: Ordering) -> HttpResponse:
    """Order the stops; agreed times stay."""
    user = reader(request)
    place = None
    if payload.latitude is not None and payload.longitude is not None:
        place = (payload.latitude, payload.longitude)
    with PLANS.changing(request, record_id) as plan:
        if payload.stops is None:
            actions.order_by_distance(plan=plan, by=user, start=payload.start, place=place)
        else:
            actions.arrange(plan=plan, order=[(one.day, one.stop) for one in payload.stops], by=user)
    return answer(_route(PLANS.find(user, record_id), user), 201)


@router.post("/{record_id}/visits", response={201: Scheduled})
def schedule_visit_plan(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Put the stops into the visitor's calendar at the times of the route."""
    with PLANS.changing(request, record_id) as plan:
        changed = actions.schedule(plan=plan, by=reader(request))
    return answer({"changed": changed}, 201)


@router.post("/{record_id}/stops", response={201: Route})
def add_visit_stop(request: HttpRequest, record_id: UUID, payload: StopCreate) -> HttpResponse:
    """One more customer, at the end of the day."""
    user = reader(request)
    with PLANS.changing(request, record_id) as plan:
        user.require(VisitVerb.PLAN)
        customer = CUSTOMERS.named(user, payload.customer, "customer")
        actions.add_stop(plan=plan, customer=customer, day=payload.day, minutes=payload.minutes, by=user)
    return answer(_route(PLANS.find(user, record_id), user), 201)


@router.patch("/stops/{stop_id}", response=Route)
def change_visit_stop(request: HttpRequest, stop_id: UUID, payload: StopChange) -> HttpResponse:
    """Change what the body names."""
    user = reader(request)
    stop = _stop(user, stop_id)
    empty = {"fixed_at"}
    given = {key: value for key, value in payload.given().items() if value is not None or key in empty}
    actions.change_stop(stop=stop, changes=given, by=user)
    return answer(_route(stop.plan, user))


@router.delete("/stops/{stop_id}", response={204: None})
def remove_visit_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """Take a customer out of the plan; a visit in the calendar stays there."""
    user = reader(request)
    actions.remove_stop(stop=_stop(user, stop_id), by=user)
    return nothing()


@router.post("/stops/{stop_id}/check-in", response={201: VISITS.schema})
def check_in_at_stop(request: HttpRequest, stop_id: UUID, payload: CheckIn) -> HttpResponse:
    """Say on the spot that the visit took place."""
    user = reader(request)
    place = None
    if payload.latitude is not None and payload.longitude is not None:
        place = (payload.latitude, payload.longitude)
    held = actions.check_in(
        stop=_stop(user, stop_id), minutes=payload.minutes, place=place, remember=payload.remember, by=user
    )
    return VISITS.written(request, held.pk, 201)


def _stop(user: User, stop_id: UUID) -> VisitStop:
    user.require(VisitVerb.VIEW)
    found: VisitStop | None = VisitStop.objects.visible_to(user).select_related("plan").filter(pk=stop_id).first()
    if found is None:
        raise Http404
    return found


def _route(plan: VisitPlan, user: User) -> dict[str, Any]:
    days = routes.days_of(plan, user)
    return {"km": round(sum(day.km for day in days), 3), "stops": [_said(one) for day in days for one in day.stops]}


def _said(one: routes.StopOnRoute) -> dict[str, Any]:
    latitude, longitude = one.place or (None, None)
    return {
        "id": one.stop.pk, "customer": one.customer.pk if one.customer else None, "day": one.stop.day,
        "number": one.number, "minutes": one.stop.minutes, "fixed_at": one.stop.fixed_at, "begins_at": one.begins_at,
        "late_minutes": one.late, "km": None if one.km is None else round(one.km, 3), "latitude": latitude,
        "longitude": longitude, "visit": one.stop.visit_id,
    }  # fmt: skip
