"""Who owned a record when: by its stays near pools, else by the trail of its owner, else as today."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kehu.foundation.audit import former
from kehu.sales.models import Holding


@dataclass(frozen=True)
class Stretch:
    """Somebody owned a record from `since` on; `until` is empty while he does."""

    owner: UUID
    since: datetime
    until: datetime | None = None


Owned = tuple[UUID, UUID | None, datetime]  # record, its owner today, when it came


def stretches(object_key: str, model: Any, rows: Iterable[Owned]) -> dict[UUID, list[Stretch]]:
    """For each record its owners in the order of time; times in which nobody owned it are left out."""
    rows = list(rows)
    found = _stays(object_key, [record_id for record_id, _owner, _came in rows])
    others = [row for row in rows if row[0] not in found]
    changes = former.values(model, "owner_id", [row[0] for row in others])
    return found | {row[0]: _from_trail(row, changes.get(row[0], ())) for row in others}


def owner_at(owners: Sequence[Stretch], at: datetime) -> UUID | None:
    """Whose it was at that moment."""
    mine = (one.owner for one in owners if one.since <= at and (one.until is None or at < one.until))
    return next(mine, None)


def _stays(object_key: str, ids: list[UUID]) -> dict[UUID, list[Stretch]]:
    rows = Holding.objects.filter(object_key=object_key, record_id__in=ids).order_by("since", "pk")
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    for record_id, owner, since, until in rows.values_list("record_id", "owner", "since", "until"):
        stays = found[record_id]
        if owner is not None:
            stays.append(Stretch(owner, since, until))
    return dict(found)


def _from_trail(row: Owned, changes: Iterable[tuple[datetime, Any]]) -> list[Stretch]:
    _record_id, owner, since = row
    found = []
    for at, before in changes:
        if before:
            found.append(Stretch(UUID(before), since, at))
        since = max(at, since)
    return [*found, Stretch(owner, since)] if owner else found
