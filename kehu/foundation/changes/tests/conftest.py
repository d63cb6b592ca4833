"""Change sets to take back, and the rows as they are apart from what triggers keep."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet


@contextmanager
def changing(by: User, kind: ChangeSet.Kind = ChangeSet.Kind.BULK_EDIT) -> Iterator[ChangeSet]:
    """A change set to which everything written inside belongs."""
    change_set = change_sets.begin(kind=kind, title="Test", object_key="customer", by=by)
    with writing(by=by, change_set=change_set.pk):
        yield change_set
    change_sets.finish(change_set=change_set, counts={})


def content(*tables: str) -> dict[str, dict[str, Any]]:
    """Every row of the tables by its id, without version and time of change."""
    rows: dict[str, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT id::text, (to_jsonb(t) - 'version' - 'updated_at')::text FROM {table} t")
            rows |= {f"{table}:{key}": json.loads(row) for key, row in cursor.fetchall()}
    return rows


@pytest.fixture
def change() -> Callable[..., Any]:
    return changing
