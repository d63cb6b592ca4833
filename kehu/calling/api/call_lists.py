"""/call-lists: made, handed out, and worked through one call at a time."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from kehu.calling.actions import calls
from kehu.calling.actions import lists as actions
from kehu.calling.models import CallEntry, CallList, Outcome
from kehu.calling.objects import CALL_LIST
from kehu.calling.permissions import CallListVerb
from kehu.calling.queries import results
from kehu.calling.queries.subjects import subject_of
from kehu.customers.models import Consent
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan

router = Router()
LISTS = Resource("call_lists", "call_list", Plan(CALL_LIST, default_sort="-updated_at"))
Name = Annotated[str, Field(min_length=1, max_length=200)]
Purpose = Annotated[str, OneOf(Consent.Purpose.values)]


class ListChange(Input):
    """`members` are all who call along from then on."""

    name: Name | None = None
    due_on: date | None = None
    purpose: Purpose | None = None
    script: Annotated[str, Field(max_length=20_000)] | None = None
    retry_minutes: Annotated[int, Field(ge=1, le=20_160)] | None = None
    most_attempts: Annotated[int, Field(ge=1, le=20)] | None = None
    members: Annotated[list[UUID], Field(max_length=200)] | None = None


class ListCreate(Input):
    """A list of records of one kind; those out of your sight are left out."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Renewals", "kind": "customer", "records": []}]}}

    name: Name
    kind: Annotated[str, OneOf(CallList.Kind.values)]
    records: Annotated[list[UUID], Field(max_length=5000)] = []
    members: Annotated[list[UUID], Field(max_length=200)] = []
    due_on: date | None = None
    purpose: Purpose = Consent.Purpose.SERVICE
    script: Annotated[str, Field(max_length=20_000)] = ""


class MoreRecords(Input):
    records: Annotated[list[UUID], Field(max_length=5000)]


class Added(BaseModel):
    """Those that were not in the list before and that you see."""

    added: list[UUID]


class Turn(BaseModel):
    """Whom you have now; `attempt` goes with the call. Numbers as your roles show them, `dial` empty where masked."""

    entry: UUID
    record: UUID
    name: str
    attempt: int
    until: datetime
    numbers: list[dict[str, str]]


class CallBody(Input):
    """How the call ended. `call_back` needs `call_back_at`."""

    model_config = {"json_schema_extra": {"examples": [{"attempt": 0, "outcome": "reached", "note": "Wants an offer"}]}}

    attempt: Annotated[int, Field(ge=0)]
    outcome: Annotated[str, OneOf(Outcome.values)]
    note: Annotated[str, Field(max_length=5000)] = ""
    call_back_at: AwareDatetime | None = None
    next_step: Annotated[str, Field(max_length=200)] = ""
    next_on: date | None = None
    seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None


class CallOut(BaseModel):
    """`interaction` or, with a lead, `touch` has what was said."""

    id: UUID
    outcome: str
    at: datetime
    interaction: UUID | None
    touch: UUID | None


class Results(BaseModel):
    """Entries by state, calls by outcome."""

    entries: dict[str, int]
    calls: dict[str, int]


LISTS.read_by(router)


@router.post("", response={201: LISTS.schema})
def create_call_list(request: HttpRequest, payload: ListCreate) -> HttpResponse:
    """Make a list for yourself and its members."""
    given = payload.model_dump()
    made = actions.make(by=reader(request), **{**given, "members": _people(payload.members)})
    return LISTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=LISTS.schema)
def change_call_list(request: HttpRequest, record_id: UUID, payload: ListChange) -> HttpResponse:
    """Change what the body names."""
    user = reader(request)
    given = payload.given()
    members = given.pop("members", None)
    with LISTS.changing(request, record_id) as one:
        empty = {"due_on"}
        kept = {key: value for key, value in given.items() if value is not None or key in empty}
        actions.change(call_list=one, changes=kept, by=user)
        if members is not None:
            actions.hand_out(call_list=one, members=_people(members), by=user)
    return LISTS.written(request, record_id)


@router.post("/{record_id}/closure", response={201: LISTS.schema})
def close_call_list(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """No more calls are made for it."""
    with LISTS.changing(request, record_id) as one:
        actions.close(call_list=one, by=reader(request))
    return LISTS.written(request, record_id, 201)


@router.delete("/{record_id}/closure", response=LISTS.schema)
def reopen_call_list(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Calls are made for it again."""
    with LISTS.changing(request, record_id) as one:
        actions.close(call_list=one, by=reader(request), is_open=True)
    return LISTS.written(request, record_id)


@router.post("/{record_id}/entries", response={201: Added})
def add_to_call_list(request: HttpRequest, record_id: UUID, payload: MoreRecords) -> HttpResponse:
    """Put further records at the end."""
    with LISTS.changing(request, record_id) as one:
        added = actions.add(call_list=one, records=payload.records, by=reader(request))
    return answer({"added": added}, 201)


@router.get("/{record_id}/results", response=Results)
def read_call_results(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """How far it is, and how calls ended."""
    one = LISTS.find(reader(request), record_id)
    return answer({"entries": results.progress(one).by_state, "calls": results.outcomes(one)})


@router.post("/{record_id}/turns", response={201: Turn, 204: None})
def take_turn(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take the next one, or the one that you have; nothing (204) if nobody is due. Nobody else gets it meanwhile."""
    user = reader(request)
    one = LISTS.find(user, record_id)
    if calls.take(call_list=one, by=user) is None:
        return nothing()
    entry = results.mine(one, user)
    assert entry is not None
    subject = subject_of(entry, user)
    numbers = [{"shown": each.shown, "dial": each.dial, "label": each.label} for each in subject.numbers]
    said = {"entry": entry.pk, "record": entry.subject_id, "name": subject.name, "attempt": entry.attempts}
    return answer({**said, "until": entry.leased_until, "numbers": numbers}, 201)


@router.post("/entries/{entry_id}/calls", response={201: CallOut})
def log_list_call(request: HttpRequest, entry_id: UUID, payload: CallBody) -> HttpResponse:
    """Write down how the call ended; the same `attempt` counts once."""
    user = reader(request)
    given: dict[str, Any] = payload.model_dump()
    attempt = given.pop("attempt")
    made = calls.settle(entry=_entry(user, entry_id), result=calls.Result(**given), attempt=attempt, by=user)
    said = {"id": made.pk, "outcome": made.outcome, "at": made.at}
    return answer({**said, "interaction": made.interaction_id, "touch": made.touch_id}, 201)


@router.delete("/entries/{entry_id}/turn", response={204: None})
def give_turn_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Not now: it comes again in half an hour."""
    user = reader(request)
    calls.put_off(entry=_entry(user, entry_id), by=user)
    return nothing()


def _entry(user: User, entry_id: UUID) -> CallEntry:
    user.require(CallListVerb.WORK)
    found: CallEntry | None = CallEntry.objects.visible_to(user).filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def _people(ids: list[UUID]) -> list[User]:
    everybody = User.objects.filter(is_active=True, is_system=False)
    return [named(everybody, one, "members") for one in ids]
