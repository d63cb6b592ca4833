"""What taking back would do, found out by doing it and rolling it back: preview and deed cannot differ."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.reports import Report, report

MOST_ENTRIES = 4000
MOST_LINES = 200


@dataclass(frozen=True)
class Preview:
    """`counts` as in the report of `undo`; for large sets of the first records only, then `whole` is False."""

    counts: dict[str, Any]
    kept: Report
    whole: bool
    entries: int


def preview(*, change_set: ChangeSet, by: User) -> Preview:
    """Raises what `undo` raises."""
    undoing.check(change_set=change_set, by=by)
    size = entries.extent(change_set.pk).entries
    whole = size <= MOST_ENTRIES
    with transaction.atomic():
        counts = undoing.undo(change_set=change_set, by=by) if whole else _first_batch(change_set, by)
        rows = change_set.kept.select_related("changed_by").order_by("pk")[:MOST_LINES]
        kept = report(list(rows), by)
        transaction.set_rollback(True)
    change_set.refresh_from_db()
    return Preview(counts, kept, whole, size)


def _first_batch(change_set: ChangeSet, by: User) -> dict[str, Any]:
    reversal = undoing.begin(change_set, by)
    with writing(by=by, change_set=reversal.pk):
        step = undoing.Step(ChangeSet.objects.select_for_update().get(pk=change_set.pk), undoing.BATCH)
        step.take()
    kept = change_set.kept.exclude(reason="waiting").values("table", "record_id").distinct().count()
    return {**step.checkpoint["counts"], "kept": kept}
