"""A new customer as lines of COPY: everything of him that can be said without asking the database.

An import makes them ahead, while PostgreSQL is busy with the batch before.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kehu.customers.search import terms_from
from kehu.customers.storing import tables
from kehu.customers.storing.preparing import Prepared
from kehu.foundation.access.models import User
from kehu.foundation.search import index

# What is referred to comes first.
ORDER = (
    tables.CUSTOMERS, tables.CONTACTS, tables.POINTS, tables.EXTERNAL_IDS, tables.DOCUMENTS, tables.KEY_DATES,
    tables.CONSENTS, tables.STAGES, tables.TIERS,
)  # fmt: skip


@dataclass
class Lines:
    """`of_table` has the lines by table, in the order in which tables must be written; `terms` those of the search."""

    of_table: dict[tables.Table, list[str]] = field(default_factory=lambda: {table: [] for table in ORDER})
    terms: list[str] = field(default_factory=list)


def lines_of(rows: list[Prepared], by: User, now: datetime) -> Lines:
    """The lines of a whole batch, without tags and relationships, for which others must be asked."""
    made = Lines()
    for table, values in (
        (tables.CUSTOMERS, [one.customer for one in rows]),
        (tables.CONTACTS, [row for one in rows for row in one.contacts]),
        (tables.POINTS, [row for one in rows for row in one.points]),
        (tables.EXTERNAL_IDS, [row for one in rows for row in one.external_ids]),
        (tables.DOCUMENTS, [row for one in rows for row in one.documents]),
        (tables.KEY_DATES, [row for one in rows for row in one.dates]),
        (tables.CONSENTS, [row for one in rows for row in one.consents]),
        (tables.STAGES, [_stage(one, by) for one in rows if one.stage]),
        (tables.TIERS, [_tier(one, by, now) for one in rows if one.customer["tier"]]),
    ):
        made.of_table[table] = table.lines(values, now)
    made.terms = sorted(_terms(rows))  # neighbours in the index are written together
    return made


def write(made: Lines) -> None:
    """COPY, in the running `writing`."""
    for table, lines in made.of_table.items():
        if lines:
            table.copy(lines)
    index.add(made.terms)


def _stage(one: Prepared, by: User) -> dict[str, object]:
    stage = one.stage.pk if one.stage else None
    at = one.customer["created_at"]
    return {"customer_id": one.customer["id"], "stage_id": stage, "at": at, "changed_by_id": by.pk}


def _tier(one: Prepared, by: User, now: datetime) -> dict[str, object]:
    tier = one.customer["tier"]
    return {"customer_id": one.customer["id"], "tier": tier, "at": now, "assigned_by_id": by.pk}


def _terms(rows: list[Prepared]) -> list[str]:
    found: list[str] = []
    for one in rows:
        points: dict[UUID | None, list[tuple[str, str, str]]] = defaultdict(list)
        for row in one.points:
            points[row["contact_id"]].append((row["kind"], row["value"], row["normalised"]))
        numbers = [row["value"] for row in one.external_ids] + [row["number"] for row in one.documents]
        names = [one.customer["name"], *one.customer.get("other_names", ())]
        found += index.lines("customer", one.customer["id"], terms_from(names, points[None], numbers))
        for contact in one.contacts:
            found += index.lines("contact", contact["id"], terms_from([contact["name"]], points[contact["id"]]))
    return found
