"""What holds rows back from being removed: the rows that refer to them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models.sql import Query

from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.folding import Key
from kehu.foundation.changes.queries.references import Reference, references_to


@dataclass(frozen=True)
class Hold:
    """`by` refers to `target` through `reference`."""

    target: Key
    by: Key
    reference: Reference


def holds_on(candidates: Collection[Key], batch: set[Key]) -> list[Hold]:
    """All references from rows of the batch to the candidates, and one from outside the batch for each candidate and
    referring column (one is enough to hold a row). Rows that go along with their target are left out.
    """
    inside = {table: entries.as_array(ids) for table, ids in entries.by_table(batch).items()}
    tables_of: dict[UUID, list[str]] = defaultdict(list)
    for table, record_id in candidates:
        tables_of[record_id].append(table)
    wanted: dict[Reference, list[str]] = defaultdict(list)
    for table, ids in entries.by_table(candidates).items():
        targets = ",".join([one.hex for one in ids])
        for reference in references_to(table):
            if not reference.goes_along:
                wanted[reference].append(targets)
    found: list[Hold] = []
    for reference, some in wanted.items():
        targets, own = "{" + ",".join(some) + "}", inside.get(reference.table, "")
        pairs = _outside(reference, targets, own) + (_inside(reference, targets, own) if own else [])
        found += [
            Hold((table, to), (reference.table, by), reference)
            for to, by in pairs
            for table in tables_of[to]
            if reference.target in {table, ""}
        ]
    return found


def _inside(reference: Reference, targets: str, own: str) -> list[tuple[UUID, UUID]]:
    table, column = _quoted(reference)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.{column}, r.id FROM {table} r WHERE r.id = ANY(%s::uuid[]) AND r.{column} = ANY(%s::uuid[])",
            [own, targets],
        )
        return list(cursor.fetchall())


def _outside(reference: Reference, targets: str, own: str) -> list[tuple[UUID, UUID]]:
    table, column = _quoted(reference)
    key = connection.ops.quote_name(reference.model._meta.pk.column or "")
    conditions, parameters = _holding(reference)
    if own:
        conditions += f" AND r.{key} <> ALL(%s::uuid[])"
        parameters = (*parameters, own)
    # One index probe per target: a tag may be on a million customers.
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, h.id FROM unnest(%s::uuid[]) AS t(id) CROSS JOIN LATERAL"
            f" (SELECT r.{key} AS id FROM {table} r WHERE r.{column} = t.id AND {conditions} LIMIT 1) h",
            [targets, *parameters],
        )
        return list(cursor.fetchall())


def _holding(reference: Reference) -> tuple[str, tuple]:
    """SQL for "this row holds its target"."""
    if reference.yields is None:
        return "true", ()
    query = Query(reference.model, alias_cols=False)
    compiler = query.get_compiler(connection=connection)
    statement, parameters = compiler.compile(query.build_where(~reference.yields))
    return statement, tuple(parameters)


def _quoted(reference: Reference) -> tuple[str, str]:
    return connection.ops.quote_name(reference.table), connection.ops.quote_name(reference.column)
