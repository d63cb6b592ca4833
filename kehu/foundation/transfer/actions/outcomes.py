"""Keeping what became of the rows: where each went, which were handed back and why, and the counts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from kehu.foundation.database.copying import cell, copy_lines
from kehu.foundation.notices.actions import notices
from kehu.foundation.transfer.models import Import, ImportedRow, ImportIssue
from kehu.foundation.transfer.reading import Row
from kehu.foundation.transfer.targets import CREATED, FAILED, UNDECIDED, Outcome
from kehu.foundation.ui.addresses import url

COUNTED = ("rows", "created", "updated", "merged", "skipped", "failed", "undecided", "remarks")
LONGEST_RAW = 4_000  # characters of a line that could not be cut into cells


def store(
    of: Import, rows: Sequence[Row], settled: Sequence[Outcome], *, headings: Mapping[str, str], dry: bool
) -> None:
    """Write a batch's outcomes in the running transaction."""
    issues, imported = [], []
    ours = of.pk.hex
    for row, outcome in zip(rows, settled, strict=True):
        if outcome.kind in {FAILED, UNDECIDED} or outcome.reasons:
            kind = outcome.kind if outcome.kind in {FAILED, UNDECIDED} else ImportIssue.Kind.REMARK
            reasons = [{"column": headings.get(key, ""), "message": message} for key, message in outcome.reasons]
            line = (ours, "t" if dry else "f", str(row.number), kind, _json(_cells(row)), _json(reasons))
            issues.append("\t".join(line))
        if not dry and outcome.record_id and outcome.kind not in {FAILED, UNDECIDED}:
            imported.append(f"{ours}\t{row.number}\t{outcome.record_id.hex}\t{outcome.kind}")
    if issues:
        copy_lines(ImportIssue._meta.db_table, ("import_id", "dry", "number", "kind", "cells", "reasons"), issues)
    if imported:
        copy_lines(ImportedRow._meta.db_table, ("import_id", "number", "record_id", "outcome"), imported)


def add_up(counts: dict[str, int], settled: Sequence[Outcome]) -> None:
    """`failed` counts every row that was handed back; `undecided` says how many of them wait for a decision."""
    counts["rows"] += len(settled)
    for outcome in settled:
        if outcome.kind == UNDECIDED:
            counts["undecided"] += 1
            counts["failed"] += 1
        else:
            counts[outcome.kind] += 1
            counts["remarks"] += bool(outcome.reasons) and outcome.kind != FAILED


def handled(of: Import, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these records the import touched in earlier batches: `created` if it made them, else another outcome."""
    found: dict[UUID, str] = {}
    if ids:
        rows = ImportedRow.objects.filter(record_id__in=ids, of=of).values_list("record_id", "outcome")
        for record_id, outcome in rows:
            if found.get(record_id) != CREATED:
                found[record_id] = outcome
    return found


def forget_check(of: Import) -> None:
    """Away with the issues of an earlier check."""
    ImportIssue.objects.filter(of=of, dry=True).delete()


def tell(of: Import) -> None:
    """Let the person who began it know that it is over."""
    messages = {
        Import.State.DONE: gettext_noop("The import of %(name)s is done: %(rows)s rows, %(failed)s handed back."),
        Import.State.CANCELLED: gettext_noop("The import of %(name)s was cancelled after %(rows)s rows."),
        Import.State.FAILED: gettext_noop("The import of %(name)s stopped after %(rows)s rows."),
    }
    params = {"name": of.name, "rows": of.counts.get("rows", 0), "failed": of.counts.get("failed", 0)}
    key = f"import-{of.pk}-{of.state}-{of.checkpoint}"
    notices.tell(
        users=[of.by], kind="import", message=messages[Import.State(of.state)], params=params,
        url=url("transfer:import", of.pk), key=key,
    )  # fmt: skip


def _cells(row: Row) -> list[Any]:
    if row.cells or not row.raw:
        return list(row.cells)
    return [row.raw.decode("utf-8", "replace")[:LONGEST_RAW]]


def _json(value: Any) -> str:
    return cell(json.dumps(value, ensure_ascii=False).replace("\\u0000", ""))
