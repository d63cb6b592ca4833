"""What belongs to a record without its domain saying so: rows that refer to it, what hangs on it by its identifier."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from kehu.foundation.audit.models import SensitiveRead
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.models import Notice
from kehu.foundation.transfer.models import ImportedRow

# The log of who read whose sensitive fields has no values, and the law wants it kept; rows of imports lead to the files
# that have to go (transfers.py).
KEPT = {SensitiveRead, ImportedRow}


def linked(record: models.Model) -> dict[type[models.Model], list[Any]]:
    """Rows of others that refer to the record and stay without it: a task of the company that names him as its contact,
    for instance. Their texts may speak of him.
    """
    found: dict[type[models.Model], list[Any]] = defaultdict(list)
    for relation in record._meta.related_objects:
        if getattr(relation, "on_delete", None) is not models.SET_NULL:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record.pk})
        found[relation.related_model] += list(rows.values_list("pk", flat=True))
    return {model: ids for model, ids in found.items() if ids}


def related(ids: list[UUID]) -> dict[type[models.Model], list[Any]]:
    """Rows that name one of the records as what they are about. Their tables may be read whole: ask once for many."""
    return {
        model: found
        for model in _with_columns("related_key", "related_id")
        if (found := list(model._base_manager.filter(related_id__in=ids).values_list("pk", flat=True)))
    }


def unlink(ids: list[UUID]) -> None:
    """Nothing refers any more by identifier to records that are gone."""
    for model in _with_columns("related_key", "related_id"):
        model._base_manager.filter(related_id__in=ids).update(related_key="", related_id=None)


def attached(ids: list[UUID]) -> dict[type[models.Model], Any]:
    """Querysets of what hangs on records by their identifiers, per model: files, shares, search terms, looks …"""
    found: dict[type[models.Model], Any] = {
        model: model._base_manager.filter(record_id__in=ids) for model in _with_columns("record_id")
    }
    found[Notice] = notices_of(ids)
    return found


def notices_of(ids: Iterable[UUID]) -> Any:
    """Notices that lead to the pages of these records."""
    about = models.Q(pk__in=[])
    for one in ids:
        about |= models.Q(url__contains=str(one))
    return Notice.objects.filter(about)


def remove_attached(ids: list[UUID]) -> dict[str, int]:
    """Delete what hangs on records that are gone; returns how many rows by table. `ids` may be many."""
    counts: dict[str, int] = defaultdict(int)
    for start in range(0, len(ids), 500):
        for model, rows in attached(ids[start : start + 500]).items():
            if number := rows.delete()[0]:
                counts[model._meta.db_table] += number
    return dict(counts)


def files_of_deleted(ids: list[UUID], since: int) -> list[str]:
    """Paths of files that were on these records at any time, or were taken off any record after an entry of the trail.
    The trail knows them; ask before it is scrubbed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT old ->> 'path', old ->> 'preview_path' FROM audit_entry WHERE table_name = %s AND action = 'D'"
            " AND (subject_id = ANY(%s) OR (id > %s AND at >= now()"
            " AND transaction = pg_current_xact_id()::text::bigint))",
            [Attachment._meta.db_table, ids, since],
        )
        return sorted({path for row in cursor.fetchall() for path in row if path})


def gone_since(entry_id: int) -> tuple[dict[str, list[UUID]], dict[str, list[UUID]]]:
    """(deleted, changed): the rows by table that this transaction deleted and changed after an entry of the trail."""
    deleted: dict[str, list[UUID]] = defaultdict(list)
    changed: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name, record_id, action FROM audit_entry WHERE id > %s AND at >= now()"
            " AND transaction = pg_current_xact_id()::text::bigint AND action IN ('D', 'U')",
            [entry_id],
        )
        for table, record_id, action in cursor.fetchall():
            (deleted if action == "D" else changed)[table].append(record_id)
    return dict(deleted), dict(changed)


def last_entry() -> int:
    """The newest entry of the trail, as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_entry")
        return int(cursor.fetchone()[0])


def _with_columns(*names: str) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model not in KEPT
        and model._meta.app_label not in {"audit", "privacy"}
        and all(_has(model, name) for name in names)
    ]


def _has(model: type[models.Model], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, models.UUIDField | models.CharField)
