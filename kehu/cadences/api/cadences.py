"""/cadences: rows of steps for leads and opportunities, and what they brought."""

from collections.abc import Sequence
from datetime import time
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from kehu.cadences.actions import cadences as actions
from kehu.cadences.api.resources import CADENCES
from kehu.cadences.models import Cadence, CadenceStep
from kehu.cadences.models.cadences import LONGEST_WAIT
from kehu.cadences.queries import results as figures
from kehu.cadences.queries import showing
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.schemas import Input, OneOf

router = Router()
Conditions = Annotated[str, Field(max_length=5000)]
Days = Annotated[int, Field(ge=0, le=LONGEST_WAIT)]


class CadenceChange(Input):
    """What is changed. No `teams`: everybody may use it. `conditions` is a filter of the list of leads, as in its link:
    with `takes_new` new leads that fit go in by themselves.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    note: Annotated[str, Field(max_length=5000)] | None = None
    teams: Annotated[list[UUID], Field(max_length=200)] | None = None
    stops_on_meeting: bool | None = None
    new_owner: Annotated[str, OneOf(Cadence.NewOwner.values)] | None = None
    takes_new: bool | None = None
    conditions: Conditions | None = None
    is_active: bool | None = None


class CadenceCreate(CadenceChange):
    model_config = {"json_schema_extra": {"examples": [{"name": "New leads", "subject": "lead"}]}}

    name: Annotated[str, Field(min_length=1, max_length=120)]
    subject: Annotated[str, OneOf(Cadence.Subject.values)] = "lead"


class StepChange(Input):
    """`days` are working days after the step before; without `at` it is for any time of the day. `title` and `body` may
    name fields in braces: {name}, {company}, {job_title}, {city}, {subject}, {owner}.
    """

    kind: Annotated[str, OneOf(CadenceStep.Kind.values)] | None = None
    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    days: Days | None = None
    at: time | None = None
    body: Annotated[str, Field(max_length=20_000)] | None = None
    conditions: Conditions | None = None


class StepCreate(StepChange):
    model_config = {"json_schema_extra": {"examples": [{"kind": "call", "title": "Call {name}", "days": 2}]}}

    title: Annotated[str, Field(min_length=1, max_length=200)]


class Order(Input):
    """The ids of the steps in their new order."""

    steps: Annotated[list[UUID], Field(max_length=200)]


class Step(BaseModel):
    id: UUID
    kind: str
    title: str
    days: int
    at: time | None
    body: str
    conditions: str


class StepFigures(BaseModel):
    """Of those that came to a step: how many wait, answered there, went on, went through it as the last, and ended."""

    step: UUID
    title: str
    reached: int
    waiting: int
    answered: int
    went_on: int
    finished: int
    ended: int


class Figures(BaseModel):
    enrolled: int
    active: int
    paused: int
    finished: int
    stopped: int
    replied: int
    converted: int
    steps: list[StepFigures]


CADENCES.read_by(router)


@router.post("", response={201: CADENCES.schema})
def create_cadence(request: HttpRequest, payload: CadenceCreate) -> HttpResponse:
    """Write a cadence; its steps are added one by one."""
    given = {key: value for key, value in payload.given().items() if value is not None}
    made = actions.write(by=reader(request), **given)
    return CADENCES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=CADENCES.schema)
def change_cadence(request: HttpRequest, record_id: UUID, payload: CadenceChange) -> HttpResponse:
    """Change what the body names."""
    with CADENCES.changing(request, record_id) as one:
        given = {key: value for key, value in payload.given().items() if value is not None}
        actions.change(cadence=one, changes=given, by=reader(request))
    return CADENCES.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_cadence(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Move it to the trash, unless somebody is under way in it."""
    with CADENCES.changing(request, record_id) as one:
        actions.trash(cadence=one, by=reader(request))
    return nothing()


@router.get("/{record_id}/steps", response=list[Step])
def list_steps_of_cadence(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Its steps in their order."""
    return answer(_said(showing.steps_of(CADENCES.find(reader(request), record_id))))


@router.post("/{record_id}/steps", response={201: Step})
def add_step_to_cadence(request: HttpRequest, record_id: UUID, payload: StepCreate) -> HttpResponse:
    """Another step, at the end."""
    with CADENCES.changing(request, record_id) as one:
        made = actions.add_step(cadence=one, by=reader(request), **payload.given())
    return answer(_said([made])[0], 201)


@router.patch("/{record_id}/steps/{step_id}", response=Step)
def change_step_of_cadence(request: HttpRequest, record_id: UUID, step_id: UUID, payload: StepChange) -> HttpResponse:
    """Change what the body names; tasks that were made of it stay as they are. `"at": null` is any time of the day."""
    with CADENCES.changing(request, record_id) as one:
        given = {key: value for key, value in payload.given().items() if value is not None or key == "at"}
        row = actions.change_step(step=_step(one, step_id), changes=given, by=reader(request))
    return answer(_said([row])[0])


@router.delete("/{record_id}/steps/{step_id}", response={204: None})
def remove_step_from_cadence(request: HttpRequest, record_id: UUID, step_id: UUID) -> HttpResponse:
    """It comes to nobody any more; who waits for it finishes it."""
    with CADENCES.changing(request, record_id) as one:
        actions.remove_step(step=_step(one, step_id), by=reader(request))
    return nothing()


@router.put("/{record_id}/steps-order", response={204: None})
def order_steps_of_cadence(request: HttpRequest, record_id: UUID, payload: Order) -> HttpResponse:
    """Put the steps into another order."""
    with CADENCES.changing(request, record_id) as one:
        actions.order_steps(cadence=one, order=payload.steps, by=reader(request))
    return nothing()


@router.get("/{record_id}/results", response=Figures)
def read_results_of_cadence(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What it brought, of the enrolments that the caller sees."""
    user = reader(request)
    one = CADENCES.find(user, record_id)
    found = figures.results(one, user)
    steps = [
        {
            "step": each.step.pk, "title": each.step.title, "reached": each.reached, "waiting": each.waiting,
            "answered": each.answered, "went_on": each.went_on, "finished": each.finished, "ended": each.ended,
        }
        for each in figures.by_step(one, user)
    ]  # fmt: skip
    return answer({**vars(found), "steps": steps})


def _step(cadence: Cadence, step_id: UUID) -> CadenceStep:
    rows = CadenceStep.objects.filter(cadence=cadence, is_removed=False).select_related("cadence")
    return get_object_or_404(rows, pk=step_id)  # type: ignore[no-any-return]


def _said(steps: Sequence[CadenceStep]) -> list[dict[str, object]]:
    names = ("kind", "title", "days", "at", "body", "conditions")
    return [{"id": one.pk, **{name: getattr(one, name) for name in names}} for one in steps]
