"""The kinds of record people work with, and their fields, as each domain declares them in its `objects.py`.

Search, lists, import, export, custom fields, sharing, history, files and the API are written once against this
registry and know no domain.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.module_loading import autodiscover_modules

from kehu.foundation.access.models.roles import FieldAccess


class Kind(StrEnum):
    """The type of a field: how it is shown, entered, filtered, parsed and exported."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    REFERENCE = "reference"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    ADDRESS = "address"
    TAGS = "tags"


# Kinds that are masked for roles whose field access is "masked".
SENSITIVE = {Kind.PHONE, Kind.EMAIL, Kind.IDENTITY}


@dataclass(frozen=True)
class Field:
    """`source` is the ORM path of the value from the object's model (default: the key). `choices` gives
    (value, label) pairs. `reference` is the key of the object a REFERENCE leads to (`user`, `team`, `customer`, …).
    `default_access` is what a role without a rule may do with the field.
    """

    key: str
    label: Any
    kind: Kind = Kind.TEXT
    source: str = ""
    choices: Callable[[], Iterable[tuple[str, Any]]] | None = None
    reference: str = ""
    required: bool = False
    sortable: bool = False
    filterable: bool = True
    listed: bool = False  # a column of the list unless the user chooses otherwise
    writable: bool = True  # may be edited in place, imported, and set through the API
    importable: bool = True
    import_only: bool = False  # no column of its own: an import makes contact points, dates or relations of it
    synonyms: tuple[str, ...] = ()  # headings under which other products export it
    default_access: FieldAccess = FieldAccess.EDIT
    ruled_by: str = ""  # "object.field" whose rules hold here as well; of the two the stricter counts

    @property
    def path(self) -> str:
        return self.source or self.key


@dataclass(frozen=True)
class ObjectType:
    """One kind of record. `model` is "app.Model"; verbs are values of a `Verb` enum."""

    key: str
    model: str
    label: Any
    label_plural: Any
    icon: str
    fields: tuple[Field, ...]
    view: str
    create: str = ""
    edit: str = ""
    delete: str = ""
    export: str = ""
    page: str = ""  # name of the URL pattern of one record, taking its id
    list_page: str = ""  # name of the URL pattern of the list
    title: str = "name"  # attribute that names a record
    custom_fields: bool = False  # has a `custom` JSON column
    refresh: Callable[[list[UUID]], None] | None = None  # rebuilds what is derived from these rows, e.g. search terms
    synonyms: dict[str, list[str]] = field(default_factory=dict)  # import headings by field key

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    def url(self, record_id: UUID) -> str:
        return reverse(self.page, args=[record_id]) if self.page else ""


_objects: dict[str, ObjectType] = {}


def register(object_type: ObjectType) -> ObjectType:
    if object_type.key in _objects:
        raise ValueError(f"object {object_type.key} is declared twice")
    _objects[object_type.key] = object_type
    return object_type


def get(key: str) -> ObjectType:
    """Raises KeyError for an unknown object."""
    return _objects[key]


def find(key: str) -> ObjectType | None:
    return _objects.get(key)


def all_objects() -> list[ObjectType]:
    return list(_objects.values())


def of_model(model: type[models.Model]) -> ObjectType | None:
    return next((one for one in _objects.values() if one.model_class is model), None)


def discover() -> None:
    """Import the `objects.py` of every installed package."""
    autodiscover_modules("objects")
