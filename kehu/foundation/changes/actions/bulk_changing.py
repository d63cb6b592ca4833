"""Changing all records that a filter finds, as programs ask for it."""

from collections.abc import Mapping
from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.actions.bulk_rehearsing import Rehearsal, rehearse
from kehu.foundation.changes.actions.bulk_running import CannotChange
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection

__all__ = ["CannotChange", "begin", "tried"]


def begin(
    *, object_key: str, filter: Mapping[str, Any], changes: Mapping[str, Any], by: User, mark: str = "",  # noqa: A002
) -> ChangeSet:  # fmt: skip
    """Change the records that `filter` finds: parameters of a list by name, or groups of conditions (see lists.tree).

    On return the change set is done, or runs in the background. `mark` is that of the trial, if there was one. Raises
    CannotChange, CannotSelect, SelectionChanged, PermissionMissing.
    """
    bulk_running.require(object_key, bulk_running.EDIT, changes, by)
    selection = Selection.of_filter(object_key, filter)
    return bulk_running.begin(selection=selection, verb=bulk_running.EDIT, given=changes, by=by, mark=mark)


def tried(*, object_key: str, filter: Mapping[str, Any], changes: Mapping[str, Any], by: User) -> Rehearsal:  # noqa: A002
    """What `begin` would do, without changing anything. Raises the same."""
    bulk_running.require(object_key, bulk_running.EDIT, changes, by)
    selection = Selection.of_filter(object_key, filter)
    return rehearse(selection=selection, verb=bulk_running.EDIT, given=changes, by=by)
