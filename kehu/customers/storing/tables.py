"""The tables of this domain as COPY sees them: their columns, and what stands in a column that nobody filled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils import uuid7

from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    ExternalId,
    IdentityDocument,
    KeyDate,
    LifecycleChange,
    Relationship,
    TierAssignment,
)
from kehu.foundation.database.copying import cell, copy_lines


@dataclass(frozen=True, eq=False)
class Table:
    """`blank` has the cell of every column, in order, for a row in which it is not filled."""

    model: type[models.Model]
    blank: dict[str, str]

    def insert(self, rows: Iterable[dict[str, Any]], now: datetime) -> None:
        """Rows are dictionaries by column name; `id` and the times are added where they are missing."""
        self.copy(self.lines(rows, now))

    def lines(self, rows: Iterable[dict[str, Any]], now: datetime) -> list[str]:
        """The rows as `copy` takes them. Needs no database, so it may be done ahead."""
        moment = cell(now)
        blank = {**self.blank, "created_at": moment, "updated_at": moment}
        return [_line(blank, row, now) for row in rows]

    def copy(self, lines: Iterable[str]) -> None:
        copy_lines(self.model._meta.db_table, self.blank, lines)


def _line(blank: dict[str, str], row: dict[str, Any], now: datetime) -> str:
    """What `cell` does, written out for what nearly all values are: forty of them make a customer."""
    cells = blank.copy()
    if "id" not in row:
        cells["id"] = uuid7().hex
    for column, value in row.items():
        kind = type(value)
        if kind is str:
            cells[column] = value if value.isprintable() and "\\" not in value else cell(value)
        elif value is None:
            cells[column] = "\\N"
        elif kind is UUID:
            cells[column] = f"{value.int:032x}"
        elif value is now:
            cells[column] = blank["updated_at"]
        else:
            cells[column] = cell(value)
    if len(cells) != len(blank):
        raise ValueError(f"no such column: {cells.keys() - blank.keys()}")
    return "\t".join(cells.values())


def _table(model: type[models.Model]) -> Table:
    return Table(model, {field.column: cell(_blank(field)) for field in model._meta.local_concrete_fields})


def _blank(field: Any) -> Any:
    if field.name == "version":
        return 1
    if isinstance(field, ArrayField):
        return []
    if field.null or isinstance(field, models.DateTimeField | models.UUIDField):
        return None
    default: Any = field.default
    if default is models.NOT_PROVIDED:
        return "" if isinstance(field, models.CharField | models.TextField) else None
    return default() if isinstance(default, Callable) else default  # type: ignore[arg-type]


CUSTOMERS = _table(Customer)
CONTACTS = _table(Contact)
POINTS = _table(ContactPoint)
EXTERNAL_IDS = _table(ExternalId)
DOCUMENTS = _table(IdentityDocument)
KEY_DATES = _table(KeyDate)
CONSENTS = _table(Consent)
TAGGED = _table(CustomerTag)
STAGES = _table(LifecycleChange)
TIERS = _table(TierAssignment)
RELATIONSHIPS = _table(Relationship)
ACCOUNT_TEAM = _table(AccountTeamMember)
