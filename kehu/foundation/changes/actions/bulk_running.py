"""Doing something to many records as one change set: at once when they are few, else by a job with progress.

The records are walked in the order of their ids (or as they were picked), a batch at a time. Each batch is one
transaction that changes its records, notes the refused ones and moves the checkpoint on; so the work may be killed and
begun again at any point, and nothing is lost or done twice.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.bulk import Applied, Edit
from kehu.foundation.changes.models import ChangeSet, RefusedRecord
from kehu.foundation.changes.selection import CannotSelect, Selection
from kehu.foundation.changes.standard import verb_of
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

BATCH = 1000
AT_ONCE = 1000
"""Records that a person can wait for."""
COUNTED = ("changed", "same", "refused", "missing")
EDIT = "edit"
EACH = "each"

log = structlog.get_logger("kehu.changes")


class CannotChange(Refusal):
    """The kind of record or the changes do not allow it."""


class SelectionChanged(Refusal):
    """The filter finds other records than in the preview."""


def begin(
    *, selection: Selection, verb: str, given: Mapping[str, Any], by: User, title: str = "", kind: str = "",
    background: bool = True, mark: str = "",
) -> ChangeSet:  # fmt: skip
    """Do what the verb says to the selected records. On return the change set is done, or runs as a job
    (`background=False`: is done in any case).

    `verb` is EDIT (`given` are the changes, as in bulk.Changes), EACH (`given` are the changes by record id), or the
    key of a declared BulkVerb. `mark` is that of the preview (`Rehearsal.mark`), if there was one. Raises CannotChange,
    CannotSelect, SelectionChanged where other records match than then, PermissionMissing, or a Refusal of the domain.
    """
    require(selection.object_key, verb, given, by)
    selection = selection.pinned(by)
    if mark and selection.mark(by) != mark:
        raise SelectionChanged(_changed_since(mark, selection.count(by)))
    small = not background or not selection.is_more_than(AT_ONCE, by)
    declared = verb_of(selection.object_key, verb)
    with transaction.atomic():
        made = change_sets.begin(
            kind=ChangeSet.Kind(kind or (declared.kind if declared else ChangeSet.Kind.BULK_EDIT)),
            title=title or _title(selection.object_key, verb, given), object_key=selection.object_key, by=by,
        )  # fmt: skip
        made.asked = {"verb": verb, "given": dict(given), **selection.as_data()}
        made.checkpoint = {"after": "", "counts": dict.fromkeys(COUNTED, 0)}
        if not small:
            from kehu.foundation.changes.jobs import change_many

            address = reverse("changes:change_set", args=[made.pk])
            total = selection.count(by)
            made.run = runs.plan(kind="changes.bulk", title=made.title, by=by, total=total, url=address)
            change_many.defer(change_set_id=str(made.pk))
        made.save(update_fields=["asked", "checkpoint", "run"])
    return run(change_set_id=made.pk) if small else made


def _changed_since(mark: str, now: int) -> str:
    then = mark.partition("-")[0]
    if then == str(now):
        return _("Since the preview some records have come to match and as many match no more. Look again.")
    return _("The preview was of %(then)s records; now %(now)s match. Look again.") % {"then": then, "now": now}


def require(object_key: str, verb: str, given: Mapping[str, Any], by: User) -> None:
    """Raises what `begin` raises for what is asked, whichever records are meant."""
    if not given and verb in {EDIT, EACH}:
        raise CannotChange(_("Say what is to be changed."), field="changes")
    if verb in {EDIT, EACH}:
        changer = changer_of(object_key)
        if verb == EDIT:
            changer.check(given, by)
        else:
            changer.allow({key: None for changes in given.values() for key in changes}, by)
        return
    declared = verb_of(object_key, verb)
    if declared is None or declared.apply is None:
        raise CannotChange(_("This cannot be done to many records at once."), field="verb")
    by.require(declared.verb)
    if declared.check:
        declared.check(dict(given), by)


def run(*, change_set_id: UUID, batch: int = BATCH) -> ChangeSet:
    """Go on from the checkpoint until all is done; two at once do no harm. A failure is written into the change set."""
    found = ChangeSet.objects.select_related("by", "run").get(pk=change_set_id)
    language = found.by.language if found.by else ""
    with translation.override(language or translation.get_language()):
        try:
            while _step(change_set_id, batch):
                pass
        except runs.Cancelled:
            _end(change_set_id, ChangeSet.State.CANCELLED)
        except (OperationalError, InterfaceError):
            raise  # the job is tried again
        except (Refusal, PermissionDenied) as problem:
            _end(change_set_id, ChangeSet.State.FAILED, str(problem))
        except Exception:
            log.exception("bulk_change_stopped", id=str(change_set_id))
            _end(change_set_id, ChangeSet.State.FAILED, _("Something went wrong in Kehu; the log says what."))
            if found.run is None:
                raise
    found.refresh_from_db()
    return found


def applied(change_set: ChangeSet, ids: list[UUID], by: User) -> Applied:
    """Do to these records what the change set asks, inside the running transaction."""
    asked = change_set.asked
    key, verb, given = change_set.object_key, asked["verb"], asked["given"]
    with writing(by=by, change_set=change_set.pk):
        if verb == EDIT:
            return changer_of(key).apply([Edit(one, given) for one in ids], by, change_set.pk)
        if verb == EACH:
            return changer_of(key).apply([Edit(one, given[str(one)]) for one in ids], by, change_set.pk)
        declared = verb_of(key, verb)
        if declared is None or declared.apply is None:
            raise CannotChange(_("This cannot be done to many records at once."))
        by.require(declared.verb)
        return declared.apply(ids, given, by, change_set)


def changer_of(object_key: str) -> bulk.Changer:
    changer = bulk.find(object_key)
    if changer is None:
        raise CannotChange(_("This kind of record cannot be changed in bulk."), field="object")
    return changer


def _step(change_set_id: UUID, size: int) -> bool:
    """Do the next batch; returns whether there may be more. Raises `runs.Cancelled` between two batches."""
    with transaction.atomic():
        change_set = ChangeSet.objects.select_for_update(of=("self",)).select_related("by").get(pk=change_set_id)
        if change_set.state != ChangeSet.State.RUNNING:
            return False
        by, place = change_set.by, change_set.checkpoint
        assert by is not None
        ids = Selection.from_data(change_set.object_key, change_set.asked).take(by, place["after"], size)
        if ids:
            outcome = applied(change_set, ids, by)
            _note_refused(change_set, outcome)
            counts = {key: place["counts"].get(key, 0) + len(getattr(outcome, key)) for key in COUNTED}
            change_set.checkpoint = {"after": str(ids[-1]), "counts": counts}
            change_set.counts = counts
            change_set.save(update_fields=["checkpoint", "counts"])
        if len(ids) < size:
            change_sets.finish(change_set=change_set, counts=change_set.checkpoint["counts"])
            if change_set.run_id:
                runs.finish(run=Run(pk=change_set.run_id))
            return False
    if change_set.run_id:
        done = sum(change_set.counts.values())
        runs.progress(run=Run(pk=change_set.run_id), done=done)
    return True


def _note_refused(change_set: ChangeSet, outcome: Applied) -> None:
    reasons = {key: refusal.message for key, refusal in outcome.refused.items()}
    reasons |= dict.fromkeys(outcome.missing, out_of_reach())
    RefusedRecord.objects.bulk_create(
        [RefusedRecord(change_set=change_set, record_id=key, reason=text[:300]) for key, text in reasons.items()],
        ignore_conflicts=True,
    )


def out_of_reach() -> str:
    return _("Your roles do not reach far enough to change it, or it is there no longer.")


def _end(change_set_id: UUID, state: ChangeSet.State, failure: str = "") -> None:
    with transaction.atomic():
        change_set = ChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set_id)
        if change_set.state != ChangeSet.State.RUNNING:
            return
        counts = change_set.checkpoint.get("counts", {}) | ({"failure": failure} if failure else {})
        change_sets.finish(change_set=change_set, counts=counts, state=state)
        if change_set.run_id:
            ended = Run.State.CANCELLED if state == ChangeSet.State.CANCELLED else Run.State.FAILED
            runs.finish(run=Run(pk=change_set.run_id), state=ended, failure=failure)


def _title(object_key: str, verb: str, given: Mapping[str, Any]) -> str:
    kind = registry.get(object_key)
    if verb == EDIT:
        labels = [str(found.label) if (found := kind.field(key)) else key for key in given]
        return _("Bulk change: %(fields)s") % {"fields": ", ".join(labels)}
    declared = verb_of(object_key, verb)
    label = declared.label if declared else _("Change")
    return _("%(what)s: %(objects)s") % {"what": label, "objects": kind.label_plural}


__all__ = [
    "BATCH", "EACH", "EDIT", "CannotChange", "CannotSelect", "SelectionChanged", "applied", "begin", "require", "run",
]  # fmt: skip
