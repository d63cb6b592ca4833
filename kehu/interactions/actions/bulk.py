"""Many past touches at once, by COPY: for imports and the demo company."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.records import new_id
from kehu.foundation.events.bus import publish
from kehu.interactions.actions import activity
from kehu.interactions.actions.interactions import USUAL
from kehu.interactions.events import InteractionsLogged
from kehu.interactions.permissions import InteractionVerb


@dataclass(slots=True)
class Row:
    """One past touch; what is left out follows from the kind. `id` may be given to make a load deterministic.
    `custom` has been checked by the caller.
    """

    customer_id: UUID
    kind: str
    started_at: datetime
    employee_id: UUID | None = None
    contact_id: UUID | None = None
    contact_point_id: UUID | None = None
    channel: str | None = None
    direction: str | None = None
    duration_seconds: int | None = None
    subject: str = ""
    body: str = ""
    outcome: str = ""
    next_step: str = ""
    place: str = ""
    private: bool = False
    source: str = ""
    external_id: str = ""
    custom: dict[str, Any] | None = None
    created_by_id: UUID | None = None
    created_at: datetime | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Logged:
    """`ids` in the order of the rows; None for a row whose (source, external_id) was there already."""

    ids: list[UUID | None]

    @property
    def created(self) -> int:
        return sum(1 for one in self.ids if one)


COLUMNS = (
    "id", "created_at", "updated_at", "customer_id", "contact_id", "contact_point_id", "employee_id", "created_by_id",
    "kind", "channel", "direction", "started_at", "duration_seconds", "subject", "body", "outcome", "next_step",
    "place", "private", "related_key", "source", "external_id", "custom",
)  # fmt: skip


def log_many(*, rows: Sequence[Row], by: User, change_set: UUID | None = None, announce: bool = True) -> Logged:
    """Log a batch (some thousand rows) in one transaction, with one event. A row that came before (same source and
    external id, also within the batch) is left out, so a batch may be sent twice.

    The caller has found the customers through `visible_to(by)`. The texts must fit their columns and hold no NUL.
    """
    by.require(InteractionVerb.IMPORT)
    now = timezone.now()
    with writing(by=by, change_set=change_set):
        known = _known(rows)
        fresh: list[Row] = []
        ids: list[UUID | None] = []
        for row in rows:
            key = (row.source, row.external_id)
            if row.external_id and key in known:
                ids.append(None)
                continue
            known.add(key)
            fresh.append(row)
            ids.append(row.id)
        if fresh:
            _copy(fresh, by, now)
            activity.add(deltas=_deltas(fresh, now))
            if announce:
                customers = sorted({row.customer_id for row in fresh})
                publish(InteractionsLogged(customers, len(fresh), change_set), by=by.pk)
    return Logged(ids)


def _known(rows: Iterable[Row]) -> set[tuple[str, str]]:
    keys = {(row.source, row.external_id) for row in rows if row.external_id}
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.source, i.external_id FROM unnest(%s::text[], %s::text[]) AS k (source, external_id)"
            " JOIN interactions_interaction i ON i.source = k.source AND i.external_id = k.external_id"
            " AND i.external_id <> ''",
            [[source for source, _ in keys], [number for _, number in keys]],
        )
        return set(cursor.fetchall())


def _copy(rows: list[Row], by: User, now: datetime) -> None:
    statement = f"COPY interactions_interaction ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            channel, direction = USUAL[row.kind]
            copy.write_row(
                (
                    row.id, row.created_at or now, now, row.customer_id, row.contact_id, row.contact_point_id,
                    row.employee_id, row.created_by_id or by.pk, row.kind,
                    channel if row.channel is None else row.channel, row.direction or direction, row.started_at,
                    row.duration_seconds, row.subject, row.body, row.outcome, row.next_step, row.place, row.private,
                    "", row.source, row.external_id, Jsonb(row.custom or {}),
                )
            )  # fmt: skip


def _deltas(rows: Iterable[Row], now: datetime) -> dict[UUID, activity.Delta]:
    deltas: dict[UUID, activity.Delta] = {}
    for row in rows:
        deltas.setdefault(row.customer_id, activity.Delta()).add(row.kind, row.started_at, now)
    return deltas
