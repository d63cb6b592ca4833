"""The fields of one record as its reader sees them, painted like the cells of a list."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.lists.cells import Painter
from kehu.foundation.lists.columns import Column, columns_of
from kehu.foundation.lists.query import ListQuery, Plan
from kehu.foundation.lists.values import HIDDEN_BY_MASK, Cell, Values
from kehu.foundation.objects.registry import Kind, ObjectType


@dataclass(frozen=True)
class Fact:
    column: Column
    shown: Markup
    editable: bool
    href: str = ""  # the record that it refers to; beside the value, as a button may hold no link

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def label(self) -> str:
        return self.column.label


def facts_of(
    record: Any, kind: ObjectType, user: User, *, editable: bool, only: str = "", but: Collection[str] = ()
) -> list[Fact]:
    """What the user may see of the record in the order of declaration; with `only` just that field. Those in
    `but` are not even read.
    """
    available = columns_of(kind, user)
    keys = tuple(key for key in available if key not in but and (not only or key == only))
    query = ListQuery(Plan(kind), available, keys)
    values = Values(query, user)
    raw = type(record)._base_manager.filter(pk=record.pk).values_list(*values.paths).first() if keys else None
    if raw is None:
        return []
    painter = Painter(kind, {})
    return [
        Fact(one.column, _painted(one, painter, record), editable and _is_open(one.column), _address(one, painter))
        for one in values.rows([(record.pk, raw)])[0].cells
    ]


def _is_open(column: Column) -> bool:
    return column.access == FieldAccess.EDIT and column.field.writable


def _painted(cell: Cell, painter: Painter, record: Any) -> Markup:
    if cell.column.key == painter.object_type.title:
        return escape(cell.value or "")
    if cell.column.kind == Kind.LONG_TEXT and cell.value:
        return Markup("<br>").join(escape(line) for line in str(cell.value).splitlines())
    if cell.column.kind == Kind.REFERENCE and _address(cell, painter):
        return escape(cell.text)
    return Markup(painter.paint(cell, record.pk))  # noqa: S704 -- cells are escaped by their painter


def _address(cell: Cell, painter: Painter) -> str:
    """Of the record that a reference leads to, if its reader sees it."""
    if cell.column.kind != Kind.REFERENCE or cell.record is None or cell.text == HIDDEN_BY_MASK:
        return ""
    return painter.address(cell.column.field.reference, cell.record)
