"""Writing a list to a file: at once if it is small, in the background if not; every one is on record."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.lists import rows as listed
from kehu.foundation.lists.columns import CUSTOM
from kehu.foundation.lists.pages import plan_of
from kehu.foundation.lists.query import ListQuery, parse
from kehu.foundation.lists.values import Cell
from kehu.foundation.notices.actions import notices
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer import jobs
from kehu.foundation.transfer.models import Export
from kehu.foundation.transfer.stored_files import keep
from kehu.foundation.transfer.writing import write_csv, write_xlsx
from kehu.foundation.ui.addresses import url

AT_ONCE = 2_000  # rows that the caller waits for
STEP = 1_000  # rows between two words of progress
FORMATS = ("csv", "xlsx")
log = structlog.get_logger("kehu.transfer")


class ExportRefused(Refusal):
    """There is no such list or format."""


def begin(*, object_key: str, filter: str, format: str, by: User) -> Export:  # noqa: A002 (as the list's address says)
    """Put the export on record and make its file: done on return if it is small, else by a job. `filter` is what stands
    after the ? of the list's address. Raises PermissionMissing, BadQuery, ExportRefused.
    """
    query = _query(object_key, filter, by)
    if format not in FORMATS:
        raise ExportRefused(_("A list can be exported as CSV or Excel."), field="format")
    small = listed.count(query, by).number <= AT_ONCE
    with transaction.atomic():
        export = _record(query, filter, format, by)
        if not small:
            title = _("Export of %(list)s") % {"list": query.object_type.label_plural}
            export.run = runs.plan(kind="export", title=title, by=by, url=url("transfer:exports"))
            export.save(update_fields=["run"])
            jobs.run_export.defer(export_id=str(export.pk))
    return run(export_id=export.pk) if small else export


def write_now(*, object_key: str, filter: str, path: Path, by: User) -> int:  # noqa: A002
    """Write a list to a file of the caller's; on record like any other. Returns the number of rows."""
    query = _query(object_key, filter, by)
    export = _record(query, filter, path.suffix.lower().lstrip("."), by)
    count = _write(query, by, export, path)
    Export.objects.filter(pk=export.pk).update(state=Export.State.EXPIRED, rows=count, finished_at=timezone.now())
    return count


def run(*, export_id: UUID) -> Export:
    """Make the file. Begun again after a kill it writes the file anew; there is never more than one."""
    export = Export.objects.select_related("by", "run").get(pk=export_id)
    if export.state not in {Export.State.WAITING, Export.State.RUNNING}:
        return export
    by = export.by
    with translation.override(by.language or translation.get_language()), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{export.format}"
        try:
            query = _query(export.object_key, export.filter, by)
            count = _write(query, by, export, path)
        except runs.Cancelled:
            return _end(export, Export.State.CANCELLED, Run.State.CANCELLED)
        except Refusal as refusal:
            return _end(export, Export.State.FAILED, Run.State.FAILED, failure=refusal.message)
        stored = keep(path, "exports", path.name)
        return _end(export, Export.State.DONE, Run.State.DONE, path=stored, rows=count, size=path.stat().st_size)


def _query(object_key: str, filter: str, by: User) -> ListQuery:  # noqa: A002
    object_type = registry.find(object_key)
    if object_type is None or not object_type.export:
        raise ExportRefused(_("There is no such list."), field="object")
    by.require(object_type.export)
    shown = [field.key for field in object_type.fields if not field.import_only]
    plan = plan_of(object_type)
    known = plan.columns(by)
    own = [key for key in known if key.startswith(CUSTOM)]
    wanted = [key for key in shown if key in known]
    return parse(QueryDict(filter), plan, by, default_columns=[*wanted, *own])


def _record(query: ListQuery, filter: str, format: str, by: User) -> Export:  # noqa: A002
    return Export.objects.create(
        object_key=query.object_type.key, format=format, filter=filter, by=by, columns=list(query.columns),
        masked=[column.key for column in query.shown if column.is_masked],
    )  # fmt: skip


def _write(query: ListQuery, by: User, export: Export, path: Path) -> int:
    headings = [column.label for column in query.shown]
    write = write_xlsx if export.format == "xlsx" else write_csv
    return write(path, headings, _rows(query, by, export))


def _rows(query: ListQuery, by: User, export: Export) -> Iterator[list[object]]:
    for count, row in enumerate(listed.rows(query, by), start=1):
        if export.run and count % STEP == 0:
            runs.progress(run=export.run, done=count)
        yield [value_of(cell) for cell in row.cells]


def value_of(cell: Cell) -> Any:
    """What stands in the file: what a person reads, numbers and dates as such."""
    if cell.items:
        return "; ".join(cell.items)
    if cell.text or cell.record:
        return cell.text
    return None if cell.value in ([], {}) else cell.value


def _end(export: Export, state: str, run_state: Run.State, *, failure: str = "", **facts: Any) -> Export:
    with transaction.atomic():
        export.state, export.failure, export.finished_at = state, failure, timezone.now()
        for key, value in facts.items():
            setattr(export, key, value)
        export.save()
        if export.run:
            runs.finish(run=export.run, state=run_state, failure=failure)
            notices.tell(
                users=[export.by], kind="export", url=url("transfer:exports"), key=f"export-{export.pk}",
                message=gettext_noop("Your export is ready: %(rows)s rows.")
                if state == Export.State.DONE
                else gettext_noop("Your export did not succeed."),
                params={"rows": export.rows or 0},
            )  # fmt: skip
    log.info("list_exported", export=str(export.pk), state=state, rows=export.rows, user=str(export.by_id))
    return export
