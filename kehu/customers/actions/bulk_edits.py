"""What is done to many customers at once from a list. Runs inside the change set that takes it back."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.customers.actions.bulk import update_many
from kehu.customers.entries import CustomerUpdate
from kehu.customers.events import CustomersChanged
from kehu.customers.models import Customer
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish

BATCH = 1000


def assign(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> int:
    """Give them to `owner`, or to nobody."""
    by.require(CustomerVerb.ASSIGN)
    return _update(ids, {"owner": given["owner"]}, by, change_set)


def tag(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> int:
    """Put the tag `name` on those that do not have it."""
    changed = 0
    for batch in _batches(ids):
        updates = [CustomerUpdate(id=one, tags=[given["name"]]) for one in batch]
        changed += _done(update_many(updates, by=by, change_set=change_set.pk))
    return changed


def move(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> int:
    """Move them to the lifecycle stage `stage` (its id)."""
    return _update(ids, {"lifecycle_stage": given["stage"]}, by, change_set)


def trash(ids: list[UUID], _given: dict[str, Any], by: User, _change_set: ChangeSet) -> int:
    by.require(CustomerVerb.DELETE)
    changed = 0
    for batch in _batches(ids):
        rows = Customer.objects.editable_by(by).filter(pk__in=batch)
        found = list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
        changed += Customer.objects.filter(pk__in=found).update(deleted_at=timezone.now(), deleted_by=by)
        if found:
            publish(CustomersChanged(found, ["deleted_at"], _change_set.pk), by=by.pk)
    return changed


def _update(ids: list[UUID], changes: dict[str, Any], by: User, change_set: ChangeSet) -> int:
    changed = 0
    for batch in _batches(ids):
        updates = [CustomerUpdate(id=one, changes=changes) for one in batch]
        changed += _done(update_many(updates, by=by, change_set=change_set.pk))
    return changed


def _done(updated: Any) -> int:
    """How many were changed. A refusal of the value itself is the same for all and stops the whole."""
    if updated.refused and not updated.changed and not updated.same:
        raise next(iter(updated.refused.values()))
    return len(updated.changed)


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
