"""Change sets to take back, and the rows as they are apart from what triggers keep."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.queries.references import derived_columns


@contextmanager
def changing(by: User, kind: ChangeSet.Kind = ChangeSet.Kind.BULK_EDIT) -> Iterator[ChangeSet]:
    """A change set to which everything written inside belongs."""
    change_set = change_sets.begin(kind=kind, title="Test", object_key="customer", by=by)
    with writing(by=by, change_set=change_set.pk):
        yield change_set
    change_sets.finish(change_set=change_set, counts={})


def content(*tables: str) -> dict[str, dict[str, Any]]:
    """Every row of the tables by its id, without version, time of change and what is derived from other rows."""
    rows: dict[str, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT id::text, (to_jsonb(t) - 'version' - 'updated_at')::text FROM {table} t")
            derived = derived_columns(table)
            for key, row in cursor.fetchall():
                values = json.loads(row).items()
                rows[f"{table}:{key}"] = {column: value for column, value in values if column not in derived}
    return rows
