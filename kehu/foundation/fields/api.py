"""/fields: the company's own fields, told to everybody who may see them, defined by those who manage them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.fields.actions import definitions
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.permissions import FieldVerb
from kehu.foundation.fields.queries import rule
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType

router = Router()


def _seen(user: User) -> Any:
    """Whoever manages fields sees all of them, others those in use that their roles may see."""
    if user.may(FieldVerb.MANAGE):
        return FieldDefinition.objects.all()
    found = FieldDefinition.objects.filter(is_active=True)
    closed = [one.pk for one in found if rule(one, user) == FieldAccess.HIDDEN]
    return found.filter(~Q(pk__in=closed)) if closed else found


FIELDS = Resource(
    "fields", "field",
    Plan(ObjectType(
        key="field", model="fields.FieldDefinition", label=_("Field"), label_plural=_("Fields"), icon="forms", view="",
        fields=(
            registry.Field("object_key", _("Object")), registry.Field("key", _("Key")),
            registry.Field("kind", _("Kind"), Kind.CHOICE, choices=lambda: FieldDefinition.Kind.choices),
            registry.Field("labels", _("Names by language"), filterable=False),
            registry.Field("help_text", _("Help"), filterable=False),
            registry.Field("required", _("Required"), Kind.BOOLEAN),
            registry.Field("default", _("Value to begin with"), filterable=False),
            registry.Field("choices", _("Choices"), filterable=False),
            registry.Field("reference", _("Refers to")),
            registry.Field("visible_to_roles", _("Visible to"), filterable=False),
            registry.Field("position", _("Position on the form"), Kind.NUMBER),
            registry.Field("is_active", _("In use"), Kind.BOOLEAN),
        ))),
    rows=_seen,
)  # fmt: skip
FIELDS.read_by(router)

Labels = dict[Annotated[str, Field(max_length=12)], Annotated[str, Field(max_length=80)]]


class Choice(Input):
    """One of the values of a choice, with its wording in each language."""

    value: Annotated[str, Field(min_length=1, max_length=80)]
    labels: Labels = {}


class FieldChange(Input):
    """What can be changed on a field; what is not given stays."""

    model_config = {"json_schema_extra": {"examples": [{"required": True, "position": 3}]}}

    labels: Labels | None = None
    help_text: Annotated[str, Field(max_length=200)] | None = None
    required: bool | None = None
    default: str | int | float | bool | list[str] | None = None
    choices: Annotated[list[Choice], Field(max_length=500)] | None = None
    visible_to_roles: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100)] | None = None
    position: Annotated[int, Field(ge=0, le=999)] | None = None


class FieldCreate(FieldChange):
    """A field of your own; it is there at once in forms, lists, filters, import, export and this API."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "object_key": "customer", "key": "line", "kind": "choice",
                    "labels": {"en": "Line", "zh-hans": "线路"},
                    "choices": [{"value": "fibre", "labels": {"en": "Fibre", "zh-hans": "光纤"}}, {"value": "copper"}],
                }
            ]
        }
    }  # fmt: skip

    object_key: Annotated[str, Field(max_length=40)]
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    kind: Annotated[str, OneOf(FieldDefinition.Kind.values)]
    labels: Labels
    reference: Annotated[str, Field(max_length=40, description="The kind of record that a reference leads to.")] = ""


@router.post("", response={201: FIELDS.schema})
def create_field(request: HttpRequest, payload: FieldCreate) -> HttpResponse:
    """Define a field of your own."""
    made = definitions.define(by=reader(request), **_said(payload))
    return FIELDS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=FIELDS.schema)
def change_field(request: HttpRequest, record_id: UUID, payload: FieldChange) -> HttpResponse:
    """Change a field. Object, key and kind stay, since stored values depend on them."""
    with FIELDS.changing(request, record_id) as definition:
        definitions.change(definition=definition, changes=_said(payload), by=reader(request))
    return FIELDS.written(request, record_id)


@router.post("/{record_id}/retirement", response={201: FIELDS.schema})
def retire_field(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a field off all forms and lists; its values stay."""
    with FIELDS.changing(request, record_id) as definition:
        definitions.retire(definition=definition, by=reader(request))
    return FIELDS.written(request, record_id, 201)


@router.delete("/{record_id}/retirement", response={204: None})
def bring_back_field(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Bring a retired field back with its values."""
    with FIELDS.changing(request, record_id) as definition:
        definitions.change(definition=definition, changes={"is_active": True}, by=reader(request))
    return nothing()


def _said(payload: FieldChange) -> dict[str, Any]:
    given = payload.model_dump(exclude_unset=True)
    return {key: value for key, value in given.items() if value is not None or key == "default"}


ROUTERS = (("/fields", "Fields", router),)
