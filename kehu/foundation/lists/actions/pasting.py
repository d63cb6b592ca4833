"""A block of cells from a spreadsheet, laid over cells of a list: tried first, then done as one change set."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.actions.cells import closed_sentence, editor_of, referred
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.lists.editing.spreadsheet import Reader
from kehu.foundation.lists.editing.texts import text_of
from kehu.foundation.lists.editing.values import shown
from kehu.foundation.lists.query import Plan
from kehu.foundation.refusals import Refusal

MOST_ROWS = 500
MOST_COLUMNS = 30


class BadBlock(Refusal):
    """The block is empty or too large, or lies outside of the list."""


@dataclass
class PastedCell:
    """One cell: what stood there, what stands there then; `refused` says why nothing changes."""

    column: Column
    old: str = ""
    new: str = ""
    refused: str = ""

    @property
    def changes(self) -> bool:
        return not self.refused and self.old != self.new


@dataclass
class PastedRow:
    id: UUID
    title: str
    cells: list[PastedCell]


@dataclass
class Pasted:
    """What a block comes to. `below` rows and `beside` columns of it had no place in the list."""

    rows: list[PastedRow] = field(default_factory=list)
    below: int = 0
    beside: int = 0
    change_set: ChangeSet | None = None

    @property
    def cells(self) -> list[PastedCell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def changed(self) -> int:
        return sum(cell.changes for cell in self.cells)

    @property
    def refused(self) -> int:
        return sum(bool(cell.refused) for cell in self.cells)

    @property
    def changed_rows(self) -> int:
        return sum(any(cell.changes for cell in row.cells) for row in self.rows)


def preview(*, plan: Plan, ids: list[UUID], keys: list[str], block: list[list[str]], by: User) -> Pasted:
    """What `paste` would do: done and rolled back, so that the two cannot differ. Raises the same."""
    with transaction.atomic():
        pasted = paste(plan=plan, ids=ids, keys=keys, block=block, by=by)
        transaction.set_rollback(True)
    pasted.change_set = None
    return pasted


def paste(*, plan: Plan, ids: list[UUID], keys: list[str], block: list[list[str]], by: User) -> Pasted:
    """Lay `block` (rows of texts) over the cells of the records `ids` and the fields `keys`, from the first of both on;
    a block of one cell fills them all. What can be changed is, in one change set; each refused cell says why.
    """
    editor = editor_of(plan)
    by.require(plan.object_type.edit or plan.object_type.view)
    texts = _laid_out(block, ids, keys)
    chosen_ids, chosen_keys = ids[: len(texts)], keys[: len(texts[0])]
    columns = _columns(plan, chosen_keys, by)
    pasted = Pasted(below=max(len(block) - len(chosen_ids), 0), beside=max(len(block[0]) - len(chosen_keys), 0))
    title = _("Pasted: %(fields)s") % {"fields": ", ".join(one.label for one in columns)}
    with writing(by=by):
        change_set = change_sets.begin(kind=ChangeSet.Kind.PASTE, title=title, object_key=plan.object_type.key, by=by)
        work = _Work(plan, editor, columns, chosen_ids, by, change_set)
        work.read(texts)
        work.write()
        pasted.rows = work.outcome()
        counts = {"changed": pasted.changed_rows, "refused": pasted.refused}
        change_sets.finish(change_set=change_set, counts=counts)
    pasted.change_set = change_set
    return pasted


def _laid_out(block: list[list[str]], ids: list[UUID], keys: list[str]) -> list[list[str]]:
    """The texts by row and column of the list. Raises BadBlock."""
    if not block or not block[0] or not ids or not keys:
        raise BadBlock(_("There is nothing to paste here."))
    if len(block) > MOST_ROWS or len(block[0]) > MOST_COLUMNS:
        sizes = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        raise BadBlock(_("At most %(rows)s rows and %(columns)s columns can be pasted at once.") % sizes)
    if len(block) == 1 and len(block[0]) == 1:
        return [[block[0][0]] * min(len(keys), MOST_COLUMNS) for _id in ids[:MOST_ROWS]]
    width = min(max(len(row) for row in block), len(keys))
    return [[*row[:width], *[""] * (width - len(row))] for row in block[: len(ids)]]


def _columns(plan: Plan, keys: list[str], by: User) -> list[Column]:
    available = plan.columns(by)
    if any(key not in available for key in keys):
        raise BadBlock(_("There is nothing to paste here."))
    return [available[key] for key in keys]


class _Work:
    """One paste on its way."""

    def __init__(
        self, plan: Plan, editor: Editor, columns: list[Column], ids: list[UUID], by: User, change_set: ChangeSet
    ):
        self.plan, self.editor, self.columns, self.by, self.change_set = plan, editor, columns, by, change_set
        rows = plan.object_type.model_class._default_manager.all()
        self.before = shown(plan, self._keys, ids, by)
        self.ids = [one for one in ids if one in self.before]
        self.open_to = set(rows.editable_by(by).filter(pk__in=self.ids).values_list("pk", flat=True))  # type: ignore[attr-defined]
        self.refused: dict[UUID, dict[str, str]] = defaultdict(dict)
        self.changes: dict[UUID, dict[str, Any]] = {}
        self.texts: dict[UUID, list[str]] = {}
        self.given_ids = ids

    @property
    def _keys(self) -> list[str]:
        return list(dict.fromkeys([self.plan.object_type.title, *(one.key for one in self.columns)]))

    def read(self, texts: list[list[str]]) -> None:
        """From texts to values; what cannot be read is refused."""
        reader = Reader(self.columns, texts, self.by)
        for record_id, row in zip(self.given_ids, texts, strict=True):
            if record_id not in self.before:
                continue
            self.texts[record_id] = row
            changes = {}
            for column, text in zip(self.columns, row, strict=True):
                why = self._closed(record_id, column)
                if why:
                    self.refused[record_id][column.key] = why
                    continue
                try:
                    changes[column.key] = referred(column, reader.value(column, text), self.by)
                except Refusal as refusal:
                    self.refused[record_id][column.key] = refusal.message
            if changes:
                self.changes[record_id] = changes

    def _closed(self, record_id: UUID, column: Column) -> str:
        if record_id not in self.open_to:
            return _("Your roles let you see this record but not edit it.")
        return "" if self.editor.may_edit(column, self.by) else closed_sentence(column)

    def write(self) -> None:
        """Write; a record that is refused because of one field is tried again without it."""
        pending = self.changes
        while pending:
            refusals = self._apply(pending)
            again = {}
            for record_id, refusal in refusals.items():
                changes = pending[record_id]
                at_fault = [refusal.field] if refusal.field in changes else list(changes)
                for key in at_fault:
                    self.refused[record_id][key] = refusal.message
                rest = {key: value for key, value in changes.items() if key not in at_fault}
                if rest:
                    again[record_id] = rest
            pending = again

    def _apply(self, pending: dict[UUID, dict[str, Any]]) -> dict[UUID, Refusal]:
        changer = bulk.find(self.plan.object_type.key)
        if changer is not None:
            edits = [Edit(record_id, changes) for record_id, changes in pending.items()]
            applied = changer.apply(edits, self.by, self.change_set.pk)
            gone = Refusal(_("This record is not there any more, or out of your reach."))
            return applied.refused | dict.fromkeys(applied.missing, gone)
        refusals: dict[UUID, Refusal] = {}
        for record_id, changes in pending.items():
            try:
                with writing(by=self.by, change_set=self.change_set.pk):
                    self.editor.update(record_id, changes, self.by, None)
            except Refusal as refusal:
                refusals[record_id] = refusal
            except PermissionDenied as denied:
                refusals[record_id] = Refusal(str(denied))
        return refusals

    def outcome(self) -> list[PastedRow]:
        after = shown(self.plan, self._keys, self.ids, self.by)
        found = []
        for record_id in self.ids:
            old = {cell.column.key: cell for cell in self.before[record_id].cells}
            new = {cell.column.key: cell for cell in after[record_id].cells} if record_id in after else old
            cells = []
            for column, text in zip(self.columns, self.texts[record_id], strict=True):
                why = self.refused[record_id].get(column.key, "")
                cells.append(
                    PastedCell(column, text_of(old[column.key]), text if why else text_of(new[column.key]), why)
                )
            title = old.get(self.plan.object_type.title)
            found.append(PastedRow(record_id, text_of(title) if title else "", cells))
        return found
