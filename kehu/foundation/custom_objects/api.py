"""/objects: records of kinds that the company made, each kind a collection like those that Kehu knows by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field, WithJsonSchema

from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.bulk import BulkOutcome, Outcomes, change_set_for, checked
from kehu.foundation.api.document import component
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.custom_objects.actions import records
from kehu.foundation.custom_objects.queries.definitions import kind_for
from kehu.foundation.lists.pages import page_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

router = Router()
MOST = 1000
Title = Annotated[str, Field(max_length=300, examples=["Garden Court 5"])]
Custom = Annotated[dict[str, Any], Field(description="Values of the kind's fields, by key; null empties one.")]


class RecordChange(Input):
    """What is changed on a record."""

    title: Title | None = None
    owner: UUID | None = None
    custom: Custom | None = None


class RecordCreate(RecordChange):
    """A new record. Without an owner it is yours; a kind whose records are named by a field takes no title."""


class RecordRow(RecordChange):
    """A record of a bulk request: with `id` it is changed, else created."""

    id: UUID | None = None


class RecordBulk(Input):
    """Each row is judged alone: one that does not fit is refused, the others are written."""

    rows: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST),
        WithJsonSchema({"type": "array", "items": component(RecordRow), "minItems": 1, "maxItems": MOST}),
    ]


class RecordOut(BaseModel):
    """A record. Fields that your roles hide are missing."""

    id: UUID
    version: int | None = None
    title: str | None = None
    owner: UUID | None = None
    custom: dict[str, Any] | None = None


class RecordPage(BaseModel):
    items: list[RecordOut]
    next: str | None = None


class KindOut(BaseModel):
    """A kind of record; `key` stands in the addresses of its records."""

    key: str
    label: str
    label_plural: str
    icon: str


class KindsOut(BaseModel):
    items: list[KindOut]


@router.get("", response=KindsOut)
def list_kinds_of_record(request: HttpRequest) -> HttpResponse:
    """The kinds of record that your company made and you may see."""
    user = reader(request)
    kinds = [one for one in registry.all_objects() if one.made is not None and user.may(one.view)]
    described = [
        {"key": one.address_words[0], "label": str(one.label), "label_plural": str(one.label_plural), "icon": one.icon}
        for one in kinds
    ]
    return answer({"items": described})


@router.get("/{kind}", response=RecordPage)
def list_records_of_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind that you may see, page by page. Follow `next` until it is null."""
    return _resource(request, kind).page(request)


@router.post("/{kind}", response={201: RecordOut})
def create_record_of_kind(request: HttpRequest, kind: str, payload: RecordCreate) -> HttpResponse:
    """Make a record."""
    resource = _resource(request, kind)
    made = records.create(object_key=resource.plan.object_type.key, values=_said(payload), by=reader(request))
    return resource.written(request, made.pk, 201)


@router.post("/{kind}/bulk", response=BulkOutcome)
def upsert_records_of_kind(request: HttpRequest, kind: str, payload: RecordBulk) -> HttpResponse:
    """Make and change records in one request and one change set, which can be taken back."""
    user, object_type = reader(request), _kind(request, kind)
    user.require(object_type.create)
    outcomes = Outcomes(len(payload.rows))
    rows = checked(RecordRow, payload.rows, outcomes)
    with transaction.atomic():
        change_set = change_set_for(object_type.key, len(payload.rows), user)
        with writing(by=user, change_set=change_set.pk):
            _create([(place, row) for place, row in rows if row.id is None], object_type, outcomes, request)
            for place, row in rows:
                if row.id is not None:
                    _change(place, row, object_type, outcomes, request)
        outcomes.finish(change_set)
    return answer(outcomes.as_data(change_set))


@router.get("/{kind}/{record_id}", response=RecordOut)
def get_record_of_kind(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """One record."""
    return _resource(request, kind).record(request, record_id)


@router.patch("/{kind}/{record_id}", response=RecordOut)
def change_record_of_kind(request: HttpRequest, kind: str, record_id: UUID, payload: RecordChange) -> HttpResponse:
    """Change the fields that the body names."""
    resource = _resource(request, kind)
    with _changing(resource, request, record_id) as record:
        records.update(record=record, changes=_said(payload), by=reader(request))
    return resource.written(request, record_id)


@router.delete("/{kind}/{record_id}", response={204: None})
def delete_record_of_kind(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Move a record to the trash."""
    with _changing(_resource(request, kind), request, record_id) as record:
        records.trash(record=record, by=reader(request))
    return nothing()


def resource_of(kind: ObjectType) -> Resource:
    """The collection of a kind, as it is read by pages of its list."""
    word = kind.address_words[0]
    return Resource(f"{word}_records", f"{word}_record", page_of(kind.key).plan)


def _kind(request: HttpRequest, key: str) -> ObjectType:
    return kind_for(reader(request), key)


def _resource(request: HttpRequest, key: str) -> Resource:
    return resource_of(_kind(request, key))


@contextmanager
def _changing(resource: Resource, request: HttpRequest, record_id: UUID) -> Iterator[Any]:
    with resource.changing(request, record_id) as record:
        yield record


def _said(payload: RecordChange) -> dict[str, Any]:
    """What the body says; saying null for the title says nothing."""
    said = payload.given()
    said.pop("id", None)
    return {key: value for key, value in said.items() if value is not None or key == "owner"}


def _create(rows: list[tuple[int, RecordRow]], kind: ObjectType, outcomes: Outcomes, request: HttpRequest) -> None:
    if not rows:
        return
    values = [_said(row) for _place, row in rows]
    made, refused = records.create_many(object_key=kind.key, rows=values, by=reader(request))
    for at, record_id in made.items():
        outcomes.done(rows[at][0], "created", record_id)
    for at, refusal in refused.items():
        outcomes.refuse(rows[at][0], refusal)


def _change(place: int, row: RecordRow, kind: ObjectType, outcomes: Outcomes, request: HttpRequest) -> None:
    record_id = row.id or UUID(int=0)
    done = records.update_many(object_key=kind.key, edits=[Edit(record_id, _said(row))], by=reader(request))
    if done.missing:
        outcomes.out_of_reach(place, seen=False)
    for refusal in done.refused.values():
        outcomes.refuse(place, refusal)
    if done.changed or done.same:
        outcomes.done(place, "updated" if done.changed else "unchanged", record_id)


ROUTERS = [("/objects", "Kinds of record", router)]
