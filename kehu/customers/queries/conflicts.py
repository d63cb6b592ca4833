"""Two people at one customer: what each of them wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehu.customers.models import Customer
from kehu.customers.objects import CUSTOMER
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.fields.values import PREFIX, value_of


@dataclass(frozen=True)
class Difference:
    """One field: what the user wants, what stands there now, and who put it there when (None if not known)."""

    field: str
    label: Any
    mine: Any
    theirs: Any
    changed_by: str = ""
    changed_at: datetime | None = None


def differences(customer: Customer, changes: dict[str, Any], *, seen: dict[str, Any] | None) -> list[Difference]:
    """The fields among `changes` whose present value is neither what the user wants nor, with `seen`, what he saw."""
    found = []
    for key, mine in changes.items():
        theirs = comparable(value_of(customer, key))
        if theirs == comparable(mine) or (seen is not None and theirs == comparable(seen.get(key, theirs))):
            continue
        field = CUSTOMER.field(key)
        who, when = _last_change(customer, key)
        found.append(Difference(key, field.label if field else key, mine, value_of(customer, key), who, when))
    return found


def comparable(value: Any) -> Any:
    """Values as forms, JSON and rows have them, made alike."""
    if hasattr(value, "pk"):
        return str(value.pk)
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return "" if value is None else str(value)


def _last_change(customer: Customer, key: str) -> tuple[str, datetime | None]:
    columns = ["custom"] if key.startswith(PREFIX) else [key, f"{key}_id"]
    entries = AuditEntry.objects.filter(record_id=customer.pk, action=AuditEntry.Action.CHANGED)
    entry = entries.filter(new__has_any_keys=columns).select_related("actor").order_by("-id").first()
    return (entry.actor.name if entry and entry.actor else "", entry.at if entry else None)
