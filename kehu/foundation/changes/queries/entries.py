"""Reading the audit trail of one change set, in batches of the records whose history it is."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.foundation.changes.queries.folding import Entry, Key, Values, as_object
from kehu.foundation.changes.queries.references import columns_of

NOBODY = UUID(int=0)
SUBJECT = "coalesce(subject_id, record_id)"


@dataclass(frozen=True)
class Extent:
    """Where in the trail the entries of a change set lie."""

    entries: int
    first_id: int
    first_at: datetime | None


def extent(change_set_id: UUID) -> Extent:
    rows = _rows(
        "SELECT count(*), coalesce(min(id), 0), min(at) FROM audit_entry WHERE change_set_id = %s", [change_set_id]
    )
    return Extent(*rows[0])


def subjects_after(change_set_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """The next `limit` records whose history the set touched, in the order of their ids."""
    rows = _rows(
        f"SELECT DISTINCT {SUBJECT} FROM audit_entry WHERE change_set_id = %s AND {SUBJECT} > %s ORDER BY 1 LIMIT %s",
        [change_set_id, after, limit],
    )
    return [subject for (subject,) in rows]


def records_of(change_set_id: UUID, subjects: list[UUID]) -> list[Key]:
    return _rows(
        f"SELECT DISTINCT table_name, record_id FROM audit_entry"
        f" WHERE change_set_id = %s AND {SUBJECT} = ANY(%s::uuid[]) ORDER BY 1, 2",
        [change_set_id, as_array(subjects)],
    )


def touched(change_set_id: UUID, record_ids: list[UUID], since: Extent) -> set[UUID]:
    """Those of the records that the set changed in any way."""
    rows = _rows(
        "SELECT DISTINCT record_id FROM audit_entry WHERE record_id = ANY(%s::uuid[])"
        " AND change_set_id = %s AND at >= %s",
        [as_array(record_ids), change_set_id, since.first_at],
    )
    return {record_id for (record_id,) in rows}


def entries_of(change_set_id: UUID, keys: list[Key], since: Extent) -> Iterable[Entry]:
    """All entries of these rows from the beginning of the set on, everybody's, in the order in which they happened."""
    wanted = set(keys)
    rows = _rows(
        "SELECT id, table_name, record_id, subject_id, action, actor_id, change_set_id IS NOT DISTINCT FROM %s,"
        f" {_as_text('old')}, {_as_text('new')}"
        " FROM audit_entry WHERE record_id = ANY(%s::uuid[]) AND id >= %s AND at >= %s ORDER BY id",
        [change_set_id, as_array(record_id for _table, record_id in keys), since.first_id, since.first_at],
    )
    for entry_id, table, record_id, subject, action, actor, ours, old, new in rows:
        if (table, record_id) in wanted:
            yield Entry(entry_id, (table, record_id), subject, action, actor, ours, _values(old), _values(new))


def lock_rows(table: str, ids: list[UUID]) -> set[UUID]:
    """Lock those of the rows that exist, so that nobody changes or refers to them while we decide."""
    quoted = connection.ops.quote_name(table)
    rows = _rows(f"SELECT id FROM {quoted} WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", [as_array(ids)])
    return {record_id for (record_id,) in rows}


def rows_now(table: str, ids: list[UUID], columns: Iterable[str] | None = None) -> dict[UUID, Values]:
    """The rows as they are, or only those of these columns that can be written."""
    quote = connection.ops.quote_name
    some = "*" if columns is None else ", ".join(map(quote, sorted({"id"} | set(columns) & set(columns_of(table)))))
    rows = _rows(
        f"SELECT t.id, {_as_text('to_jsonb(t)')} FROM (SELECT {some} FROM {quote(table)} WHERE id = ANY(%s::uuid[])) t",
        [as_array(ids)],
    )
    return {record_id: _values(row) for record_id, row in rows}


def existing(table: str, ids: Iterable[UUID]) -> set[UUID]:
    quoted = connection.ops.quote_name(table)
    rows = _rows(f"SELECT id FROM {quoted} WHERE id = ANY(%s::uuid[])", [as_array(ids)])
    return {record_id for (record_id,) in rows}


def by_table(keys: Iterable[Key]) -> dict[str, list[UUID]]:
    tables: dict[str, list[UUID]] = defaultdict(list)
    for table, record_id in keys:
        tables[table].append(record_id)
    return dict(tables)


def as_array(ids: Iterable[UUID]) -> str:
    """Identifiers as PostgreSQL writes an array of them, for `%s::uuid[]`: a batch sends the same thousands to many
    tables, and the driver would look at each one each time.
    """
    return "{" + ",".join([one.hex for one in ids]) + "}"


def as_id(value: str | None) -> UUID | None:
    """The identifier in a JSON text, if there is one."""
    return UUID(value.strip('"')) if value and value != "null" else None


def as_value(value: str | None) -> Any:
    """The plain value of a JSON text; numbers with a fraction as they are written."""
    return None if value is None else json.loads(value, parse_float=str)


def as_json(values: Values) -> str:
    """A JSON object from column names and JSON texts."""
    return as_object(values)


def _as_text(document: str) -> str:
    return f"(SELECT jsonb_object_agg(e.key, e.value::text) FROM jsonb_each({document}) e)::text"


def _values(document: str | None) -> Values:
    return json.loads(document) if document else {}


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
