"""What holds rows back from being removed: the rows that refer to them."""

from collections.abc import Iterable
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


def holds_on(candidates: Iterable[Key], batch: set[Key]) -> list[Hold]:
    """All references from rows of the batch to the candidates, and one from outside the batch for each candidate and
    referring column (one is enough to hold a row). Rows that go along with their target are left out.
    """
    inside = entries.by_table(batch)
    found: list[Hold] = []
    for table, targets in entries.by_table(candidates).items():
        for reference in references_to(table):
            if reference.goes_along:
                continue
            own = inside.get(reference.table, [])
            found += [
                Hold((table, to), (reference.table, by), reference) for to, by in _outside(reference, targets, own)
            ]
            if own:
                found += [
                    Hold((table, to), (reference.table, by), reference) for to, by in _inside(reference, targets, own)
                ]
    return found


def _inside(reference: Reference, targets: list[UUID], own: list[UUID]) -> list[tuple[UUID, UUID]]:
    table, column = _quoted(reference)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.{column}, r.id FROM {table} r WHERE r.id = ANY(%s) AND r.{column} = ANY(%s)", [own, targets]
        )
        return list(cursor.fetchall())


def _outside(reference: Reference, targets: list[UUID], own: list[UUID]) -> list[tuple[UUID, UUID]]:
    table, column = _quoted(reference)
    key = connection.ops.quote_name(reference.model._meta.pk.column or "")
    conditions, parameters = _holding(reference)
    if own:
        conditions += f" AND r.{key} <> ALL(%s)"
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
