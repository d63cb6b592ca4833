"""From what the database gives to what a user may read: labels for choices, titles for references, masks.

One statement per kind of record referred to and one per column with many values, however many rows there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.company.models import Company
from kehu.foundation.database.kept import kept
from kehu.foundation.lists.columns import Column, rows_seen
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field, Kind
from kehu.foundation.values.languages import name_in
from kehu.foundation.values.masking import mask_email, mask_identity, mask_phone

_MASKS: dict[Kind, Callable[[str], str]] = {
    Kind.PHONE: mask_phone,
    Kind.EMAIL: mask_email,
    Kind.IDENTITY: mask_identity,
}
HIDDEN_BY_MASK = "***"


class Cell(NamedTuple):
    """One value. `value` is what it is (masked if it must be), `text` its label where it has one, `items` the labels
    where there are many, `record` the record it refers to, `currency` that of an amount, `spoken` the same in the
    reader's language.
    """

    column: Column
    value: Any
    text: str = ""
    items: tuple[str, ...] = ()
    record: UUID | None = None
    currency: str = ""
    spoken: str = ""


class Row(NamedTuple):
    id: UUID
    cells: list[Cell]


class Values:
    """What must be read for the shown columns of a list, and what becomes of it."""

    def __init__(self, query: ListQuery, user: User):
        self._of(query.shown, query.object_type.model_class, user)

    @classmethod
    def beyond(cls, columns: list[Column], user: User) -> "Values":
        """Those of the records that one reference leads to."""
        found = cls.__new__(cls)
        found._of([column.inner for column in columns], columns[0].model, user)
        return found

    def _of(self, columns: list[Column], model: type[models.Model], user: User) -> None:
        self.user, self.columns, self.model = user, columns, model
        self.currency = currency_column(self.model)
        wanted = [self._read_path(column) for column in self.columns if not column.is_many]
        if self.currency and any(column.kind == Kind.MONEY for column in self.columns):
            wanted.append(self.currency)
        wanted += [column.field.by_language for column in self.columns if column.field.by_language and not column.via]
        self.paths = list(dict.fromkeys(wanted))

    def _read_path(self, column: Column) -> str:
        if column.via:
            return column.via.path
        return "custom" if column.is_custom else column.path

    def rows(self, raw: Sequence[tuple[Any, tuple[Any, ...]]]) -> list[Row]:
        """The rows for (primary key, values of `paths`) in the same order."""
        ids = [pk for pk, _values in raw]
        given = [dict(zip(self.paths, values, strict=True)) for _pk, values in raw]
        beyond = self._beyond(given)
        cells = [beyond[column.key] if column.via else self._cells(column, ids, given) for column in self.columns]
        return [Row(pk, [column[index] for column in cells]) for index, pk in enumerate(ids)]

    def _beyond(self, given: list[dict[str, Any]]) -> dict[str, list[Cell]]:
        """The cells of columns of records referred to: one statement for each reference, whatever its columns."""
        relations: dict[str, list[Column]] = defaultdict(list)
        for column in self.columns:
            if column.via:
                relations[column.via.path].append(column)
        found = {}
        for path, columns in relations.items():
            inner = Values.beyond(columns, self.user)
            ids = {one[path] for one in given if one[path]}
            seen = rows_seen(columns[0].model, self.user).filter(pk__in=ids).values_list("pk", *inner.paths)
            cells = {row.id: row.cells for row in inner.rows([(one[0], one[1:]) for one in seen])}
            for place, column in enumerate(columns):
                nothing = Cell(column, None)
                found[column.key] = [
                    cells[one[path]][place]._replace(column=column) if one[path] in cells else nothing for one in given
                ]
        return found

    def _cells(self, column: Column, ids: list[UUID], given: list[dict[str, Any]]) -> list[Cell]:
        if column.is_many:
            return self._several(column, ids)
        if column.is_custom:
            key = column.path.removeprefix("custom__")
            values = [(one["custom"] or {}).get(key) for one in given]
        else:
            values = [one[column.path] for one in given]
        if column.is_masked:
            values = [self._masked(column, value) for value in values]
        if column.field.choices is not None and not column.is_masked:
            return self._chosen(column, values)
        if column.kind == Kind.REFERENCE and not column.is_masked:
            titles = titles_of(column.field.reference, {value for value in values if value}, self.user)
            return [_reference(column, value, titles) for value in values]
        if column.kind == Kind.MONEY:
            return [Cell(column, v, currency=row.get(self.currency, "")) for v, row in zip(values, given, strict=True)]
        if column.is_array or isinstance(next(iter(values), None), list):
            return [Cell(column, value, items=tuple(str(one) for one in value or ())) for value in values]
        return [Cell(column, value) for value in values] if column.is_masked else _worded(column, values, given)

    def _several(self, column: Column, ids: list[UUID]) -> list[Cell]:
        many = values_of_many(column, ids)
        values = [list(dict.fromkeys(many[pk])) for pk in ids]
        if column.field.choices is not None and not column.is_masked:
            return self._chosen(column, values)
        if column.kind != Kind.REFERENCE or column.is_masked:
            return [Cell(column, own, items=tuple(self._masked(column, one) for one in own)) for own in values]
        titles = titles_of(column.field.reference, {one for own in values for one in own}, self.user)
        return [Cell(column, own, items=tuple(titles.get(str(one), HIDDEN_BY_MASK) for one in own)) for own in values]

    def _chosen(self, column: Column, values: list[Any]) -> list[Cell]:
        labels = {str(value): str(label) for value, label in column.field.choices()}  # type: ignore[misc]
        cells = []
        for value in values:
            if isinstance(value, list):
                cells.append(Cell(column, value, items=tuple(labels.get(str(one), str(one)) for one in value)))
            else:
                text = "" if value is None else labels.get(str(value), str(value))
                cells.append(Cell(column, value, text))
        return cells

    def _masked(self, column: Column, value: Any) -> Any:
        if not column.is_masked or value in (None, "", []):
            return value
        mask = _MASKS.get(column.kind)
        return mask(str(value)) if mask else HIDDEN_BY_MASK


def _worded(column: Column, values: list[Any], given: list[dict[str, Any]]) -> list[Cell]:
    """Texts, with the label of a usual word, or as readers of another language call it."""
    if column.field.words is not None:
        words: dict[Any, str] = {key: str(label) for key, label in column.field.words()}
        return [Cell(column, value, words.get(value, str(value or ""))) for value in values]
    if not column.field.by_language:
        return [Cell(column, value) for value in values]
    others = [row[column.field.by_language] or {} for row in given]
    return [
        Cell(column, value, spoken=name_in(value or "", names)) for value, names in zip(values, others, strict=True)
    ]


def currency_of(field: Field, of_record: str) -> str:
    """In which currency a figure is: the record's, the company's, or "" for what is no money."""
    if field.at_home:
        return Company.objects.current().currency
    return of_record if field.kind == Kind.MONEY else ""


def currency_column(model: type[models.Model]) -> str:
    """The column that says in which currency a row's amounts are; "" if there is none."""
    return next((one.name for one in model._meta.fields if one.name == "currency"), "")


