"""Pages by key: the rows after (or before) a given one in an order, whatever was added or deleted in between.

An order is a few columns, all in one direction, with the primary key as the last. Only the first may hold nothing; rows
without a value come last in both directions, as a second stretch read by a statement of its own, so that each statement
is one range of an index.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value


class BadCursor(ValueError):
    """The cursor is of another order, or of nobody's making."""


@dataclass(frozen=True)
class Order:
    """`paths` without the primary key, which is added; `descending` holds for all."""

    paths: tuple[str, ...]
    descending: bool = False
    nullable: bool = False  # whether the first of the paths may hold nothing

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.paths, "pk")

    @property
    def reversed(self) -> "Order":
        return replace(self, descending=not self.descending)


class _Beyond(Func):
    """`(a, b, c) > (x, y, z)`: one range of an index over a, b, c."""

    output_field = BooleanField()
    arg_joiner = ", "

    def __init__(self, columns: Sequence[str], values: Sequence[Any], model: type[models.Model], descending: bool):
        self.width, self.sign = len(columns), "<" if descending else ">"
        fields = [_field(model, column) for column in columns]
        wrapped = [Value(value, output_field=field) for value, field in zip(values, fields, strict=True)]
        super().__init__(*[F(column) for column in columns], *wrapped)

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        left = ", ".join(sql for sql, _ in parts[: self.width])
        right = ", ".join(sql for sql, _ in parts[self.width :])
        return f"({left}) {self.sign} ({right})", [value for _, values in parts for value in values]


def _field(model: type[models.Model], path: str) -> "models.Field[Any, Any]":
    if path == "pk":
        return model._meta.pk  # type: ignore[return-value]
    field: Any = None
    for part in path.split("__"):
        if isinstance(field, models.JSONField):
            return field  # the value of a key, compared as JSON: numbers by size, texts and days in their order
        field = model._meta.get_field(part)
        model = field.related_model or model
    found: models.Field[Any, Any] = field.target_field if field.is_relation else field
    return found


def take(
    rows: models.QuerySet[Any], order: Order, size: int, *, after: Sequence[Any] | None = None, backwards: bool = False
) -> list[Any]:
    """Up to `size` of the rows that follow the row with the key `after` (or precede it), in the order.

    `rows` is a queryset without order, of tuples or of objects. One statement, two where the values end.
    """
    found: list[Any] = []
    for stretch in stretches(rows, order, after, backwards):
        found += stretch[: size - len(found)]
        if len(found) >= size:
            break
    return found[::-1] if backwards else found


def stretches(
    rows: models.QuerySet[Any], order: Order, after: Sequence[Any] | None, backwards: bool
) -> Iterator[models.QuerySet[Any]]:
    """The parts of the answer in the order they are to be read."""
    moving = order.reversed if backwards else order
    first = order.paths[0] if order.paths else "pk"
    if not order.nullable:
        yield _beyond(rows, moving, moving.columns, after)
        return
    filled, empty = rows.filter(**{f"{first}__isnull": False}), rows.filter(**{f"{first}__isnull": True})
    in_empty = after is not None and after[0] is None
    # Where nothing is, the remaining columns keep the order among the rows.
    empty_part = _beyond(empty, moving, moving.columns[1:], after[1:] if after and in_empty else None)
    filled_part = _beyond(filled, moving, moving.columns, after if after and not in_empty else None)
    if backwards:
        if in_empty or after is None:
            yield empty_part
        yield filled_part
    else:
        if not in_empty:
            yield filled_part
        yield empty_part


def _beyond(
    rows: models.QuerySet[Any], order: Order, columns: Sequence[str], values: Sequence[Any] | None
) -> models.QuerySet[Any]:
    if values is not None:
        rows = rows.filter(Q(_Beyond(columns, values, rows.model, order.descending)))
    return rows.order_by(*[F(one).desc() if order.descending else F(one).asc() for one in columns])


# -- cursors -----------------------------------------------------------------------------------------------------------


def write_cursor(order: Order, key: Sequence[Any], *, backwards: bool = False) -> str:
    """The key of a row, with its order, in characters that a link carries unchanged."""
    data = json.dumps([_name(order), "<" if backwards else ">", *key], cls=_Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def read_cursor(cursor: str, order: Order, model: type[models.Model]) -> tuple[list[Any], bool]:
    """The key as Python values, and whether the page goes backwards. Raises BadCursor."""
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        name, sign, *key = data
        if name != _name(order) or sign not in "<>" or len(key) != len(order.columns):
            raise BadCursor
        values = [
            None if value is None else _field(model, column).to_python(value)
            for column, value in zip(order.columns, key, strict=True)
        ]
    except (ValueError, TypeError, UnicodeDecodeError, binascii.Error, ValidationError) as problem:
        raise BadCursor from problem
    if any(value is None for value in values[0 if not order.nullable else 1 :]):
        raise BadCursor
    return values, sign == "<"


def _name(order: Order) -> str:
    return ("-" if order.descending else "") + ",".join(order.paths)


class _Exact(DjangoJSONEncoder):
    """Moments with all their microseconds; Django's own encoder cuts them to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
