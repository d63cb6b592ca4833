"""Writing records of kinds that the company made: one or many, by pages, API, imports and bulk changes alike."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import deletion
from kehu.foundation.changes.bulk import Applied, Changes, Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.custom_objects.checking import Checked, custom_of, flattened
from kehu.foundation.custom_objects.events import RecordsChanged, RecordsCreated
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.events.bus import publish
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.refusals import Outdated, Refusal


class RecordOutdated(Outdated):
    """Somebody changed the same fields of the record meanwhile."""


def create(*, object_key: str, values: dict[str, Any], by: User) -> Any:
    """One new record. `values`: title, owner (a user, an id or None; without it the creator), created_at, custom
    (values by field key). Raises PermissionMissing, or a Refusal whose `field` names what is wrong.
    """
    made, refused = create_many(object_key=object_key, rows=[values], by=by)
    if refused:
        raise refused[0]
    return registry.get(object_key).model_class._default_manager.get(pk=made[0])


def create_many(
    *, object_key: str, rows: Sequence[dict[str, Any]], by: User, change_set: UUID | None = None, verb: str = "create"
) -> tuple[dict[int, UUID], dict[int, Refusal]]:
    """Write a batch in one transaction: ids by place, and why rows were refused. `verb` is `create` or `import`."""
    by.require(f"{object_key}.{verb}")
    checked = Checked(object_key, by)
    with writing(by=by, change_set=change_set):
        checked.look_up(values.get("custom") or {} for values in rows)
        made: dict[int, CustomRecord] = {}
        refused: dict[int, Refusal] = {}
        for place, values in enumerate(rows):
            try:
                made[place] = checked.new(values)
            except Refusal as refusal:
                refused[place] = refusal
        CustomRecord.objects.bulk_create(made.values(), batch_size=1000)
        ids = [one.pk for one in made.values()]
        if ids:
            _kind(object_key).refresh(ids)  # type: ignore[misc]
            publish(RecordsCreated(object_key, ids), by=by.pk)
    return {place: one.pk for place, one in made.items()}, refused


def update(
    *, record: CustomRecord, changes: dict[str, Any], by: User, expected_version: int | None = None,
    seen: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    """Change title, owner and custom fields (`custom` by field key) of one record. With `expected_version` any change
    since then refuses this one, with `seen` (custom values and plain ones by key as the user saw them) only a change of
    these. Raises RecordOutdated, OutOfReach, PermissionMissing, Refusal.
    """
    with writing(by=by):
        now = _rows(record.object_key).select_for_update(no_key=True, of=("self",)).filter(pk=record.pk).first()
        if now is None:
            raise Http404
        moved = [key for key, value in (seen or {}).items() if stored_value(now, key) != value]
        if moved or (expected_version is not None and now.version != expected_version):
            raise RecordOutdated(_("Somebody else changed this record meanwhile."), field=moved[0] if moved else "")
        result = update_many(object_key=record.object_key, edits=[Edit(record.pk, changes)], by=by)
        if result.refused:
            raise result.refused[record.pk]
        if result.missing:
            raise OutOfReach(now)
        return _rows(record.object_key).get(pk=record.pk)


def update_many(
    *, object_key: str, edits: Sequence[Edit], by: User, change_set: UUID | None = None, verb: str = "edit"
) -> Applied:
    """Change a batch in one transaction, each record once; only those that the user may edit are touched."""
    flat = {one.id: flattened(one.changes) for one in edits}
    allow(object_key=object_key, keys={key for changes in flat.values() for key in changes}, by=by, verb=verb)
    checked = Checked(object_key, by)
    done = Applied()
    with writing(by=by, change_set=change_set):
        checked.look_up(custom_of(changes) for changes in flat.values())
        rows = _rows(object_key).editable_by(by).filter(pk__in=flat).order_by("pk")
        found = {one.pk: one for one in rows.select_for_update(no_key=True, of=("self",))}
        done.missing = [pk for pk in flat if pk not in found]
        changed: list[CustomRecord] = []
        for pk, record in found.items():
            try:
                if checked.change(record, flat[pk]):
                    changed.append(record)
                else:
                    done.same.append(pk)
            except Refusal as refusal:
                done.refused[pk] = refusal
        if changed:
            _rows(object_key).bulk_update(changed, ["title", "owner", "custom"], batch_size=500)
            done.changed = [one.pk for one in changed]
            _kind(object_key).refresh(done.changed)  # type: ignore[misc]
            fields = sorted({key for changes in flat.values() for key in changes})
            publish(RecordsChanged(object_key, done.changed, fields), by=by.pk)
    return done


def check(*, object_key: str, changes: Changes, by: User) -> None:
    """Raises a Refusal or PermissionMissing if no record could be changed like this."""
    flat = flattened(changes)
    allow(object_key=object_key, keys=flat, by=by)
    checked = Checked(object_key, by)
    checked.look_up([custom_of(flat)])
    checked.alone(flat)


def allow(*, object_key: str, keys: Iterable[str], by: User, verb: str = "edit") -> None:
    """Raises where the user may not change these fields at all."""
    by.require(f"{object_key}.{verb}")
    wanted = list(keys)
    unknown = [key for key in wanted if key not in {"title", "owner"} and not key.startswith("custom.")]
    if unknown:
        raise Refusal(_("There is no field “%(name)s”.") % {"name": unknown[0]}, field=unknown[0])
    require_editable(by, object_key, wanted)


def trash(*, record: CustomRecord, by: User) -> ChangeSet:
    """Move a record to the trash; the change set takes it back. Raises OutOfReach, PermissionMissing."""
    change_set = deletion.trash(object_key=record.object_key, ids=[record.pk], by=by)
    if not change_set.counts.get("deleted"):
        raise OutOfReach(record)
    return change_set


def stored_value(record: CustomRecord, key: str) -> Any:
    """The present value of a field by its key, `custom.…` or plain; of the owner his id."""
    if key.startswith("custom."):
        return record.custom.get(key.removeprefix("custom."))
    return record.owner_id if key == "owner" else getattr(record, key)


def _kind(object_key: str) -> ObjectType:
    return registry.get(object_key)


def _rows(object_key: str) -> Any:
    return _kind(object_key).model_class._default_manager.all()
