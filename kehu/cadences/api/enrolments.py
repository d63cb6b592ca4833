"""/cadence-enrolments: leads and opportunities on their way through cadences."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.cadences.actions import enrolling, enrolments, pausing
from kehu.cadences.api.resources import CADENCES, ENROLMENTS
from kehu.cadences.queries.records import rows
from kehu.foundation.access.reader import reader
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input

router = Router()
_ID = "0190b6c7-0000-7000-8000-000000000000"


class EnrolmentCreate(Input):
    """The cadence, and the lead or opportunity (as the cadence is for) that begins with it on `start` (today)."""

    model_config = {"json_schema_extra": {"examples": [{"cadence": _ID, "record": _ID}]}}

    cadence: UUID
    record: UUID
    start: date | None = None


class Pause(Input):
    """Until when; without it, until somebody lets it go on."""

    until: date | None = None


class Postponement(Input):
    day: Annotated[date, Field(examples=["2027-02-15"])]


ENROLMENTS.read_by(router)


@router.post("", response={201: ENROLMENTS.schema})
def create_cadence_enrolment(request: HttpRequest, payload: EnrolmentCreate) -> HttpResponse:
    """Put a lead or an opportunity into a cadence: its first step becomes a task of the owner."""
    user = reader(request)
    user.require("cadence.enrol")
    cadence = CADENCES.named(user, payload.cadence, "cadence")
    record = named(rows(cadence.subject).visible_to(user), payload.record, "record")
    made = enrolling.enrol(cadence=cadence, record=record, by=user, start=payload.start)
    return ENROLMENTS.written(request, made.pk, 201)


@router.post("/{record_id}/pause", response={201: ENROLMENTS.schema})
def pause_cadence_enrolment(request: HttpRequest, record_id: UUID, payload: Pause) -> HttpResponse:
    """Hold it up; its task is called off until then."""
    with ENROLMENTS.changing(request, record_id) as one:
        pausing.pause(enrolment=one, until=payload.until, by=reader(request))
    return ENROLMENTS.written(request, record_id, 201)


@router.delete("/{record_id}/pause", response=ENROLMENTS.schema)
def resume_cadence_enrolment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Let it go on with the step it waited with."""
    with ENROLMENTS.changing(request, record_id) as one:
        pausing.resume(enrolment=one, by=reader(request))
    return ENROLMENTS.written(request, record_id)


@router.post("/{record_id}/skips", response={201: ENROLMENTS.schema})
def skip_step_of_cadence_enrolment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Leave out the step it waits for."""
    with ENROLMENTS.changing(request, record_id) as one:
        enrolments.skip(enrolment=one, by=reader(request))
    return ENROLMENTS.written(request, record_id, 201)


@router.post("/{record_id}/postponement", response={201: ENROLMENTS.schema})
def postpone_step_of_cadence_enrolment(request: HttpRequest, record_id: UUID, payload: Postponement) -> HttpResponse:
    """Put the step it waits for off to another day."""
    with ENROLMENTS.changing(request, record_id) as one:
        enrolments.postpone(enrolment=one, day=payload.day, by=reader(request))
    return ENROLMENTS.written(request, record_id, 201)


@router.post("/{record_id}/stop", response={201: ENROLMENTS.schema})
def stop_cadence_enrolment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """End it here; its open task is called off."""
    with ENROLMENTS.changing(request, record_id) as one:
        enrolments.stop(enrolment=one, by=reader(request))
    return ENROLMENTS.written(request, record_id, 201)
