"""Request bodies of this domain."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from kehu.foundation.api.schemas import LONGEST_TEXT, Input, OneOf
from kehu.interactions.models import Interaction, Task

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Line = Annotated[str, Field(max_length=300)]
Short = Annotated[str, Field(max_length=200)]
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1900-01-01T00:00:00Z"),
                                        le=datetime.fromisoformat("2200-01-01T00:00:00Z"))]  # fmt: skip
Seconds = Annotated[int, Field(ge=0, le=7 * 24 * 3600)]
InteractionKind = Annotated[str, OneOf(Interaction.Kind.values)]
Channel = Annotated[str, OneOf(["", *Interaction.Channel.values])]
Direction = Annotated[str, OneOf(Interaction.Direction.values)]


Custom = Annotated[dict[str, Any], Field(description="Fields of your own, by key.")]


class FollowUp(Input):
    """The next step, made a task."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    due_at: Moment | None = None
    all_day: bool = False
    assignee: UUID | None = None


class InteractionCreate(Input):
    """One touch with a customer. What is not said follows from the kind; the employee is you unless given."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"customer": "01890000-0000-7000-8000-000000000000", "kind": "call", "body": "Wants an offer."}
            ]
        }
    }

    customer: UUID
    kind: InteractionKind
    contact: UUID | None = None
    contact_point: UUID | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    started_at: Moment | None = None
    duration_seconds: Seconds | None = None
    subject: Line = ""
    body: Text = ""
    outcome: Annotated[str, Field(max_length=80)] = ""
    next_step: Short = ""
    place: Short = ""
    private: bool = False
    employee: UUID | None = None
    follow_up: FollowUp | None = None
    custom: Custom = {}


class InteractionRow(Input):
    """One past touch of a bulk request. One that came before, by `source` and `external_id`, is left as it is."""

    customer: UUID
    kind: InteractionKind
    started_at: Moment
    contact: UUID | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    duration_seconds: Seconds | None = None
    subject: Line = ""
    body: Text = ""
    outcome: Annotated[str, Field(max_length=80)] = ""
    next_step: Short = ""
    place: Short = ""
    private: bool = False
    employee: UUID | None = None
    source: Annotated[str, Field(max_length=40)] = ""
    external_id: Short = ""
    custom: Custom = {}


class InteractionCorrection(Input):
    """What is corrected; the rest stays as it was."""

    kind: InteractionKind | None = None
    contact: UUID | None = None
    contact_point: UUID | None = None
    employee: UUID | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    started_at: Moment | None = None
    duration_seconds: Seconds | None = None
    subject: Line | None = None
    body: Text | None = None
    outcome: Annotated[str, Field(max_length=80)] | None = None
    next_step: Short | None = None
    place: Short | None = None
    private: bool | None = None
    custom: Custom | None = None


# What may be unset by saying null; of the others null says nothing.
CLEARED = {"contact", "contact_point", "duration_seconds", "due_at", "remind_at", "customer", "latitude", "longitude"}


class TaskChange(Input):
    """What is changed on a task."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    notes: Text | None = None
    due_at: Moment | None = None
    all_day: bool | None = None
    priority: Annotated[int, OneOf(Task.Priority.values)] | None = None
    assignee: UUID | None = None
    customer: UUID | None = None
    contact: UUID | None = None
    repeat: Annotated[str, Field(max_length=200, examples=["FREQ=WEEKLY"])] | None = None
    remind_at: Moment | None = None
    custom: Custom | None = None


class TaskCreate(TaskChange):
    """Something for somebody to do; for you unless an assignee is given."""

    model_config = {"json_schema_extra": {"examples": [{"title": "Send the offer", "due_at": "2030-05-04T09:00:00Z"}]}}

    title: Annotated[str, Field(min_length=1, max_length=300)]


class TaskRow(TaskChange):
    """A task of a bulk request: with `id` it is changed, else created."""

    id: UUID | None = None


class Note(Input):
    """A word on why."""

    note: Line = ""


class Reason(Input):
    """Why it does not take place."""

    reason: Short = ""


Latitude = Annotated[Decimal, Field(ge=-90, le=90, decimal_places=6)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, decimal_places=6)]


class VisitChange(Input):
    """What is changed on a planned visit."""

    purpose: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    planned_start: Moment | None = None
    planned_end: Moment | None = None
    place: Line | None = None
    contact: UUID | None = None
    visitor: UUID | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    colleagues: Annotated[list[UUID], Field(max_length=50)] | None = None
    contacts: Annotated[list[UUID], Field(max_length=50)] | None = None
    custom: Custom | None = None


class VisitCreate(VisitChange):
    """A visit to plan; yours, and an hour long, unless said otherwise."""

    customer: UUID
    purpose: Annotated[str, Field(min_length=1, max_length=300)]
    planned_start: Moment


class VisitHolding(Input):
    """How a visit went."""

    minutes: Text = ""
    outcome: Annotated[str, Field(max_length=80)] = ""
    started_at: Moment | None = None
    duration_seconds: Seconds | None = None
    follow_up: FollowUp | None = None


def said(body: Input) -> dict[str, Any]:
    """What a body really changes."""
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}
