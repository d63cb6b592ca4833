"""/tasks: what somebody is to do."""

from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, WithJsonSchema

from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.bulk import BulkOutcome, Outcomes, change_set_for, checked
from kehu.foundation.api.document import component
from kehu.foundation.api.schemas import Input
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import tasks
from kehu.interactions.api.bodies import Note, Reason, TaskChange, TaskCreate, TaskRow, said
from kehu.interactions.api.resources import TASKS, colleague
from kehu.interactions.permissions import TaskVerb

router = Router()
MOST = 1000


class TaskBulk(Input):
    """Each row is judged alone: one that does not fit is refused, the others are written."""

    rows: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST),
        WithJsonSchema({"type": "array", "items": component(TaskRow), "minItems": 1, "maxItems": MOST}),
    ]


@router.post("/bulk", response=BulkOutcome)
def upsert_tasks(request: HttpRequest, payload: TaskBulk) -> HttpResponse:
    """Create and change tasks in one request and one change set, which can be taken back."""
    user = reader(request)
    user.require(TaskVerb.VIEW)
    outcomes = Outcomes(len(payload.rows))
    rows = checked(TaskRow, payload.rows, outcomes)
    with transaction.atomic():
        change_set = change_set_for("task", len(payload.rows), user)
        with writing(by=user, change_set=change_set.pk):
            for place, row in rows:
                _write(place, row, outcomes, user)
        outcomes.finish(change_set)
    return answer(outcomes.as_data(change_set))


def _write(place: int, row: TaskRow, outcomes: Outcomes, user: User) -> None:
    values = said(row)
    target = values.pop("id", None)
    try:
        with transaction.atomic():
            named = _named(values, user)
            if target is None:
                task = tasks.create(by=user, **{"title": "", "custom": {}, **named})
            else:
                task = tasks.update(task=TASKS.find(user, target), changes=named, by=user)
        outcomes.done(place, "updated" if target else "created", task.pk)
    except Refusal as refusal:
        outcomes.refuse(place, refusal)
    except Http404:
        outcomes.out_of_reach(place, seen=False)
    except PermissionDenied as denied:
        outcomes.refuse(place, Refusal(str(denied)))


TASKS.read_by(router)


@router.post("", response={201: TASKS.schema})
def create_task(request: HttpRequest, payload: TaskCreate) -> HttpResponse:
    """Give somebody something to do, by default yourself."""
    user = reader(request)
    made = tasks.create(by=user, **{"custom": {}, **_named(said(payload), user)})
    return TASKS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=TASKS.schema)
def change_task(request: HttpRequest, record_id: UUID, payload: TaskChange) -> HttpResponse:
    """Change the fields that the body names. Another assignee needs the right to assign."""
    user = reader(request)
    with TASKS.changing(request, record_id) as task:
        tasks.update(task=task, changes=_named(said(payload), user), by=user)
    return TASKS.written(request, record_id)


@router.post("/{record_id}/completion", response={201: TASKS.schema})
def complete_task(request: HttpRequest, record_id: UUID, payload: Note) -> HttpResponse:
    """Close a task as done; one that repeats makes the next."""
    with TASKS.changing(request, record_id) as task:
        tasks.complete(task=task, note=payload.note, by=reader(request))
    return TASKS.written(request, record_id, 201)


@router.delete("/{record_id}/completion", response={204: None})
def reopen_task(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Open a closed task again."""
    with TASKS.changing(request, record_id) as task:
        tasks.reopen(task=task, by=reader(request))
    return nothing()


@router.post("/{record_id}/cancellation", response={201: TASKS.schema})
def cancel_task(request: HttpRequest, record_id: UUID, payload: Reason) -> HttpResponse:
    """Close a task that needs no doing any more."""
    with TASKS.changing(request, record_id) as task:
        tasks.cancel(task=task, reason=payload.reason, by=reader(request))
    return TASKS.written(request, record_id, 201)


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = dict(values)
    for key, find in (("customer", CUSTOMERS.named), ("contact", CONTACTS.named)):
        if key in found:
            found[key] = find(user, found[key], key)
    if "assignee" in found:
        found["assignee"] = colleague(found["assignee"], "assignee")
    return found
