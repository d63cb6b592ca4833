"""What can be done to many records at once, as their domains declare it when they are ready.

A `Changer` says how fields of one kind of record are set in bulk; pages, API and pasted blocks use it:

    bulk.register("customer", bulk.Changer(check, allow, apply))

A `BulkVerb` is anything else that is done to a selection (assign, tag, …): on the list page of the object
(`ListPage(bulk=…)`), or from another domain with `bulk.declare("customer", BulkVerb(…))`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk_forms import BulkForm
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

Changes = Mapping[str, Any]
"""By field key (also `custom.KEY`): the new value, empty to clear it; for a field of several values, such as tags,
also {"add": […], "remove": […]}. Values are those of JSON.
"""


@dataclass(frozen=True)
class Edit:
    """What changes on one record."""

    id: UUID
    changes: Changes


@dataclass
class Applied:
    """What became of a batch: ids that changed and ids that were so already, refusals by id, and ids that are not there
    or out of the user's reach.
    """

    changed: list[UUID] = field(default_factory=list)
    same: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Refusal] = field(default_factory=dict)
    missing: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Changer:
    """`check` raises a Refusal or PermissionMissing, before anything is touched, for changes that could fit no record.

    `apply(edits, user, change_set_id)` changes a batch of records, each standing in it once, in the running
    transaction: those the user may edit, through the rules of the domain, with one event for the batch.
    `allow(keys, user)` raises where he may not change these fields at all. `several` are the fields that take
    {"add": …, "remove": …}; `leave_out` those that make no sense to be the same on many records, `needed` those that
    cannot be cleared.
    """

    check: Callable[[Changes, User], None]
    allow: Callable[[Iterable[str], User], None]
    apply: Callable[[list[Edit], User, UUID], Applied]
    several: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BulkVerb:
    """Something done to the selected records at once.

    `verb` is the right that is asked. `form` asks what is `given`. `apply(ids, given, user, change_set)` changes those
    of a batch of records that it may, in the running transaction; it may be called again for the same ids after the
    process was killed, and `given` is plain data as JSON has it. `check(given, user)` refuses before anything is
    touched. `shows` are the fields whose old and new values the preview gives.

    `leads_to(change_set)` gives the address to go to once it is done: that of what was made of the records.

    `elsewhere(ids)` makes it a verb that leads to a page of its own instead. `fewest` and `most` bound how many records
    must be selected. `shortcut` is a letter, `words` further words by which the palette finds it.
    """

    key: str
    label: Any
    icon: str
    verb: str
    apply: Callable[[list[UUID], dict[str, Any], User, ChangeSet], Applied] | None = None
    form: Callable[..., BulkForm] = BulkForm
    check: Callable[[dict[str, Any], User], None] | None = None
    shows: tuple[str, ...] = ()
    text: Any = ""
    danger: bool = False
    kind: str = ChangeSet.Kind.BULK_EDIT
    elsewhere: Callable[[list[UUID]], str] | None = None
    leads_to: Callable[[ChangeSet], str] | None = None
    fewest: int = 1
    most: int = 0
    shortcut: str = ""
    words: tuple[str, ...] = ()


__all__ = ["Applied", "BulkForm", "BulkVerb", "Changer", "Changes", "Edit"]

_changers: dict[str, Changer] = {}
_verbs: dict[str, dict[str, BulkVerb]] = {}


def register(object_key: str, changer: Changer) -> None:
    _changers[object_key] = changer


def drop(object_key: str) -> None:
    _changers.pop(object_key, None)
    _verbs.pop(object_key, None)


def find(object_key: str) -> Changer | None:
    if object_key not in _changers:
        registry.find(object_key)  # a kind made in another process brings its changer along
    return _changers.get(object_key)


def declare(object_key: str, *verbs: BulkVerb) -> None:
    _verbs.setdefault(object_key, {}).update({one.key: one for one in verbs})


def declared(object_key: str) -> Iterable[BulkVerb]:
    """In the order of declaration."""
    return list(_verbs.get(object_key, {}).values())


def is_step(value: Any) -> bool:
    """Whether a value says what to add and to remove instead of what to be."""
    if not isinstance(value, dict) or not value or not value.keys() <= {"add", "remove"}:
        return False
    return all(isinstance(one, list) for one in value.values())


def stepped(value: Mapping[str, Any], current: Iterable[Any]) -> list[Any]:
    """The values after adding and removing; what is there already is not added twice."""
    gone, now = set(value.get("remove") or ()), list(current)
    return [*(one for one in now if one not in gone), *dict.fromkeys(o for o in value.get("add") or () if o not in now)]
