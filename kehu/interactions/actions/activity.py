"""Keeps the activity row of each customer, so that no page ever counts.

A logged touch adds to the row; tasks and visits are few per customer and are read anew; after undo and merge
`rebuild` works the whole row out from the records. Customers are always locked in the order of their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb

from kehu.foundation.audit.models import AuditEntry
from kehu.interactions.models import Interaction

# A note is our own writing and no contact with the customer.
NO_CONTACT = (Interaction.Kind.NOTE,)


@dataclass
class Delta:
    """What one batch adds to a customer: the latest contact, and by how many the count of each kind grows."""

    last_contact_at: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, started_at: datetime, now: datetime, number: int = 1) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + number
        if number > 0 and kind not in NO_CONTACT and started_at <= now:
            self.last_contact_at = max(self.last_contact_at or started_at, started_at)


def add(*, deltas: dict[UUID, Delta]) -> None:
    """Add touches to the activity rows and move `Customer.last_contact_at` forward."""
    ordered = sorted(deltas.items())
    ids = [customer_id for customer_id, _ in ordered]
    moments = [delta.last_contact_at for _, delta in ordered]
    counts = [Jsonb(delta.counts) for _, delta in ordered]
    totals = [sum(delta.counts.values()) for _, delta in ordered]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [ids, moments, totals, counts])
        cursor.execute(_MOVE_LAST_CONTACT, [ids, moments])


def refresh_work(*, customer_ids: Iterable[UUID | None]) -> None:
    """Work out anew what is open and next of these customers, from their tasks and visits."""
    ids = sorted({one for one in customer_ids if one})
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_REFRESH_WORK, {"ids": ids})


def rebuild(*, customer_ids: Iterable[UUID]) -> None:
    """Work out the whole row from the records: after undo, merge, or changes made behind the actions' back."""
    ids = sorted(set(customer_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_REBUILD, {"ids": ids})
            cursor.execute(_SET_LAST_CONTACT, {"ids": ids})


def customers_of(model: type[models.Model], ids: list[UUID]) -> set[UUID]:
    """Whose these rows are and, as the audit trail knows, whose they were: also of rows that are gone by now."""
    rows: Any = model._default_manager
    now = rows.filter(pk__in=ids, customer__isnull=False).values_list("customer_id", flat=True)
    before = AuditEntry.objects.filter(record_id__in=ids, subject_id__isnull=False).values_list("subject_id", flat=True)
    return {*now, *before.distinct()}


_ADD = """
INSERT INTO interactions_customeractivity AS a (customer_id, last_contact_at, interactions, counts)
SELECT * FROM unnest(%s::uuid[], %s::timestamptz[], %s::int[], %s::jsonb[])
ON CONFLICT (customer_id) DO UPDATE SET
    last_contact_at = greatest(a.last_contact_at, EXCLUDED.last_contact_at),
    interactions = greatest(0, a.interactions + EXCLUDED.interactions),
    counts = (
        SELECT coalesce(jsonb_object_agg(key, n), '{}') FROM (
            SELECT key, sum(value::int) AS n FROM (
                SELECT * FROM jsonb_each_text(a.counts) UNION ALL SELECT * FROM jsonb_each_text(EXCLUDED.counts)
            ) AS both_counts GROUP BY key
        ) AS summed WHERE n > 0
    )
"""

_MOVE_LAST_CONTACT = """
UPDATE customers_customer c SET last_contact_at = d.at
FROM (
    SELECT c.id, d.at FROM unnest(%s::uuid[], %s::timestamptz[]) AS d (id, at)
    JOIN customers_customer c USING (id)
    WHERE d.at > coalesce(c.last_contact_at, '-infinity') ORDER BY id FOR NO KEY UPDATE OF c
) AS d
WHERE c.id = d.id
"""

_WORK = """
    SELECT c.id, t.open_tasks, t.next_task_at, v.next_visit_at
    FROM unnest(%(ids)s::uuid[]) AS c (id),
    LATERAL (
        SELECT count(*) AS open_tasks, min(due_at) AS next_task_at FROM interactions_task
        WHERE customer_id = c.id AND state = 'open'
    ) AS t,
    LATERAL (
        SELECT min(planned_start) AS next_visit_at FROM interactions_visit
        WHERE customer_id = c.id AND state = 'planned'
    ) AS v
"""

_REFRESH_WORK = f"""
INSERT INTO interactions_customeractivity (customer_id, open_tasks, next_task_at, next_visit_at, next_due_at)
SELECT id, open_tasks, next_task_at, next_visit_at, least(next_task_at, next_visit_at) FROM ({_WORK}) AS w
ON CONFLICT (customer_id) DO UPDATE SET open_tasks = EXCLUDED.open_tasks, next_task_at = EXCLUDED.next_task_at,
    next_visit_at = EXCLUDED.next_visit_at, next_due_at = EXCLUDED.next_due_at
"""

_REBUILD = f"""
INSERT INTO interactions_customeractivity AS a
    (customer_id, open_tasks, next_task_at, next_visit_at, next_due_at, last_contact_at, interactions, counts)
SELECT w.id, open_tasks, next_task_at, next_visit_at, least(next_task_at, next_visit_at), i.last, i.total, i.counts
FROM ({_WORK}) AS w
JOIN customers_customer c ON c.id = w.id,
LATERAL (
    SELECT max(last) AS last, coalesce(sum(n), 0) AS total, coalesce(jsonb_object_agg(kind, n), '{{}}') AS counts
    FROM (
        SELECT kind, count(*) AS n,
            max(started_at) FILTER (WHERE kind <> 'note' AND started_at <= clock_timestamp()) AS last
        FROM interactions_interaction WHERE customer_id = w.id AND superseded_at IS NULL GROUP BY kind
    ) AS kinds
) AS i
ON CONFLICT (customer_id) DO UPDATE SET open_tasks = EXCLUDED.open_tasks, next_task_at = EXCLUDED.next_task_at,
    next_visit_at = EXCLUDED.next_visit_at, next_due_at = EXCLUDED.next_due_at,
    last_contact_at = EXCLUDED.last_contact_at, interactions = EXCLUDED.interactions, counts = EXCLUDED.counts
"""

_SET_LAST_CONTACT = """
UPDATE customers_customer c SET last_contact_at = a.last_contact_at
FROM interactions_customeractivity a
WHERE a.customer_id = c.id AND c.id = ANY (%(ids)s) AND c.last_contact_at IS DISTINCT FROM a.last_contact_at
"""
