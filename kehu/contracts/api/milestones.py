"""/milestones: what has to be reached; /instalments: what is to be paid, and what of it is waived."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.contracts.actions import milestones, plans
from kehu.contracts.api.resources import CONTRACTS, INSTALMENTS, MILESTONES
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input

_ID = "0190b6c7-0000-7000-8000-000000000000"
router, instalment_router = Router(), Router()
Name = Annotated[str, Field(min_length=1, max_length=200)]


class MilestoneChange(Input):
    name: Name | None = None
    due_on: date | None = None
    responsible: UUID | None = None
    note: Annotated[str, Field(max_length=20_000)] | None = None


class MilestoneCreate(MilestoneChange):
    model_config = {
        "json_schema_extra": {"examples": [{"contract": "0190b6c7-0000-7000-8000-000000000000", "name": "Accepted"}]}
    }

    contract: UUID
    name: Name


class Reaching(Input):
    on: date | None = None


class Reason(Input):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


MILESTONES.read_by(router)
INSTALMENTS.read_by(instalment_router)


@router.post("", response={201: MILESTONES.schema})
def create_milestone(request: HttpRequest, payload: MilestoneCreate) -> HttpResponse:
    user = reader(request)
    given = _named(_said(payload))
    contract = CONTRACTS.named(user, given.pop("contract"), "contract")
    made = milestones.create(contract=contract, by=user, **given)
    return MILESTONES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=MILESTONES.schema)
def change_milestone(request: HttpRequest, record_id: UUID, payload: MilestoneChange) -> HttpResponse:
    """Another day moves the instalments that hang on it."""
    user = reader(request)
    with MILESTONES.changing(request, record_id) as one:
        milestones.update(milestone=one, changes=_named(_said(payload)), by=user)
    return MILESTONES.written(request, record_id)


@router.post("/{record_id}/reaching", response={201: MILESTONES.schema})
def reach_milestone(request: HttpRequest, record_id: UUID, payload: Reaching) -> HttpResponse:
    with MILESTONES.changing(request, record_id) as one:
        milestones.reach(milestone=one, on=payload.on, by=reader(request))
    return MILESTONES.written(request, record_id, 201)


@router.delete("/{record_id}/reaching", response={204: None})
def reopen_milestone(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """It was not reached after all."""
    with MILESTONES.changing(request, record_id) as one:
        milestones.reopen(milestone=one, by=reader(request))
    return nothing()


@router.delete("/{record_id}", response={204: None})
def delete_milestone(request: HttpRequest, record_id: UUID) -> HttpResponse:
    with MILESTONES.changing(request, record_id) as one:
        milestones.remove(milestone=one, by=reader(request))
    return nothing()


@instalment_router.post("/{record_id}/waiver", response={201: INSTALMENTS.schema})
def waive_instalment(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    """Give up what is still owed of it."""
    with INSTALMENTS.changing(request, record_id) as one:
        plans.waive(instalment=one, reason=payload.reason, by=reader(request))
    return INSTALMENTS.written(request, record_id, 201)


@instalment_router.delete("/{record_id}/waiver", response={204: None})
def claim_instalment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """It is owed again."""
    with INSTALMENTS.changing(request, record_id) as one:
        plans.claim(instalment=one, by=reader(request))
    return nothing()


def _said(body: Input) -> dict[str, Any]:
    cleared = {"due_on", "responsible"}
    return {key: value for key, value in body.given().items() if value is not None or key in cleared}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the person that they name."""
    if values.get("responsible") is None:
        return values
    people = User.objects.filter(is_active=True, is_system=False)
    return {**values, "responsible": named(people, values["responsible"], "responsible")}
