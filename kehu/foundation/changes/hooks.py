"""What a domain adds to the taking back of its own kinds of change sets, registered when its app is ready.

hooks.register(ChangeSet.Kind.MERGE, check=may_unmerge, undone=mark_unmerged)
"""

from collections.abc import Callable
from dataclasses import dataclass

from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet

Hook = Callable[[ChangeSet, User], None]


@dataclass(frozen=True)
class Hooks:
    """`check` raises PermissionMissing or a Refusal with the reason; `undone` runs in the transaction that ends the
    taking back. With `anyone`, whoever passes `check` may take back what somebody else has done.
    """

    check: Hook | None = None
    undone: Hook | None = None
    anyone: bool = False


_hooks: dict[tuple[str, str], Hooks] = {}


def register(
    kind: str, *, object_key: str = "", check: Hook | None = None, undone: Hook | None = None, anyone: bool = False
) -> None:
    """For change sets of this kind, or only for those about one object."""
    _hooks[kind, object_key] = Hooks(check, undone, anyone)


def hooks_of(change_set: ChangeSet) -> list[Hooks]:
    keys = {(change_set.kind, ""), (change_set.kind, change_set.object_key)}
    return [_hooks[key] for key in sorted(keys) if key in _hooks]
