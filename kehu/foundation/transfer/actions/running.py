"""The way of the rows: batch after batch, each one transaction that also moves the checkpoint on.

A batch's transaction holds the rows written, where each went, the rows handed back, and the number of the last row. So
whatever kills the process, the next run goes on after the last commit: nothing is lost, nothing comes twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.transfer import crash_points, targets
from kehu.foundation.transfer.actions import outcomes
from kehu.foundation.transfer.actions.pace import one_ahead, rare_garbage
from kehu.foundation.transfer.converting import Cells
from kehu.foundation.transfer.memory import Forgetful, SeenKeys
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.reading import Row, UnreadableFile
from kehu.foundation.transfer.recognising import SAMPLE_ROWS
from kehu.foundation.transfer.stored_files import table_of
from kehu.foundation.transfer.targets import FAILED, Context, Entry, Outcome

BATCH = 2_000  # rows of one transaction
Report = Callable[[int, int | None], None]
log = structlog.get_logger("kehu.transfer")


class Superseded(Exception):
    """Somebody else is at work on this import; he goes on with it."""


def run(*, import_id: UUID, batch: int = BATCH, report: Report | None = None) -> Import:
    """Bring in what is not in yet. May be killed and called again; two at once do no harm."""
    of = Import.objects.select_related("by", "run").get(pk=import_id)
    if of.state != Import.State.RUNNING:
        return of
    return _work(_Work(of, batch, report, dry=False))


def check(*, import_id: UUID, batch: int = BATCH, report: Report | None = None) -> Import:
    """Do everything that `run` does and take each batch back, so that all problems are known beforehand."""
    of = Import.objects.select_related("by", "run").get(pk=import_id)
    if of.state != Import.State.CHECKING:
        return of
    outcomes.forget_check(of)
    return _work(_Work(of, batch, report, dry=True))


def _work(work: "_Work") -> Import:
    of = work.of
    with coming_from("import"), translation.override(of.by.language or translation.get_language()):
        try:
            work.all_batches()
            work.finish(Import.State.READY if work.dry else Import.State.DONE)
        except Superseded:
            log.info("import_superseded", id=str(of.pk))
        except runs.Cancelled:
            work.finish(Import.State.UPLOADED if work.dry else Import.State.CANCELLED)
        except UnreadableFile as problem:
            work.finish(Import.State.FAILED, str(problem))
    of.refresh_from_db()
    return of


class _Work:
    """One run over the file, from the checkpoint to the end."""

    def __init__(self, of: Import, batch: int, report: Report | None, *, dry: bool):
        self.of, self.size, self.report, self.dry = of, batch, report, dry
        self.checkpoint = 0 if dry else of.checkpoint
        self.counts: dict[str, int] = dict.fromkeys(outcomes.COUNTED, 0) | ({} if dry else of.counts)
        self.memory = SeenKeys() if dry else Forgetful()

    def all_batches(self) -> None:
        with table_of(self.of) as table, rare_garbage():
            self._prepare(table.columns, [row.cells for row in islice(table.rows(), SAMPLE_ROWS)])
            batches = map(self._understand, _batches(table.rows(self.checkpoint + 1), self.size))
            with one_ahead(batches) as coming:
                for batch in coming:
                    self._one_batch(batch)
        self.memory.forget()

    def finish(self, state: str, failure: str = "") -> None:
        """The last step is a transaction like the others."""
        with transaction.atomic():
            locked = self._locked()
            if state == Import.State.READY:
                locked.rows_expected = self.counts["rows"]
            locked.state, locked.failure = state, failure
            locked.finished_at = None if self.dry else timezone.now()
            locked.save(update_fields=["state", "failure", "finished_at", "rows_expected"])
            if locked.change_set and not self.dry:
                change_sets.finish(
                    change_set=locked.change_set, counts=locked.counts, state=_ENDED[Import.State(state)]
                )
            if locked.run:
                ended = {"cancelled": Run.State.CANCELLED, "failed": Run.State.FAILED}
                runs.finish(run=locked.run, state=ended.get(state, Run.State.DONE), failure=failure)
            if not self.dry:
                outcomes.tell(locked)
            crash_points.passing()
        crash_points.passing()

    def _prepare(self, names: Sequence[str], sample: list[list[str | None]]) -> None:
        of = self.of
        self.target = targets.get(of.target)
        by: User = of.by
        by.require(self.target.verb)
        known = {field.key: field for field in self.target.fields(by)}
        mapping = {place: key for place, key in of.mapping.items() if place < len(names) and key in known}
        self.headings = {key: names[place] for place, key in mapping.items()}
        self.cells = Cells(
            {place: known[key] for place, key in mapping.items()},
            {place: [row[place] for row in sample] for place in mapping},
            date_order=of.option("date_order"),
            zone=by.time_zone,
            refuse_unknown=of.option("unknown") == "refuse",
        )
        self.writer = self.target.begin(
            Context(
                by=by, source=of.source, options=of.options, fields=frozenset(mapping.values()),
                change_set=of.change_set_id, memory=self.memory, handled=self._handled,
            )
        )  # fmt: skip

    def _understand(self, rows: list[Row]) -> "_Batch":
        """Everything about a batch that needs no database; in another thread than the rest."""
        found = [self._understood(row) for row in rows]
        entries = [entry for entry, _outcome in found if entry]
        outcomes_so_far = [outcome for _entry, outcome in found]
        return _Batch(rows, entries, outcomes_so_far, self.writer.look_ahead(entries) if entries else None)

    def _one_batch(self, batch: "_Batch") -> None:
        last = batch.rows[-1].number
        with transaction.atomic():
            locked = self._locked()
            self._write(batch)
            self._move_on(locked, last)
            crash_points.passing()
        self.checkpoint = last
        crash_points.passing()
        if self.report:
            self.report(self.counts["rows"], self.of.rows_expected)

    def _write(self, batch: "_Batch") -> None:
        """The batch's records and outcomes, in the running transaction."""
        results: dict[int, Outcome] = {}
        with writing(by=self.of.by, change_set=self.of.change_set_id):
            self._apply(batch.entries, batch.ahead, results)
        settled = [
            _joined(outcome, results.get(row.number)) for row, outcome in zip(batch.rows, batch.understood, strict=True)
        ]
        outcomes.store(self.of, batch.rows, settled, headings=self.headings, dry=self.dry)
        outcomes.add_up(self.counts, settled)

    def _understood(self, row: Row) -> tuple[Entry | None, Outcome]:
        """The row's values, or an outcome that says why it has none; remarks stand in the outcome either way."""
        if row.problem:
            return None, Outcome(FAILED, reasons=[("", str(row.problem))])
        values, problems, remarks = self.cells.read(row.cells)
        if problems:
            return None, Outcome(FAILED, reasons=problems)
        if not values:
            return None, Outcome(FAILED, reasons=[("", _("Nothing in this row could be used.")), *remarks])
        return Entry(row.number, values), Outcome("", reasons=remarks)

    def _apply(self, entries: list[Entry], ahead: Any, results: dict[int, Outcome]) -> None:
        """Write the entries; where the database refuses a batch, its halves are tried, down to the row at fault."""
        if not entries:
            return
        self.memory.drop()
        try:
            with transaction.atomic():
                found = self.writer.apply(entries, ahead)
                if self.dry:
                    transaction.set_rollback(True)
        except (DataError, IntegrityError) as problem:
            if len(entries) == 1:
                log.warning("import_row_refused", id=str(self.of.pk), row=entries[0].number, problem=str(problem)[:200])
                results[entries[0].number] = Outcome(FAILED, reasons=[("", _("The database refused this row."))])
                return
            half = len(entries) // 2
            for entry in entries:
                entry.ahead = None  # perhaps half used
            self._apply(entries[:half], None, results)
            self._apply(entries[half:], None, results)
            return
        self.memory.keep()
        results.update((entry.number, outcome) for entry, outcome in zip(entries, found, strict=True))

    def _locked(self) -> Import:
        locked = (
            Import.objects.select_for_update(of=("self",)).select_related("change_set", "run", "by").get(pk=self.of.pk)
        )
        wanted = Import.State.CHECKING if self.dry else Import.State.RUNNING
        if locked.state != wanted or (not self.dry and locked.checkpoint != self.checkpoint):
            raise Superseded
        return locked

    def _move_on(self, locked: Import, number: int) -> None:
        if self.dry:
            locked.check_counts = self.counts
            locked.save(update_fields=["check_counts"])
        else:
            locked.checkpoint, locked.counts = number, self.counts
            locked.save(update_fields=["checkpoint", "counts"])
        if locked.run:
            runs.progress(run=locked.run, done=self.counts["rows"], total=self.of.rows_expected)

    def _handled(self, ids: Any) -> dict[UUID, str]:
        return {} if self.dry else outcomes.handled(self.of, list(ids))


@dataclass
class _Batch:
    """Rows with what was understood of them: an entry for each row that can be used, an outcome so far for each."""

    rows: list[Row]
    entries: list[Entry]
    understood: list[Outcome]
    ahead: Any


_ENDED = {
    Import.State.DONE: ChangeSet.State.DONE,
    Import.State.CANCELLED: ChangeSet.State.CANCELLED,
    Import.State.FAILED: ChangeSet.State.FAILED,
}


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while batch := list(islice(rows, size)):
        yield batch


def _joined(understood: Outcome, written: Outcome | None) -> Outcome:
    if written is None:
        return understood
    return Outcome(written.kind, written.record_id, [*understood.reasons, *written.reasons])
