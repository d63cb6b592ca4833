"""Two people at one record: what each of them wrote, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.lists.columns import Column


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
