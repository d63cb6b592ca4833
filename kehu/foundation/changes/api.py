"""/change-sets: bulk changes, and everything else that was done in one go and can be taken back."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router
from pydantic import BaseModel, Field, ValidationError

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.problems import sentence_of
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions import bulk_changing, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.permissions import ChangeVerb
from kehu.foundation.lists.query import BadQuery, Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType

router = Router()
# What may stand in `changes`, by kind of record; filled by the domains' APIs.
BODIES: dict[str, type[Any]] = {}


def _own(user: User) -> Any:
    rows = ChangeSet.objects.all()
    return rows if user.may(ChangeVerb.MANAGE) else rows.filter(by=user)


CHANGE_SETS = Resource(
    "change_sets", "change_set",
    Plan(ObjectType(
        key="change_set", model="changes.ChangeSet", label=gettext_lazy("Change set"),
        label_plural=gettext_lazy("Change sets"), icon="", view="",
        fields=(
            registry.Field("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=lambda: ChangeSet.Kind.choices),
            registry.Field("state", gettext_lazy("State"), Kind.CHOICE, choices=lambda: ChangeSet.State.choices),
            registry.Field("title", gettext_lazy("Title")),
            registry.Field("object", gettext_lazy("Object"), source="object_key"),
            registry.Field("by", gettext_lazy("By"), Kind.REFERENCE, reference="user"),
            registry.Field("started_at", gettext_lazy("Started"), Kind.MOMENT),
            registry.Field("finished_at", gettext_lazy("Finished"), Kind.MOMENT),
            registry.Field("counts", gettext_lazy("Counts"), filterable=False),
            registry.Field("undo_report", gettext_lazy("What taking back did"), filterable=False),
            registry.Field("reverses", gettext_lazy("Takes back"), Kind.REFERENCE, reference="change_set"),
        ))),
    rows=_own,
)  # fmt: skip
CHANGE_SETS.read_by(router)


class BulkChange(Input):
    """Which records to change, and how. `filter` holds filters of the list by name, or groups of conditions. A field of
    several values also takes {"add": […], "remove": […]}. With the `mark` of a dry run nothing is done if other records
    match by now (422).
    """

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "object": "customer",
                    "filter": {"tier": "c", "city": "Nanjing"},
                    "changes": {"tier": "b", "tags": {"add": ["autumn"]}},
                    "dry_run": True,
                }
            ]
        }
    }

    object: Annotated[str, Field(max_length=40)]
    filter: dict[str, Any]
    changes: dict[str, Any]
    dry_run: bool = False
    mark: Annotated[str, Field(max_length=60)] = ""


class Obstacle(BaseModel):
    """Why records would stay as they are; `records` are the first of them."""

    detail: str
    number: int
    records: list[UUID]


class Trial(BaseModel):
    """What a bulk change would do. `matching` and `editable` are of all records; the first `tried` of them were tried,
    of these so many would be `changed`, are the `same` already, or are refused. `mark` stands for those that match.
    """

    matching: int
    editable: int
    tried: int
    changed: int
    same: int
    refused: list[Obstacle]
    mark: str


@router.post("", response={200: Trial, 201: CHANGE_SETS.schema, 202: CHANGE_SETS.schema})
def create_change_set(request: HttpRequest, payload: BulkChange) -> HttpResponse:
    """Change all records that a filter finds: up to a thousand at once (201), more in the background (202; look at the
    change set's state). With `dry_run` nothing is changed and the numbers are told (200).
    """
    given: dict[str, Any] = {
        "object_key": payload.object, "filter": payload.filter, "changes": _checked(payload), "by": reader(request),
    }  # fmt: skip
    if payload.dry_run:
        found = bulk_changing.tried(**given)
        refused = [
            {"detail": one.text, "number": one.number, "records": [key for key, _title in one.records]}
            for one in found.reasons
        ]
        return answer({
            "matching": found.selected, "editable": found.selected - found.out_of_reach, "tried": found.looked_at,
            "changed": found.changed, "same": found.same, "refused": refused, "mark": found.mark,
        })  # fmt: skip
    made = bulk_changing.begin(**given, mark=payload.mark)
    return CHANGE_SETS.written(request, made.pk, 202 if made.state == ChangeSet.State.RUNNING else 201)


@router.post("/{record_id}/reversal", response={201: CHANGE_SETS.schema, 202: CHANGE_SETS.schema})
def reverse_change_set(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take back what a change set did and nobody has changed since: at once (201), or in the background (202)."""
    user = reader(request)
    change_set = CHANGE_SETS.find(user, record_id)
    run = undoing.request(change_set=change_set, by=user)
    return CHANGE_SETS.written(request, record_id, 202 if run else 201)


def _checked(payload: BulkChange) -> dict[str, Any]:
    """The changes as the object's own request body would take them; of steps, what they add."""
    body = BODIES.get(payload.object)
    if body is None:
        raise bulk_changing.CannotChange(_("This kind of record cannot be changed in bulk."), field="object")
    steps = {key: value for key, value in payload.changes.items() if bulk.is_step(value) and key != "custom"}
    plain = payload.changes | {key: value.get("add") or [] for key, value in steps.items()}
    own = {key: plain.pop(key) for key in list(plain) if key.startswith("custom.")}
    try:
        given: dict[str, Any] = body.model_validate(plain).model_dump(mode="json", exclude_unset=True)
    except ValidationError as problem:
        errors = [
            (f"changes/{'/'.join(str(part) for part in one['loc'])}", sentence_of(dict(one)))
            for one in problem.errors()
        ]
        raise BadQuery(errors) from problem
    taken = {key: {**value, "add": given.get(key) or value.get("add") or []} for key, value in steps.items()}
    return given | own | taken


ROUTERS = (("/change-sets", "Change sets", router),)
