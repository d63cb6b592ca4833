"""The tables of this domain as COPY sees them: their columns, and what stands in a column that nobody filled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

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
from kehu.foundation.database.copying import as_json, copy_rows
from kehu.foundation.database.records import new_id


@dataclass(frozen=True, eq=False)
class Table:
    model: type[models.Model]
    columns: tuple[str, ...]
    blank: dict[str, Any]
    json_columns: tuple[str, ...]

    def insert(self, rows: Iterable[dict[str, Any]], now: datetime) -> None:
        """Rows are dictionaries by column name; `id` and the times are added where they are missing."""
        copy_rows(self.model, self.columns, (self._values(row, now) for row in rows))

    def _values(self, row: dict[str, Any], now: datetime) -> list[Any]:
        full = {**self.blank, "created_at": now, "updated_at": now, **row}
        if "id" not in row:
            full["id"] = new_id()
        for column in self.json_columns:
            if full[column] is not None:
                full[column] = as_json(full[column])
        return [full[column] for column in self.columns]


def _table(model: type[models.Model]) -> Table:
    fields = model._meta.local_concrete_fields
    return Table(
        model=model,
        columns=tuple(field.column for field in fields),
        blank={field.column: _blank(field) for field in fields},
        json_columns=tuple(field.column for field in fields if isinstance(field, models.JSONField)),
    )


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
