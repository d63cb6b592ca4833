"""Creating, changing, assigning, trashing and restoring customers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.entries import CustomerUpdate, NewCustomer
from kehu.customers.events import (
    CustomerChanged,
    CustomerCreated,
    CustomerRestored,
    CustomersAssigned,
    CustomerTrashed,
    LifecycleStageChanged,
    TierChanged,
)
from kehu.customers.models import Customer
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries.conflicts import Difference, differences
from kehu.customers.storing.changing import Changed, change
from kehu.customers.storing.inserting import insert
from kehu.customers.storing.lookups import as_id
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach, editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.database.kept import kept
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal


class CustomerOutdated(Outdated):
    """Somebody changed what the user wanted to change; `differences` has both values of each field."""

    def __init__(self, found: list[Difference]):
        super().__init__(_("Somebody else changed this customer meanwhile."), field=found[0].field if found else "")
        self.differences = found


class InTrash(Refusal):
    """What was asked for needs a customer outside the trash, or one inside it."""


def create(*, by: User, kind: str, name: str = "", **given: Any) -> Customer:
    """One new customer. Further keywords are fields of the customer (`tier=…`, `phone=…`, `custom={…}`) or the lists
    of `entries.NewCustomer` (`points`, `contacts`, `external_ids`, `tags`, `documents`, `dates`, …).

    Raises PermissionMissing, or a Refusal whose `field` names what is wrong.
    """
    return _read(enter(by=by, kind=kind, name=name, **given))


def enter(*, by: User, kind: str, name: str = "", **given: Any) -> UUID:
    """`create` for who needs no more than the id of the new customer."""
    by.require(CustomerVerb.CREATE)
    lists = {key: given.pop(key) for key in _LISTS & given.keys()}
    entry = NewCustomer(values={"kind": kind, **({"name": name} if name else {}), **given}, **lists)
    return _enter(entry, by)


_LISTS = {
    "points", "contacts", "external_ids", "tags", "documents", "dates", "consents", "relationships", "created_at",
}  # fmt: skip


def create_entry(*, entry: NewCustomer, by: User) -> Customer:
    """`create` for an entry that is made already."""
    return _read(_enter(entry, by))


def _enter(entry: NewCustomer, by: User) -> UUID:
    by.require(CustomerVerb.CREATE)
    require_owner_given(entry.values, by)
    with writing(by=by):
        result = insert([entry], by=by)
        if result.refused:
            raise result.refused[0]
        publish(CustomerCreated(customer_id=entry.id), by=by.pk)
    return entry.id


def _read(customer_id: UUID) -> Customer:
    found: Customer = _of_key(pk=customer_id)[0]
    return found


@kept
def _of_key(pk: UUID) -> QuerySet[Customer]:
    return Customer.objects.filter(pk=pk)


def require_owner_given(values: dict[str, Any], by: User) -> None:
    """Who enters a customer may keep him or leave him to nobody; giving him to another needs the verb."""
    if as_id(values.get("owner")) not in {None, by.pk}:
        by.require(CustomerVerb.ASSIGN)


def update(
    *,
    customer: Customer,
    changes: dict[str, Any],
    by: User,
    expected_version: int | None = None,
    seen: dict[str, Any] | None = None,
) -> Customer:
    """Change fields by key: plain ones, and owner, team, tier, lifecycle_stage, tags, phone, email, address, custom.

    With `expected_version` any change since then refuses this one; with `seen`, the values by key that the user had
    before him, only a change of the same fields does. Raises CustomerOutdated, OutOfReach, PermissionMissing, Refusal.
    """
    require_changes_allowed(changes, by)
    with writing(by=by):
        now = editable(customer, by)
        outdated = expected_version is not None and now.version != expected_version
        if outdated or seen is not None:
            found = differences(now, changes, seen=seen)
            if outdated or found:
                raise CustomerOutdated(found)
        result = change([CustomerUpdate(id=now.pk, changes=changes)], by=by)
        if result.refused:
            raise result.refused[0]
        publish_changes(result, by)
        return Customer.objects.get(pk=now.pk)


def require_changes_allowed(changes: dict[str, Any], by: User) -> None:
    by.require(CustomerVerb.EDIT)
    if "owner" in changes:
        by.require(CustomerVerb.ASSIGN)
    require_editable(by, "customer", changes)


def publish_changes(result: Changed, by: User, rule: str = "", reason: str = "") -> None:
    """The events of single customers that changed."""
    for customer_id, fields in result.fields.items():
        publish(CustomerChanged(customer_id=customer_id, fields=sorted(fields)), by=by.pk)
    for customer_id, owner_id in result.owners.items():
        publish(CustomersAssigned(customer_ids=[customer_id], owner_id=owner_id), by=by.pk)
    for customer_id, (old, new) in result.moves.items():
        publish(LifecycleStageChanged(customer_id, new.key, old.key if old else "", reason), by=by.pk)
    for customer_id, (old_tier, new_tier) in result.tiers.items():
        publish(TierChanged(customer_id, new_tier, old_tier, rule), by=by.pk)


def assign(*, customers: Iterable[Customer | UUID], owner: User | None, by: User) -> list[UUID]:
    """Give customers to an owner, or to nobody; returns the ids of those that changed hands. Customers that the user
    cannot edit stay as they are.
    """
    by.require(CustomerVerb.ASSIGN)
    ids = [one.pk if isinstance(one, Customer) else one for one in customers]
    with writing(by=by):
        result = change([CustomerUpdate(id=one, changes={"owner": owner}) for one in dict.fromkeys(ids)], by=by)
        if result.refused:
            raise next(iter(result.refused.values()))
        if result.missing and len(result.missing) == len(ids) == 1:
            raise OutOfReach(Customer.objects.get(pk=ids[0]))
        changed = list(result.owners)
        if changed:
            publish(CustomersAssigned(customer_ids=changed, owner_id=owner.pk if owner else None), by=by.pk)
    return changed


def trash(*, customer: Customer, by: User, at: datetime | None = None) -> ChangeSet:
    """Move a customer to the trash, from where he can be restored; returns the change set that takes it back."""
    by.require(CustomerVerb.DELETE)
    with writing(by=by):
        editable(customer, by)
        change_set = change_sets.begin(kind=ChangeSet.Kind.DELETION, title=customer.name, object_key="customer", by=by)
        with writing(by=by, change_set=change_set.pk):
            Customer.objects.filter(pk=customer.pk).update(deleted_at=at or timezone.now(), deleted_by=by)
        change_sets.finish(change_set=change_set, counts={"deleted": 1})
        publish(CustomerTrashed(customer_id=customer.pk), by=by.pk)
    return change_set


def restore(*, customer: Customer, by: User) -> Customer:
    """Take a customer out of the trash. One that was merged away comes back only by taking the merge back."""
    by.require(CustomerVerb.DELETE)
    with writing(by=by):
        found = (
            Customer.objects.trashed_visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk=customer.pk)
        )
        current = found.first()
        if current is None:
            raise InTrash(_("This customer is not in the trash."))
        if current.merged_into_id:
            raise InTrash(_("This customer was merged into another one. Take back the merge instead."))
        Customer.objects.filter(pk=current.pk).update(deleted_at=None, deleted_by=None)
        publish(CustomerRestored(customer_id=current.pk), by=by.pk)
        return Customer.objects.get(pk=current.pk)
