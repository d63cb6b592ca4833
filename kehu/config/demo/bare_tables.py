"""Loading into tables without indexes, which are made once all rows are there: sorted, in several processes at a time.

Keeping the indexes of twenty million rows while they come in takes longer than everything else together. What was taken
away is noted in a table first, in the same transaction; should the load be killed, the next one begins by putting it
back. Only tables that are empty are stripped, so nobody misses an index meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

TABLES = (
    "interactions_interaction", "search_term", "customers_customer", "customers_contact", "customers_contactpoint",
    "customers_externalid", "customers_keydate", "customers_consent", "interactions_task", "interactions_visit",
    "interactions_customeractivity",
)  # fmt: skip
# Primary keys are taken off where they cost most; elsewhere too many foreign keys lean on them.
KEYLESS = {"interactions_interaction", "search_term"}
AT_ONCE = 2
NOTES = "demo_missing_index"


@contextmanager
def stripped(progress: Callable[[str], None]) -> Iterator[None]:
    """Inside, the empty ones of TABLES have no indexes. For the owner of the tables, outside of a transaction."""
    restore(progress)
    with connection.cursor() as cursor:
        _strip(cursor, [table for table in TABLES if _is_empty(cursor, table)])
    try:
        yield
    finally:
        restore(progress)


def restore(progress: Callable[[str], None] = lambda _sentence: None) -> None:
    """Make what is noted as missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [NOTES])
        if cursor.fetchone()[0] is None:
            return
        progress("Indexes")
        for stage in (1, 2):  # foreign keys lean on what is made first
            cursor.execute(f"SELECT id, definition FROM {NOTES} WHERE stage = %s ORDER BY id", [stage])
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(_make, cursor.fetchall()))
        cursor.execute(f"DROP TABLE {NOTES}")


def _make(noted: tuple[int, str]) -> None:
    number, definition = noted
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SET synchronous_commit = off")
            cursor.connection.execute(f"BEGIN; {definition}; DELETE FROM {NOTES} WHERE id = {number}; COMMIT")
    finally:
        connections.close_all()  # a thread's connection is its own


def _is_empty(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


def _strip(cursor: Any, tables: Sequence[str]) -> None:
    """The drops and the notes of how to make good for them, all in one transaction."""
    keyless = [table for table in tables if table in KEYLESS]
    cursor.execute(_REFERENCES, [keyless])
    references = cursor.fetchall()
    cursor.execute(_CONSTRAINTS, [keyless])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    statements = ["BEGIN", f"CREATE TABLE {NOTES} (id serial PRIMARY KEY, stage int, definition text)"]
    for stage, found in ((2, references), (1, constraints), (1, indexes)):
        for drop, definition in found:
            quoted = definition.replace("'", "''")
            statements += [drop, f"INSERT INTO {NOTES} (stage, definition) VALUES ({stage}, '{quoted}')"]
    # psycopg takes `%` literally only without parameters.
    cursor.connection.execute("; ".join([*statements, "COMMIT"]))


_DROP_CONSTRAINT = "format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)"
_ADD_CONSTRAINT = "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, {})"
_DEFINITION = "pg_get_constraintdef(oid)"
_REFERENCES = (
    f"SELECT {_DROP_CONSTRAINT}, {_ADD_CONSTRAINT.format(_DEFINITION)} FROM pg_constraint"
    " WHERE contype = 'f' AND confrelid = ANY(%s::regclass[]) ORDER BY conname"
)
_CONSTRAINTS = (
    f"SELECT {_DROP_CONSTRAINT}, {_ADD_CONSTRAINT.format(_DEFINITION)} FROM pg_constraint"
    " WHERE contype IN ('p', 'u') AND conrelid = ANY(%s::regclass[]) ORDER BY conname"
)
_INDEXES = (
    "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index"
    " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
    " ORDER BY pg_table_size(indrelid), indexrelid"
)
