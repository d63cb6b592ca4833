"""Takes back any change set from the audit entries alone, batch by batch.

Each batch is one transaction that also moves the checkpoint on, so the work may be killed and begun again at any
point. Memory is that of one batch. See README.md for the rules of what goes back and what is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.actions.applying import apply
from kehu.foundation.changes.actions.judging import Kept, Plan, Reason, judge
from kehu.foundation.changes.actions.rebuilding import rebuild
from kehu.foundation.changes.events import ChangeSetUndone
from kehu.foundation.changes.hooks import hooks_of
from kehu.foundation.changes.models import ChangeSet, KeptChange
from kehu.foundation.changes.permissions import ChangeVerb
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.folding import Key
from kehu.foundation.events.bus import publish
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal

BATCH = 2000
AT_ONCE = 4000
"""Audit entries that a person can wait for."""


class CannotBeUndone(Refusal):
    """The change set is still running, too old, or taken back by nobody's right."""


def check(*, change_set: ChangeSet, by: User) -> None:
    """Raises PermissionMissing or CannotBeUndone with the reason."""
    if change_set.by_id != by.pk and not any(hooks.anyone for hooks in hooks_of(change_set)):
        by.require(ChangeVerb.MANAGE)
    if change_set.kind == ChangeSet.Kind.UNDO:
        raise CannotBeUndone(_("Taking back cannot itself be taken back."))
    if change_set.state == ChangeSet.State.RUNNING:
        raise CannotBeUndone(_("This is still running. Cancel it first, or wait until it is done."))
    if not change_set.can_be_undone:
        raise CannotBeUndone(_("Changes can be taken back for 30 days; this one is older."))
    for hooks in hooks_of(change_set):
        if hooks.check:
            hooks.check(change_set, by)


def undo(*, change_set: ChangeSet, by: User, run: Run | None = None, batch: int = BATCH) -> dict[str, Any]:
    """Take back everything the change set did that nobody has changed since; a second call does nothing.

    Returns the report: how many rows were `removed`, `restored` and `brought_back`, and how many were `kept`; what was
    kept and why stands in `change_set.kept`. Raises PermissionMissing, CannotBeUndone, and `runs.Cancelled` between
    two batches (a later call goes on from there).
    """
    change_set.refresh_from_db()
    if change_set.state == ChangeSet.State.UNDONE:
        return dict(change_set.undo_report)
    check(change_set=change_set, by=by)
    reversal = begin(change_set, by)
    while True:
        with writing(by=by, change_set=reversal.pk):
            step = Step(ChangeSet.objects.select_for_update().get(pk=change_set.pk), batch)
            over = step.take()
            if over:
                step.checkpoint["seen"] = step.checkpoint["entries"]
                _end(step.change_set, reversal, by)
        if run:
            runs.progress(run=run, done=step.checkpoint["seen"], total=step.checkpoint["entries"])
        if over:
            change_set.refresh_from_db()
            return dict(change_set.undo_report)


def request(*, change_set: ChangeSet, by: User) -> Run | None:
    """Take back at once what is small; otherwise as a job, whose progress is returned. Raises what `undo` raises."""
    check(change_set=change_set, by=by)
    size = entries.extent(change_set.pk).entries
    if size <= AT_ONCE:
        undo(change_set=change_set, by=by)
        return None
    from kehu.foundation.changes.jobs import take_back

    with transaction.atomic():
        title = _("Taking back: %(title)s") % {"title": change_set.title}
        run = runs.plan(kind="changes.undo", title=title, by=by, total=size, url=_address(change_set))
        ChangeSet.objects.filter(pk=change_set.pk).update(run=run)
        take_back.defer(change_set_id=str(change_set.pk), by_id=str(by.pk), run_id=str(run.pk))
    return run


def _address(change_set: ChangeSet) -> str:
    return reverse("changes:change_set", args=[change_set.pk])


@transaction.atomic
def begin(change_set: ChangeSet, by: User) -> ChangeSet:
    """Mark the set as being taken back, or go on with that; returns the change set to which the taking back belongs."""
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if locked.state != ChangeSet.State.UNDOING:
        extent = entries.extent(locked.pk)
        locked.state = ChangeSet.State.UNDOING
        locked.checkpoint = {
            "phase": "walk", "after": str(entries.NOBODY), "entries": extent.entries, "seen": 0,
            "first_id": extent.first_id, "first_at": extent.first_at and extent.first_at.isoformat(),
            "counts": {"removed": 0, "restored": 0, "brought_back": 0},
        }  # fmt: skip
        locked.save(update_fields=["state", "checkpoint"])
        change_sets.begin(
            kind=ChangeSet.Kind.UNDO, title=locked.title, object_key=locked.object_key, by=by, reverses=locked
        )
    return locked.reversals.get()


