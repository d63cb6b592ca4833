"""/handovers: everything that one person looks after goes to others; /handover-items: each record that goes."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.coverage.actions import carrying_out, preparing
from kehu.coverage.models import Handover, HandoverCandidate
from kehu.coverage.objects import HANDOVER, ITEM
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.resources import Objects, Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan

router, items = Router(), Router()


def _candidates(found: Objects, _user: User) -> None:
    """Who may take over, and how many customers at most."""
    held: dict[UUID, list[dict[str, Any]]] = {one["id"]: [] for one in found}
    rows = HandoverCandidate.objects.filter(handover__in=held).order_by("created_at", "pk")
    for handover, user, most in rows.values_list("handover", "user", "most"):
        held[handover].append({"user": user, "most": most})
    for one in found:
        one["candidates"] = held[one["id"]]


HANDOVERS = Resource("handovers", "handover", Plan(HANDOVER, default_sort="-created_at"), shape=_candidates)
ITEMS = Resource("handover_items", "handover_item", Plan(ITEM, default_sort="-worth"))
PEOPLE = User.objects.filter(is_system=False)


class HandoverCreate(Input):
    """Who hands over, and who may take over. Nothing moves before it is submitted."""

    leaver: UUID
    candidates: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    reason: Annotated[str, OneOf(Handover.Reason.values)] = "leaves"
    note: Annotated[str, Field(max_length=5000)] = ""


class Candidate(Input):
    """`most`: how many customers he takes at most; none: his share."""

    user: UUID
    most: Annotated[int | None, Field(ge=0, le=preparing.MOST_CUSTOMERS)] = None


class Candidates(Input):
    """Exactly those who may take over."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"candidates": [{"user": "0190b6c7-0000-7000-8000-000000000000", "most": 50}]}]
        }
    }

    candidates: Annotated[list[Candidate], Field(min_length=1, max_length=200)]


class Message(Input):
    """What the customers are told, with {customer}, {former} and {successor} for the names; empty: nothing."""

    model_config = {"json_schema_extra": {"examples": [{"subject": "", "body": ""}]}}

    subject: Annotated[str, Field(max_length=200)] = ""
    body: Annotated[str, Field(max_length=20_000)] = ""


class Giving(Input):
    """The successor of a record; what hangs on a customer goes along with him."""

    successor: UUID


HANDOVERS.read_by(router)
ITEMS.read_by(items)


@router.post("", response={201: HANDOVERS.schema})
def create_handover(request: HttpRequest, payload: HandoverCreate) -> HttpResponse:
    """Prepare a hand-over: what the leaver holds is listed, and who takes what is proposed."""
    user = reader(request)
    user.require("handover.run")
    made = preparing.begin(
        leaver=named(PEOPLE, payload.leaver, "leaver"), reason=payload.reason, note=payload.note, by=user,
        candidates=[named(PEOPLE.filter(is_active=True), one, "candidates") for one in payload.candidates],
    )  # fmt: skip
    return HANDOVERS.written(request, made.pk, 201)


@router.put("/{record_id}/candidates", response=HANDOVERS.schema)
def set_handover_candidates(request: HttpRequest, record_id: UUID, payload: Candidates) -> HttpResponse:
    """Say who may take over and how many customers each at most; what was not chosen by hand is proposed anew."""
    with HANDOVERS.changing(request, record_id) as one:
        people = [named(PEOPLE.filter(is_active=True), each.user, "candidates") for each in payload.candidates]
        most = {each.user: each.most for each in payload.candidates}
        preparing.set_candidates(handover=one, candidates=people, most=most, by=reader(request))
    return HANDOVERS.written(request, record_id)


@router.put("/{record_id}/message", response=HANDOVERS.schema)
def write_handover_message(request: HttpRequest, record_id: UUID, payload: Message) -> HttpResponse:
    """Say what the customers are told."""
    with HANDOVERS.changing(request, record_id) as one:
        preparing.write_letter(handover=one, subject=payload.subject, body=payload.body, by=reader(request))
    return HANDOVERS.written(request, record_id)


@router.post("/{record_id}/submission", response={202: HANDOVERS.schema})
def submit_handover(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Ask for approval, or begin at once where no rule wants one."""
    with HANDOVERS.changing(request, record_id) as one:
        carrying_out.submit(handover=one, by=reader(request))
    return HANDOVERS.written(request, record_id, 202)


@router.post("/{record_id}/abandonment", response={201: HANDOVERS.schema})
def abandon_handover(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Give it up while it is being prepared."""
    with HANDOVERS.changing(request, record_id) as one:
        preparing.abandon(handover=one, by=reader(request))
    return HANDOVERS.written(request, record_id, 201)


@items.post("/{record_id}/successor", response={201: ITEMS.schema})
def give_handover_item(request: HttpRequest, record_id: UUID, payload: Giving) -> HttpResponse:
    """Choose the successor of a record by hand."""
    with ITEMS.changing(request, record_id) as one:
        preparing.give(items=[one], successor=named(PEOPLE, payload.successor, "successor"), by=reader(request))
    return ITEMS.written(request, record_id, 201)
