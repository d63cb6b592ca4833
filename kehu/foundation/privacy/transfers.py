"""Files that people brought in or took out: one that names an erased person is deleted, its record stays."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from kehu.foundation.transfer.models import Export, Import, ImportedRow, ImportIssue
from kehu.foundation.transfer.reading import open_table
from kehu.foundation.transfer.stored_files import local_path, table_of

log = structlog.get_logger("kehu.privacy")


def forget(ids: list[UUID], words: Iterable[str]) -> tuple[int, list[str]]:
    """Clear the records of files that brought in or took out one of the words or records; returns how many, and the
    paths to delete. An import that still runs is left alone: its file is forgotten by the nightly sweep.
    """
    wanted = [word.casefold() for word in words]
    paths: list[str] = []
    brought = set(ImportedRow.objects.filter(record_id__in=ids).values_list("of_id", flat=True))
    ImportedRow.objects.filter(record_id__in=ids).delete()
    for of in Import.objects.exclude(path="").order_by("created_at", "pk"):
        if of.is_busy:
            continue
        if of.pk in brought or _speaks(_rows_of_import(of), wanted):
            paths.append(of.path)
            Import.objects.filter(pk=of.pk).update(path="")
            ImportIssue.objects.filter(of=of).delete()
    for export in Export.objects.exclude(path="").order_by("created_at", "pk"):
        if _speaks(_rows_of_export(export), wanted):
            paths.append(export.path)
            Export.objects.filter(pk=export.pk).update(path="", state=Export.State.EXPIRED, finished_at=timezone.now())
    return len(paths), paths


def _speaks(rows: Iterator[str], words: list[str]) -> bool:
    """Whether any row has one of the words; a file that cannot be read is treated as if it had."""
    try:
        return any(word in row for row in rows for word in words)
    except Exception:
        log.warning("unreadable_file_erased", exc_info=True)
        return True


def _rows_of_import(of: Import) -> Iterator[str]:
    with table_of(of) as table:
        yield _text(table.columns)
        for row in table.rows():
            yield _text(row.cells)


def _rows_of_export(export: Export) -> Iterator[str]:
    with local_path(export.path) as path, open_table(path) as table:
        yield _text(table.columns)
        for row in table.rows():
            yield _text(row.cells)


def _text(cells: Iterable[object]) -> str:
    return "\t".join("" if cell is None else str(cell) for cell in cells).casefold()


def delete(paths: Iterable[str]) -> None:
    """Delete stored files; those that are gone already are no problem."""
    for path in paths:
        default_storage.delete(path)
