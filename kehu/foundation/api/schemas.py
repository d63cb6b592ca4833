"""The shapes of requests and answers, made from the fields that the registry of objects knows."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import core_schema

from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType

LONGEST_TEXT = 20_000
Money = Annotated[str, WithJsonSchema({"type": "string", "format": "decimal", "examples": ["1200.50"]})]
Amount = Annotated[Decimal, WithJsonSchema({"type": ["string", "number"], "examples": ["1200.50"]})]


_CUSTOM = (dict[str, Any] | None, Field(None, description="Your company's own fields, by key."))


class OneOf:
    """One of some values: `Annotated[str, OneOf(Customer.Kind.values)]`."""

    def __init__(self, values: Iterable[Any]):
        self.values = list(dict.fromkeys(values))

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        return core_schema.literal_schema(self.values)


class Input(BaseModel):
    """A request body; what it does not know is refused, so nothing can be set that is not meant to be."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    def given(self) -> dict[str, Any]:
        """What the caller has really said, by field."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Output(BaseModel):
    """One record as the API says it. Fields that your roles hide are missing; masked ones are masked, or null."""

    id: UUID


def output(singular: str, plan: Plan, nested: dict[str, Any]) -> type[BaseModel]:
    """The schema of one record of a list."""
    object_type = plan.object_type
    model = object_type.model_class
    names = {field.name for field in model._meta.concrete_fields}
    fields: dict[str, Any] = {}
    if "version" in names:
        fields["version"] = (int, Field(default=1, description="Grows with every change; also the ETag."))
    for name in ("created_at", "updated_at"):
        if name in names:
            fields[name] = (datetime | None, None)
    for one in (*object_type.fields, *plan.extra):
        if not one.import_only and one.key not in fields:
            fields[one.key] = (_output_type(one, model), Field(default=None, description=_description(one)))
    if object_type.custom_fields:
        fields["custom"] = _CUSTOM
    return create_model(_class_name(singular), __base__=Output, **fields, **nested)  # type: ignore[no-any-return]


def several(schema: type[BaseModel]) -> Any:
    """A list of nested records, which may not have been asked for."""
    return list[schema] | None  # type: ignore[valid-type]


def page_of(schema: type[BaseModel]) -> type[BaseModel]:
    return create_model(
        f"{schema.__name__}Page",
        items=(list[schema], ...),  # type: ignore[valid-type]
        next=(str | None, Field(default=None, description="The `cursor` of the next page; null on the last.")),
    )


def input_of(
    name: str,
    object_type: ObjectType,
    *,
    required: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    leave_out: tuple[str, ...] = (),
    example: dict[str, Any] | None = None,
    **extra: Any,
) -> type[Input]:
    """A request body with the writable fields of an object (those in `only`, if given), and `extra` ones."""
    model = object_type.model_class
    fields: dict[str, Any] = {}
    for one in object_type.fields:
        wanted = one.key in only if only else one.writable and not one.import_only
        if not wanted or one.key in leave_out or one.key in extra:
            continue
        kind = _input_type(one, model)
        text = _description(one)
        fields[one.key] = (
            (kind, Field(description=text)) if one.key in required else (kind | None, Field(None, description=text))
        )
    if object_type.custom_fields:
        fields["custom"] = _CUSTOM
    made = create_model(name, __base__=Input, **{**fields, **extra})
    if example:
        made.model_config["json_schema_extra"] = {"examples": [example]}
        made.model_rebuild(force=True)
    return made  # type: ignore[no-any-return]


def _class_name(singular: str) -> str:
    return "".join(word.capitalize() for word in singular.split("_"))


def _description(field: registry.Field) -> str:
    with translation.override("en"):
        return str(field.label)


def target_of(field: registry.Field, model: type[models.Model]) -> Any:
    """The model field at the end of the path, and whether there are many; None for custom or computed ones."""
    found, many = None, False
    for part in field.path.split("__"):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            return None, many
        many = many or bool(found.one_to_many or found.many_to_many)
        model = found.related_model or model
    return found, many


def _output_type(field: registry.Field, model: type[models.Model]) -> Any:
    target, many = target_of(field, model)
    if many or isinstance(target, ArrayField):
        return list[str] | None
    return _bare_type(target) | None


def _bare_type(target: Any) -> Any:
    kinds = (
        (models.ForeignKey, UUID), (models.UUIDField, UUID), (models.BooleanField, bool), (models.IntegerField, int),
        (models.DecimalField, Money), (models.FloatField, float), (models.DateTimeField, datetime),
        (models.DateField, date), (models.JSONField, Any),
    )  # fmt: skip
    return next((kind for model_field, kind in kinds if isinstance(target, model_field)), str)


def _input_type(field: registry.Field, model: type[models.Model]) -> Any:
    target, many = target_of(field, model)
    if field.kind == Kind.TAGS or many:
        return list[Annotated[str, Field(max_length=60)]]
    if isinstance(target, ArrayField):
        inner = target.base_field
        return list[_choice(inner) or Annotated[str, Field(max_length=inner.max_length)]]
    chosen = _choice(target)
    if chosen is not None:
        return chosen
    if isinstance(target, models.DecimalField):
        return Amount
    if isinstance(target, models.IntegerField):
        return Annotated[int, Field(ge=0, le=2_000_000_000)]
    kind = _bare_type(target)
    longest = getattr(target, "max_length", None) or LONGEST_TEXT
    return Annotated[str, Field(max_length=longest)] if kind is str else kind


def _choice(target: Any) -> Any:
    if not getattr(target, "choices", None):
        return None
    values = [value for value, _label in target.choices]
    if target.blank and all(isinstance(value, str) for value in values):
        values = [*values, ""]
    return Annotated[type(values[0]), OneOf(values)]
