"""What a person does with an import: upload, say what the columns are, check, start, cancel, go on."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer import jobs, recognising, targets
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.reading import Table, UnreadableFile
from kehu.foundation.transfer.recognising import SAMPLE_ROWS
from kehu.foundation.transfer.stored_files import store, table_of
from kehu.foundation.ui.addresses import url

LARGEST = 2 * 1024**3  # bytes
READING = ("sheet", "encoding", "delimiter", "header_row")
DEFAULTS = {"on_match": "update", "match": None, "date_order": "", "unknown": "leave_out", "automations": False}


class ImportRefused(Refusal):
    """The file cannot be read, or the import is not in a state for what was asked."""


def upload(*, target: str, name: str, file: BinaryIO | File, source: str = "", by: User) -> Import:
    """Store a file, look at it, and say what its columns probably are. Raises ImportRefused, PermissionMissing."""
    kind = targets.find(target)
    if kind is None:
        raise ImportRefused(_("This cannot be imported."), field="target")
    by.require(kind.verb)
    path, sha256, size = store(file)
    if not size:
        raise ImportRefused(_("The file is empty."), field="file")
    if size > LARGEST:
        raise ImportRefused(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024**2}, field="file")
    of = Import(
        target=target, name=_tidy(name), path=path, sha256=sha256, size=size, source=_source(source), by=by,
        options=dict(DEFAULTS),
    )  # fmt: skip
    _look(of, by)
    with writing(by=by):
        of.save(force_insert=True)
    return of


def read_again(*, of: Import, by: User, reading: Mapping[str, Any]) -> Import:
    """Read the file another way: `sheet`, `encoding`, `delimiter`, `header_row`; columns are recognised anew."""
    with transaction.atomic():
        locked = _own(of, by, Import.State.UPLOADED, Import.State.READY)
        for key in READING:
            if key in reading:
                setattr(locked, key, reading[key])
        _look(locked, by)
        locked.state, locked.check_counts = Import.State.UPLOADED, {}
        locked.save()
    return locked


def settle(*, of: Import, by: User, fields: Mapping[int, str], options: Mapping[str, Any], source: str = "") -> Import:
    """Say what each column is (`fields` by place, empty: left out) and what to do on a match. Raises ImportRefused."""
    target = targets.get(of.target)
    known = {field.key for field in target.fields(by)}
    with transaction.atomic():
        locked = _own(of, by, Import.State.UPLOADED, Import.State.READY)
        for place, column in enumerate(locked.columns):
            key = fields.get(place, column["field"])
            if key and key not in known:
                raise ImportRefused(_("There is no such field."), field=f"column-{place}")
            if key != column["field"]:
                locked.columns[place] = {**column, "field": key, "confidence": 1.0 if key else 0.0, "why": ""}
        locked.options = {**locked.options, **{key: value for key, value in options.items() if key in DEFAULTS}}
        locked.source = _source(source) if source else locked.source
        chosen = frozenset(locked.mapping.values())
        problem = target.missing(chosen) if chosen else _("No column is assigned to a field.")
        if problem:
            raise ImportRefused(problem, field="mapping")
        locked.state, locked.check_counts = Import.State.UPLOADED, {}
        locked.save()
        recognising.remember(locked)
    return locked


def check(*, of: Import, by: User) -> Import:
    """Begin the check in the background: everything but the writing."""
    with transaction.atomic():
        locked = _own(of, by, Import.State.UPLOADED, Import.State.READY)
        locked.state, locked.check_counts = Import.State.CHECKING, {}
        locked.run = _plan(locked, _("Check of %(name)s") % {"name": locked.name}, by)
        locked.save(update_fields=["state", "check_counts", "run"])
        jobs.check_import.defer(import_id=str(locked.pk))
    return locked


def start(*, of: Import, by: User, background: bool = True) -> Import:
    """Begin to bring the rows in. With `background=False` the caller runs it himself."""
    with transaction.atomic():
        locked = _own(of, by, Import.State.UPLOADED, Import.State.READY)
        by.require(targets.get(locked.target).verb)
        locked.change_set = change_sets.begin(
            kind=ChangeSet.Kind.IMPORT, title=locked.name, object_key=targets.get(locked.target).object_key, by=by
        )
        _set_running(locked, by, background)
    return locked


def resume(*, of: Import, by: User, background: bool = True) -> Import:
    """Go on with an import that stopped: after a failure, after being cancelled, or when its worker is gone."""
    with transaction.atomic():
        locked = _own(of, by, Import.State.FAILED, Import.State.CANCELLED, Import.State.RUNNING)
        if locked.change_set:
            locked.change_set.state = ChangeSet.State.RUNNING
            locked.change_set.save(update_fields=["state"])
        _set_running(locked, by, background)
    return locked


def cancel(*, of: Import, by: User) -> None:
    """Stop after the batch that is being written. What came in stays and can be taken back."""
    locked = _own(of, by, Import.State.RUNNING, Import.State.CHECKING)
    if locked.run:
        runs.cancel(run=locked.run, by=by)


def _set_running(locked: Import, by: User, background: bool) -> None:
    locked.state, locked.failure, locked.finished_at = Import.State.RUNNING, "", None
    locked.run = _plan(locked, _("Import of %(name)s") % {"name": locked.name}, by)
    locked.save(update_fields=["state", "failure", "finished_at", "run", "change_set"])
    if background:
        jobs.run_import.defer(import_id=str(locked.pk))


def _plan(of: Import, title: str, by: User) -> Run:
    return runs.plan(kind="import", title=title, by=by, total=of.rows_expected, url=url("transfer:import", of.pk))


def _own(of: Import, by: User, *states: str) -> Import:
    """The import's row, locked. Raises ImportRefused unless it is in one of the states."""
    rows = Import.objects.select_for_update(of=("self",)).select_related("change_set", "run", "by")
    locked = rows.get(pk=of.pk)
    if locked.by_id != by.pk:
        by.require("job.manage")
    if locked.state not in states:
        raise ImportRefused(
            _("This import is %(state)s, so that cannot be done now.") % {"state": locked.get_state_display().lower()}
        )
    return locked


def _look(of: Import, by: User) -> None:
    """Fill in how the file is read and what its columns are. Raises ImportRefused with the reader's sentence."""
    target = targets.get(of.target)
    try:
        with table_of(of) as table:
            sample = [row.cells for row in islice(table.rows(), SAMPLE_ROWS)]
            of.format, of.encoding = table.format, table.encoding or ""
            of.delimiter, of.sheet = table.delimiter or "", table.sheet or ""
            of.sheets, of.header_row = table.sheets, table.header_row
            of.rows_expected = _expected(of, table)
            names = list(table.columns)
    except UnreadableFile as problem:
        raise ImportRefused(str(problem), field="file") from problem
    if not sample:
        raise ImportRefused(_("There is not one row below the headings."), field="file")
    of.columns, options = recognising.columns_of(names=names, rows=sample, target=target, source=of.source, user=by)
    of.options = {**of.options, **options}


def _expected(of: Import, table: Table) -> int | None:
    """How many rows there will be, where that is cheap to know: for progress, not for counting."""
    if table.format == "vcard":
        return sum(1 for _row in table.rows())
    if table.format != "csv" or of.encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        return None
    with default_storage.open(of.path) as stored:
        lines: int = sum(block.count(b"\n") for block in iter(lambda: stored.read(1 << 20), b""))
    return max(1, lines - table.header_row)


def _tidy(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "file"


def _source(source: str) -> str:
    return source.strip().lower()[:40]