def _reference(column: Column, value: Any, titles: dict[str, str]) -> Cell:
    if not value:
        return Cell(column, None)
    return Cell(column, value, titles.get(str(value), HIDDEN_BY_MASK), record=UUID(str(value)))


def titles_of(reference: str, ids: Iterable[Any], user: User) -> dict[str, str]:
    """Titles by identifier (as text) of the records that `user` may see; those he may not see are missing."""
    wanted = list(ids)
    if not wanted:
        return {}
    if reference in _NAMED:
        found = _names(reference, ids=wanted)
    elif (kind := registry.find(reference)) is not None:
        visible = kind.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
        found = visible.filter(pk__in=wanted).values_list("pk", kind.title)
    else:
        return {}
    return {str(pk): str(title) for pk, title in found}


_NAMED: dict[str, type[models.Model]] = {"user": User, "team": Team, "department": Department}


@kept
def _names(reference: str, ids: list[Any]) -> Any:
    return _NAMED[reference]._default_manager.filter(pk__in=ids).order_by().values_list("pk", "name")


def values_of_many(column: Column, ids: list[UUID]) -> dict[UUID, list[Any]]:
    """The values of each record from the rows of the other table."""
    hop = column.first_hop
    found: dict[UUID, list[Any]] = defaultdict(list)
    for pk, value in _of_many(hop.related_model, hop.field.attname, column.field.path.partition("__")[2], ids=ids):
        found[pk].append(value)
    return found


@kept
def _of_many(model: Any, owner: str, path: str, ids: list[UUID]) -> Any:
    return model._base_manager.filter(**{f"{owner}__in": ids}).order_by(path).values_list(owner, path)
