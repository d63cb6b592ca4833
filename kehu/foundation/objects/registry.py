"""The kinds of record people work with, and their fields, as each domain declares them in its `objects.py`.

Search, lists, import, export, custom fields, sharing, history, files and the API are written once against this
registry and know no domain. Kinds that a company makes for itself are put in and taken out while the program runs:
nobody may assume that all are known when modules are imported, or keep a kind longer than a request.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.module_loading import autodiscover_modules

from kehu.foundation.access.models.roles import FieldAccess
from kehu.foundation.ui.addresses import maybe_url


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
    words: Callable[[], Iterable[tuple[str, Any]]] | None = None  # of a free text: usual values that have a label
    reference: str = ""
    required: bool = False
    sortable: bool = False
    sorted_by: str = ""  # the ORM path that gives the order where it is not that of the value: the sort key of a name
    filterable: bool = True
    listed: bool = False  # a column of the list unless the user chooses otherwise
    writable: bool = True  # may be edited in place, imported, and set through the API
    importable: bool = True
    import_only: bool = False  # no column of its own: an import makes contact points, dates or relations of it
    synonyms: tuple[str, ...] = ()  # headings under which other products export it
    default_access: FieldAccess = FieldAccess.EDIT
    at_home: bool = False  # a figure that is money in the company's currency, whatever that of the record is
    summed: bool = True  # of a figure: whether adding it up over records says anything
    by_language: str = ""  # the JSON column with the same in other languages, shown to their readers
    ruled_by: str = ""  # "object.field" whose rules hold here as well; of the two the stricter counts

    def said(self, value: Any) -> Any:
        """The label of a usual value, any other as it is."""
        return str(dict(self.words()).get(value, value)) if self.words and value else value

    @property
    def path(self) -> str:
        return self.source or self.key


ANY_COLUMN = frozenset({"*"})
"""In `ObjectType.derived_from`: every column of that table counts."""


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
    address_words: tuple[str, ...] = ()  # what both patterns take before the id: which of several kinds is meant
    title: str = "name"  # attribute that names a record
    custom_fields: bool = False  # has a `custom` JSON column
    refresh: Callable[[list[UUID]], None] | None = None  # rebuilds what is derived from these rows, e.g. search terms
    # By table, the columns from which `refresh` makes something: other changes call for no rebuilding. None: all do.
    derived_from: Mapping[str, frozenset[str]] | None = None
    synonyms: dict[str, list[str]] = field(default_factory=dict)  # import headings by field key
    made: type[models.Model] | None = None  # the model of a kind that the company made, which no app knows

    @property
    def model_class(self) -> type[models.Model]:
        return self.made or apps.get_model(self.model)

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    def url(self, record_id: UUID) -> str:
        """The address of a record's page, "" if it has none."""
        return maybe_url(self.page, *self.address_words, record_id) if self.page else ""

    def is_derived_from(self, table: str, columns: Iterable[str] | None) -> bool:
        """Whether a row of the table that came or went (`columns` is None), or whose columns changed, outdates what is
        derived of a record of this kind. That a record itself came or went always does.
        """
        if self.derived_from is None or (columns is None and table == self.model_class._meta.db_table):
            return True
        feeding = self.derived_from.get(table)
        return feeding is not None and (columns is None or feeding is ANY_COLUMN or not feeding.isdisjoint(columns))

    @property
    def list_address(self) -> str:
        return maybe_url(self.list_page, *self.address_words) if self.list_page else ""


_objects: dict[str, ObjectType] = {}
_unknown: list[Callable[[str], bool]] = []


def register(object_type: ObjectType) -> ObjectType:
    if object_type.key in _objects:
        raise ValueError(f"object {object_type.key} is declared twice")
    _objects[object_type.key] = object_type
    return object_type


def put(object_type: ObjectType) -> None:
    """Let a kind be known from now on, in place of the one with its key."""
    _objects[object_type.key] = object_type


def drop(key: str) -> None:
    _objects.pop(key, None)


def ask_when_unknown(look_again: Callable[[str], bool]) -> None:
    """`look_again` is called with a key that nobody knows; it says whether there may be something new."""
    _unknown.append(look_again)


def get(key: str) -> ObjectType:
    """Raises KeyError for an unknown object."""
    found = find(key)
    if found is None:
        raise KeyError(key)
    return found


def find(key: str) -> ObjectType | None:
    if key and key not in _objects and any(look_again(key) for look_again in _unknown):
        return _objects.get(key)
    return _objects.get(key)


def address(key: str, record_id: UUID) -> str:
    """The address of the page of any record, for notices and whatever else names it; "" if it has none."""
    kind = find(key)
    return kind.url(record_id) if kind else ""


def all_objects() -> list[ObjectType]:
    return list(_objects.values())


def of_model(model: type[models.Model]) -> ObjectType | None:
    return next((one for one in all_objects() if one.model_class is model), None)


def of_record(record: models.Model) -> ObjectType | None:
    """Of which kind a record is, whatever class it was read as."""
    column = getattr(record, "object_column", "")
    return find(getattr(record, column)) if column else of_model(type(record))


def of_rows(model: type[models.Model], ids: Iterable[UUID]) -> dict[UUID, ObjectType]:
    """Of which kind some rows are. A table that holds several kinds names the column that tells them apart in
    `object_column` of its model.
    """
    column = getattr(model, "object_column", "")
    if not column:
        kind = of_model(model)
        return dict.fromkeys(ids, kind) if kind else {}
    rows = model._base_manager.filter(pk__in=list(ids)).values_list("pk", column)
    return {pk: kind for pk, key in rows if (kind := find(key))}


def discover() -> None:
    """Import the `objects.py` of every installed package."""
    autodiscover_modules("objects")