def _end(change_set: ChangeSet, reversal: ChangeSet, by: User) -> None:
    kept = change_set.kept.values("table", "record_id").distinct().count()
    change_set.undo_report = change_set.checkpoint["counts"] | {"kept": kept}
    change_set.state = ChangeSet.State.UNDONE
    change_set.save(update_fields=["state", "undo_report"])
    change_sets.finish(change_set=reversal, counts=change_set.undo_report)
    for hooks in hooks_of(change_set):
        if hooks.undone:
            hooks.undone(change_set, by)
    event = ChangeSetUndone(change_set.pk, reversal.pk, change_set.kind, change_set.object_key)
    publish(event, by=by.pk)


@dataclass
class Step:
    """One batch. The phases: `walk` over the records of the set; `waiting` for the rows that could not be decided
    alone, as long as that gets further; `last`, where what is left is decided together.
    """

    change_set: ChangeSet
    size: int
    checkpoint: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.checkpoint = self.change_set.checkpoint

    def take(self) -> bool:
        """Do the next batch; returns whether that was all."""
        over = {"walk": self._walk, "waiting": self._waiting, "last": self._last}[self.checkpoint["phase"]]()
        self.change_set.save(update_fields=["checkpoint"])
        return over

    def _walk(self) -> bool:
        subjects = entries.subjects_after(self.change_set.pk, UUID(self.checkpoint["after"]), self.size)
        if not subjects:
            if not self._waiting_rows().exists():
                return True
            self.checkpoint |= {"phase": "waiting", "after": 0, "decided": 0}
            return False
        keys = entries.records_of(self.change_set.pk, subjects)
        self._decide(keys, final=False)
        self.checkpoint["after"] = str(subjects[-1])
        self.checkpoint["seen"] = min(self.checkpoint["seen"] + len(keys), self.checkpoint["entries"])
        return False

    def _waiting(self) -> bool:
        rows = list(self._waiting_rows().filter(pk__gt=self.checkpoint["after"])[: self.size])
        if rows:
            keys = self._with_family(rows)
            still = self._decide(keys, final=False)
            self.checkpoint["after"] = rows[-1].pk
            self.checkpoint["decided"] += len(keys) - len(still)
        elif self.checkpoint["decided"]:
            self.checkpoint |= {"after": 0, "decided": 0}
        else:
            self.checkpoint["phase"] = "last"
        return not self._waiting_rows().exists()

    def _last(self) -> bool:
        self._decide([(row.table, row.record_id) for row in self._waiting_rows()], final=True)
        return True

    def _waiting_rows(self) -> Any:
        return self.change_set.kept.filter(reason=Reason.WAITING).order_by("pk")

    def _with_family(self, rows: list[KeptChange]) -> list[Key]:
        """Waiting rows are decided together with the other waiting rows of the same records."""
        subjects = {row.subject_id for row in rows}
        family = self._waiting_rows().filter(subject_id__in=subjects)
        return sorted({(row.table, row.record_id) for row in (*rows, *family)})

    def _decide(self, keys: list[Key], *, final: bool) -> set[Key]:
        if not keys:
            return set()
        first_at = self.checkpoint["first_at"]
        since = entries.Extent(
            self.checkpoint["entries"],
            self.checkpoint["first_id"],
            first_at and datetime.fromisoformat(first_at),
        )
        plan = judge(self.change_set, keys, since, final=final)
        apply(plan, final=final)
        self._remember(keys, plan)
        counts = self.checkpoint["counts"]
        counts["removed"] += len(plan.remove)
        counts["restored"] += len(plan.restore)
        counts["brought_back"] += len(plan.bring_back)
        rebuild(plan)
        return plan.waiting

    def _remember(self, keys: list[Key], plan: Plan) -> None:
        decided = [key[1] for key in keys if key not in plan.waiting]
        if self._waiting_rows().exists():
            self._waiting_rows().filter(record_id__in=decided).delete()
        # A row that waits keeps its place in the queue and is judged again, as a whole.
        kept = [one for one in plan.kept if one.key not in plan.waiting]
        waiting = [Kept(key, "", Reason.WAITING) for key in plan.waiting]
        KeptChange.objects.bulk_create(self._rows(plan, [*kept, *waiting]), ignore_conflicts=True)

    def _rows(self, plan: Plan, kept: Iterable[Kept]) -> list[KeptChange]:
        return [
            KeptChange(
                change_set=self.change_set, table=one.key[0], record_id=one.key[1],
                subject_id=(plan.subject(one.key) or one.key)[1], column=one.column, reason=one.reason,
                value_mine=entries.as_value(one.value_mine), value_now=entries.as_value(one.value_now),
                changed_by_id=one.changed_by,
            )
            for one in kept
        ]  # fmt: skip
