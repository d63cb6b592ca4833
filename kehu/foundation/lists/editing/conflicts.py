"""Two people at one record: what each of them wrote, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_datetime

from kehu.foundation.access.models import User
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.lists.columns import Column

MOST_CHANGES = 200


@dataclass(frozen=True)
class LastChange:
    """Who put the present value there; `who` is "" and `at` None where the trail does not say."""

    who: str = ""
    at: datetime | None = None
    by: UUID | None = None


def last_changes(record_id: UUID, columns: Iterable[Column]) -> dict[str, LastChange]:
    """Of each column by key the latest change, in one statement over the latest entries of the record."""
    wanted = {one.key: _names(one) for one in columns}
    entries = AuditEntry.objects.filter(record_id=record_id, action=AuditEntry.Action.CHANGED)
    names = sorted({name for found in wanted.values() for name in found})
    entries = entries.filter(new__has_any_keys=names).select_related("actor").order_by("-id")[:50]
    found: dict[str, LastChange] = {}
    for entry in entries:
        for key, columns_of_key in wanted.items():
            if key not in found and columns_of_key & set(entry.new or ()):
                actor: User | None = entry.actor
                found[key] = LastChange(actor.name if actor else "", entry.at, actor.pk if actor else None)
    return found


def _names(column: Column) -> set[str]:
    """The columns of the table in which a field stands."""
    if column.is_custom:
        return {"custom"}
    first: Any = column.field.path.partition("__")[0]
    return {first, f"{first}_id"}


def touched_since(record: models.Model, columns: Iterable[Column], version: int) -> dict[str, Any]:
    """The columns by key that were changed after `version`, with the value that stood there in it."""
    count = record.version - version  # type: ignore[attr-defined]
    if count <= 0:
        return {}
    entries = AuditEntry.objects.filter(record_id=record.pk, action=AuditEntry.Action.CHANGED).order_by("-id")
    # Every recorded change of a row is one version of it.
    latest = [entry.old or {} for entry in entries[: min(count, MOST_CHANGES)]]
    found: dict[str, Any] = {}
    for column in columns:
        for old in reversed(latest):
            names = _names(column) & set(old)
            if names:
                value = old[names.pop()]
                key = column.path.removeprefix("custom__")
                found[column.key] = (value or {}).get(key) if column.is_custom else value
                break
    return found


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal, one as a form has it and one as the trail kept it."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set):
        return sorted(str(one) for one in value)
    if value is None or value == [] or value == "":
        return ""
    if isinstance(value, bool) or str(value).lower() in {"true", "false"}:
        return str(value).lower()
    if isinstance(value, datetime):
        return value.timestamp()
    text = str(value).strip()
    try:
        return Decimal(text.replace(",", "")).normalize()
    except InvalidOperation:
        moment = parse_datetime(text) if "T" in text else None
        return moment.timestamp() if moment else text
