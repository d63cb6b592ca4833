"""The trash: records of any kind go there as a change set, come back, or are deleted for ever."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.events import RecordsRestored, RecordsTrashed
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.permissions import ChangeVerb
from kehu.foundation.changes.queries.trash import in_trash, old_in_trash
from kehu.foundation.changes.standard import has_trash
from kehu.foundation.database.records import Record
from kehu.foundation.events.bus import publish
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import title_of
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.refusals import Refusal

BATCH = 1000


class StillNeeded(Refusal):
    """Other records refer to this one, so that it cannot be deleted for ever."""


class PlaceTaken(Refusal):
    """Another record has by now what only one can have, so that this one cannot come back."""


def trash(*, object_key: str, ids: Iterable[UUID], by: User) -> ChangeSet:
    """Move those of the records that the user may edit to the trash; everything that belongs to them stays as it is
    and comes back with them. Taking back the change set restores them.
    """
    kind = _kind(object_key, by)
    wanted = list(dict.fromkeys(ids))
    title = ngettext("%(num)s record: %(kind)s", "%(num)s records: %(kind)s", len(wanted)) % {
        "num": len(wanted), "kind": kind.label_plural,
    }  # fmt: skip
    made = change_sets.begin(kind=ChangeSet.Kind.DELETION, title=title, object_key=object_key, by=by)
    done = 0
    for batch in _batches(wanted):
        with writing(by=by, change_set=made.pk):
            done += len(trash_batch(kind=kind, ids=batch, by=by))
    change_sets.finish(change_set=made, counts={"deleted": done, "skipped": len(wanted) - done})
    return made


def trash_batch(*, kind: ObjectType, ids: list[UUID], by: User) -> list[UUID]:
    """The same for some records inside the running `writing`; returns the ids of those that went."""
    by.require(kind.delete)
    rows = _rows(kind).editable_by(by).filter(pk__in=ids).order_by("pk")
    gone = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    if gone:
        _rows(kind).filter(pk__in=gone).update(deleted_at=timezone.now(), deleted_by=by)
        _refresh(kind, gone)
        publish(RecordsTrashed(kind.key, gone), by=by.pk)
    return gone


def restore(*, object_key: str, ids: Iterable[UUID], by: User) -> int:
    """Take records out of the trash, with all their relations; returns how many there were. Raises PlaceTaken."""
    kind = _kind(object_key, by)
    done = 0
    for batch in _batches(list(ids)):
        with writing(by=by):
            rows = in_trash(kind, by).filter(pk__in=batch).select_for_update(of=("self",))
            back = list(rows.values_list("pk", flat=True))
            try:
                with transaction.atomic():
                    _rows(kind).filter(pk__in=back).update(deleted_at=None, deleted_by=None)
            except IntegrityError as problem:
                raise _place_taken(kind, back) from problem
            _refresh(kind, back)
            publish(RecordsRestored(object_key, back), by=by.pk)
        done += len(back)
    return done


def delete_for_ever(*, object_key: str, ids: Iterable[UUID], by: User) -> int:
    """Delete records that are in the trash, with everything that belongs to them; returns how many there were.

    The audit trail keeps what they were until its own retention ends. Raises StillNeeded, PermissionMissing.
    """
    by.require(ChangeVerb.PURGE)
    kind = _kind(object_key, by)
    done = 0
    for record in in_trash(kind, by).filter(pk__in=list(ids)):
        _purge(kind, record, by)
        done += 1
    return done


def purge_old(*, days: int) -> dict[str, int]:
    """Delete for ever what has been in the trash for so many days, a record at a time; returns how many `purged`, and
    how many were `kept` because others refer to them. May be killed and called again.
    """
    counts = {"purged": 0, "kept": 0}
    before = timezone.now() - timedelta(days=days)
    for kind in registry.all_objects():
        if not has_trash(kind):
            continue
        last = None
        while ids := old_in_trash(kind, before, last, BATCH):
            for record in _rows(kind).filter(pk__in=ids).order_by("pk"):
                try:
                    _purge(kind, record, None)
                    counts["purged"] += 1
                except StillNeeded:
                    counts["kept"] += 1
            last = ids[-1]
    return counts


def _purge(kind: ObjectType, record: Any, by: User | None) -> None:
    pk = record.pk
    with writing(by=by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kehu.erasing', 'on', true)")  # append-only tables let this pass
        try:
            record.delete()
        except ProtectedError as problem:
            raise StillNeeded(
                _("“%(record)s” cannot be deleted for ever: other records refer to it.") % {"record": record}
            ) from problem
        for model in _attached():
            model._default_manager.filter(object_key=kind.key, record_id=pk).delete()
        _refresh(kind, [pk])


def _place_taken(kind: ObjectType, ids: list[UUID]) -> PlaceTaken:
    """In words: which record has what one of these had, found by the constraints of its table."""
    model = kind.model_class
    unique = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint) and one.fields]
    for record in _rows(kind).filter(pk__in=ids).order_by("pk"):
        for rule in unique:
            same = {name: getattr(record, name) for name in rule.fields}
            other = _rows(kind).filter(**same, deleted_at=None).exclude(pk=record.pk).first()
            if other is not None:
                said: dict[str, Any] = {
                    "record": title_of(record), "other": title_of(other), "value": ", ".join(map(str, same.values())),
                    "field": getattr(model._meta.get_field(rule.fields[0]), "verbose_name", rule.fields[0]),
                }  # fmt: skip
                return PlaceTaken(
                    _("“%(record)s” cannot come back: “%(other)s” has its %(field)s %(value)s by now. Change it there "
                      "first.") % said
                )  # fmt: skip
    return PlaceTaken(_("These records cannot come back together: some of them have what only one can have."))


def _kind(object_key: str, by: User) -> ObjectType:
    kind = registry.get(object_key)
    by.require(kind.delete)
    return kind


def _rows(kind: ObjectType) -> Any:
    return kind.model_class._default_manager


def _refresh(kind: ObjectType, ids: list[UUID]) -> None:
    if kind.refresh and ids:
        kind.refresh(ids)


def _batches(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _attached() -> list[type[models.Model]]:
    """Tables whose rows hang on a record of any kind by its object and id."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Record) and getattr(model, "audit_subject", "") == "record_id"
    ]
