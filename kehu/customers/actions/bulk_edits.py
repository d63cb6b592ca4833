"""What is done to many customers at once from a list. Runs inside the change set that takes it back."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions.bulk_changes import apply, check
from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.events import CustomersTrashed
from kehu.customers.models import Customer
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied, Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish


def assign(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Give them to `owner`, or to nobody."""
    return _set(ids, {"owner": given["owner"]}, by, change_set)


def may_assign(given: dict[str, Any], by: User) -> None:
    check({"owner": given["owner"]}, by)


def tag(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Put the tags `names` on those that do not have them."""
    return _set(ids, {"tags": {"add": given["names"]}}, by, change_set)


def untag(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Take the tags `names` off those that have them."""
    return _set(ids, {"tags": {"remove": given["names"]}}, by, change_set)


def may_tag(given: dict[str, Any], by: User) -> None:
    if not given["names"]:
        raise ValueRefused(_("This may not be empty."), field="names")
    check({"tags": {"add": given["names"]}}, by)


def move(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Move them to the lifecycle stage `stage` (its id)."""
    return _set(ids, {"lifecycle_stage": given["stage"]}, by, change_set)


def may_move(given: dict[str, Any], by: User) -> None:
    check({"lifecycle_stage": given["stage"]}, by)


def trash(ids: list[UUID], _given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    by.require(CustomerVerb.DELETE)
    rows = Customer.objects.editable_by(by).filter(pk__in=ids)
    found = list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=found).update(deleted_at=timezone.now(), deleted_by=by)
    if found:
        publish(CustomersTrashed(found, change_set.pk), by=by.pk)
    there = set(found)
    return Applied(changed=found, missing=[one for one in ids if one not in there])


def _set(ids: list[UUID], changes: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    return apply([Edit(one, changes) for one in ids], by, change_set.pk)
