"""/approvals: requests for approval, and what those who take part do with them."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Objects, Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.models import Request, Step
from kehu.foundation.approvals.objects import APPROVAL
from kehu.foundation.approvals.queries.requests import with_everything
from kehu.foundation.lists.query import Plan

router = Router()
Note = Annotated[str, Field(max_length=4000)]
Reason = Annotated[str, Field(min_length=1, max_length=4000)]


def _whole(found: Objects, _user: User) -> None:
    """What it is about, and the way it goes."""
    rows = {one.pk: one for one in with_everything(Request.objects.filter(pk__in=[one["id"] for one in found]))}
    for one in found:
        row = rows[one["id"]]
        one |= {
            "object": row.object_key, "record": row.record_id, "facts": row.facts,
            "steps": [_step(step) for step in row.steps.all()],
        }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.pk, "state": step.state, "mode": step.mode, "origin": step.origin, "void": step.is_void,
        "began_at": step.began_at, "due_at": step.due_at, "ended_at": step.ended_at,
        "approvers": [
            {"user": one.user_id, "instead_of": one.instead_of_id, "state": one.state, "note": one.note,
             "answered_at": one.answered_at}
            for one in step.approvers.all()
        ],
    }  # fmt: skip


APPROVALS = Resource("approvals", "approval", Plan(APPROVAL, default_sort="-asked_at"), shape=_whole)
APPROVALS.read_by(router)


class Words(Input):
    """What one wants to say with it."""

    note: Note = ""


class Rejection(Input):
    """Why it is rejected."""

    model_config = {"json_schema_extra": {"examples": [{"note": "More than the budget allows"}]}}

    note: Reason


class Return(Rejection):
    """`to` is an earlier step, none the asker; `straight`: after his answer it comes straight back to this step."""

    to: UUID | None = None
    straight: bool = False


class Delegation(Words):
    """Who decides instead. `instead_of` is whose decision it is, for who may configure approvals; else one's own."""

    to: UUID
    instead_of: UUID | None = None


class Signers(Words):
    """Who else is asked: before this step is decided, or after it."""

    model_config = {
        "json_schema_extra": {"examples": [{"users": ["0190b6c7-0000-7000-8000-000000000000"], "place": "before"}]}
    }

    users: Annotated[list[UUID], Field(min_length=1, max_length=10)]
    place: Annotated[str, OneOf(["before", "after"])] = "before"


class Comment(Input):
    """A question or an explanation."""

    note: Reason


@router.post("/{record_id}/approval", response={201: APPROVALS.schema})
def approve_approval(request: HttpRequest, record_id: UUID, payload: Words) -> HttpResponse:
    """Approve what waits for your decision."""
    with APPROVALS.changing(request, record_id) as one:
        decisions.approve(request=one, by=reader(request), note=payload.note)
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/rejection", response={201: APPROVALS.schema})
def reject_approval(request: HttpRequest, record_id: UUID, payload: Rejection) -> HttpResponse:
    """Reject what waits for your decision, and say why. The request ends."""
    with APPROVALS.changing(request, record_id) as one:
        decisions.reject(request=one, by=reader(request), note=payload.note)
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/return", response={201: APPROVALS.schema})
def send_back_approval(request: HttpRequest, record_id: UUID, payload: Return) -> HttpResponse:
    """Send it back to who asked, or to an earlier step."""
    with APPROVALS.changing(request, record_id) as one:
        decisions.send_back(
            request=one, by=reader(request), note=payload.note, to=payload.to, straight=payload.straight
        )
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/delegation", response={201: APPROVALS.schema})
def hand_on_approval(request: HttpRequest, record_id: UUID, payload: Delegation) -> HttpResponse:
    """Give your decision to a colleague."""
    whose = named(User.objects.all(), payload.instead_of, "instead_of") if payload.instead_of else None
    with APPROVALS.changing(request, record_id) as one:
        decisions.hand_on(
            request=one, to=_colleague(payload.to, "to"), by=reader(request), note=payload.note, instead_of=whose
        )
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/signers", response={201: APPROVALS.schema})
def add_signers_to_approval(request: HttpRequest, record_id: UUID, payload: Signers) -> HttpResponse:
    """Ask colleagues as well, before or after your step."""
    with APPROVALS.changing(request, record_id) as one:
        users = [_colleague(pk, "users") for pk in payload.users]
        decisions.add_signers(request=one, users=users, place=payload.place, by=reader(request), note=payload.note)
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/withdrawal", response={201: APPROVALS.schema})
def withdraw_approval(request: HttpRequest, record_id: UUID, payload: Words) -> HttpResponse:
    """Take back what you asked for."""
    with APPROVALS.changing(request, record_id) as one:
        requests.withdraw(request=one, by=reader(request), note=payload.note)
    return APPROVALS.written(request, record_id, 201)


@router.post("/{record_id}/resubmission", response={201: APPROVALS.schema})
def ask_again_for_approval(request: HttpRequest, record_id: UUID, payload: Words) -> HttpResponse:
    """Ask again for what was sent back to you, with what the record says now."""
    with APPROVALS.changing(request, record_id) as one:
        requests.ask_again(request=one, by=reader(request), note=payload.note)
    return APPROVALS.written(request, record_id, 201)


@router.get("/{record_id}/acts", response={200: list[dict[str, Any]]})
def list_acts_of_approval(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Everything that was done with it, the first first."""
    one = APPROVALS.find(reader(request), record_id)
    rows = one.acts.order_by("at", "pk").values("id", "at", "by", "what", "to", "step", "note")
    return answer(list(rows))


@router.post("/{record_id}/comments", response={201: APPROVALS.schema})
def comment_on_approval(request: HttpRequest, record_id: UUID, payload: Comment) -> HttpResponse:
    """Write about a request that you see."""
    with APPROVALS.changing(request, record_id) as one:
        requests.comment(request=one, text=payload.note, by=reader(request))
    return APPROVALS.written(request, record_id, 201)


def _colleague(pk: UUID, field: str) -> User:
    found: User = named(User.objects.filter(is_active=True, is_system=False), pk, field)
    return found


ROUTERS: list[tuple[str, str, Router]] = [("/approvals", "Approvals", router)]
