"""/tags, /lifecycle-stages, /relationship-types: the company's own words, read by all, written by who configures."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.customers.actions import vocabulary
from kehu.customers.api.resources import LIFECYCLE_STAGES, RELATIONSHIP_TYPES, TAGS
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.schemas import Input

types, stages, tags = Router(), Router(), Router()
RELATIONSHIP_TYPES.read_by(types)
LIFECYCLE_STAGES.read_by(stages)
TAGS.read_by(tags)

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="For imports and the API; it stays.")]
Position = Annotated[int, Field(ge=0, le=32_767)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Wording = Annotated[str, Field(min_length=1, max_length=80)]


class TagBody(Input):
    """A tag; renaming it renames it on all customers."""

    name: Annotated[str, Field(min_length=1, max_length=60, examples=["Trade fair 2026"])]
    colour: Annotated[str, Field(max_length=20, examples=["green"])] = ""


class StageChange(Input):
    """A lifecycle stage; the lowest position comes first."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Trial", "position": 25}]}}

    name: Name
    position: Position | None = None


class StageCreate(StageChange):
    """A new lifecycle stage."""

    model_config = {"json_schema_extra": {"examples": [{"key": "trial", "name": "Trial", "position": 25}]}}

    key: Key


class TypeChange(Input):
    """A type of relationship: `forward` completes "A … B", `reverse` "B … A"."""

    model_config = {"json_schema_extra": {"examples": [{"forward": "advises", "reverse": "is advised by"}]}}

    forward: Wording
    reverse: Wording
    is_tree: bool | None = None


class TypeCreate(TypeChange):
    """A new type of relationship."""

    model_config = {
        "json_schema_extra": {"examples": [{"key": "advises", "forward": "advises", "reverse": "is advised by"}]}
    }

    key: Key


@tags.post("", response={201: TAGS.schema})
def create_tag(request: HttpRequest, payload: TagBody) -> HttpResponse:
    """Make a tag before anybody uses it."""
    made = vocabulary.save_tag(by=reader(request), **payload.model_dump())
    return TAGS.written(request, made.pk, 201)


@tags.patch("/{record_id}", response=TAGS.schema)
def change_tag(request: HttpRequest, record_id: UUID, payload: TagBody) -> HttpResponse:
    """Rename a tag on all its customers."""
    with TAGS.changing(request, record_id) as tag:
        vocabulary.save_tag(tag=tag, by=reader(request), **payload.model_dump())
    return TAGS.written(request, record_id)


@tags.delete("/{record_id}", response={204: None})
def delete_tag(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a tag off all its customers."""
    with TAGS.changing(request, record_id) as tag:
        vocabulary.remove_tag(tag=tag, by=reader(request))
    return nothing()


@stages.post("", response={201: LIFECYCLE_STAGES.schema})
def create_lifecycle_stage(request: HttpRequest, payload: StageCreate) -> HttpResponse:
    """Make a stage, at the end unless a position is given."""
    made = vocabulary.save_stage(by=reader(request), **payload.model_dump())
    return LIFECYCLE_STAGES.written(request, made.pk, 201)


@stages.patch("/{record_id}", response=LIFECYCLE_STAGES.schema)
def change_lifecycle_stage(request: HttpRequest, record_id: UUID, payload: StageChange) -> HttpResponse:
    """Rename or move a stage."""
    with LIFECYCLE_STAGES.changing(request, record_id) as stage:
        vocabulary.save_stage(stage=stage, by=reader(request), **payload.model_dump())
    return LIFECYCLE_STAGES.written(request, record_id)


@stages.delete("/{record_id}", response={204: None})
def delete_lifecycle_stage(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a stage in which no customer stands or stood."""
    with LIFECYCLE_STAGES.changing(request, record_id) as stage:
        vocabulary.remove_stage(stage=stage, by=reader(request))
    return nothing()


@types.post("", response={201: RELATIONSHIP_TYPES.schema})
def create_relationship_type(request: HttpRequest, payload: TypeCreate) -> HttpResponse:
    """Make a type of relationship; one that makes a tree gives each customer one parent."""
    made = vocabulary.save_type(by=reader(request), **payload.model_dump())
    return RELATIONSHIP_TYPES.written(request, made.pk, 201)


@types.patch("/{record_id}", response=RELATIONSHIP_TYPES.schema)
def change_relationship_type(request: HttpRequest, record_id: UUID, payload: TypeChange) -> HttpResponse:
    """Reword a type of relationship."""
    with RELATIONSHIP_TYPES.changing(request, record_id) as found:
        vocabulary.save_type(type=found, by=reader(request), **payload.model_dump())
    return RELATIONSHIP_TYPES.written(request, record_id)


@types.delete("/{record_id}", response={204: None})
def delete_relationship_type(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a type of your own in which no customers stand."""
    with RELATIONSHIP_TYPES.changing(request, record_id) as found:
        vocabulary.remove_type(type=found, by=reader(request))
    return nothing()
