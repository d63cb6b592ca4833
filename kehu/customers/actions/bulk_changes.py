"""Changing many customers in the same way."""

from typing import Any
from uuid import UUID

from kehu.customers.actions.bulk import Updated, update_many
from kehu.customers.actions.customers import require_changes_allowed
from kehu.customers.entries import CustomerUpdate
from kehu.customers.storing.preparing import clean_plain
from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.lists.query import Plan


def check(changes: dict[str, Any], by: User) -> None:
    """Raises a Refusal or PermissionMissing if no customer could be changed like this."""
    require_changes_allowed(changes, by)
    clean_plain(changes)


def apply(ids: list[UUID], changes: dict[str, Any], by: User, change_set: UUID) -> Updated:
    return update_many([CustomerUpdate(id=one, changes=changes) for one in ids], by=by, change_set=change_set)


def connect() -> None:
    from kehu.customers.objects import CUSTOMER

    bulk.register("customer", bulk.Changer(Plan(CUSTOMER), check, apply))
