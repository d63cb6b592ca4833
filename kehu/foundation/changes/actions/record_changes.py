"""Changes of their own for each of several records, as one change set: a block pasted into a list, cards that were
moved together, an automation.

    change_each(object_key="customer", edits=[Edit(id, {"tier": "a"}), …], by=user)
"""

from collections.abc import Sequence

from django.utils.translation import ngettext

from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.actions.bulk_rehearsing import Rehearsal, rehearse
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.objects import registry


def change_each(
    *, object_key: str, edits: Sequence[Edit], by: User, title: str = "", kind: str = ChangeSet.Kind.PASTE
) -> ChangeSet:
    """Each record stands in `edits` once. What can be changed is, by the rules of the domain; the rest is refused
    record by record: `counts` of the change set say how many (changed, same, refused, missing), its `refused` which
    and why.

    Up to a thousand records are changed at once; more by a job, then the change set is `running` on return. Raises
    CannotChange for a kind of record without a Changer, or where `edits` is empty.
    """
    kind_of = registry.get(object_key)
    named = title or ngettext("%(num)s record: %(kind)s", "%(num)s records: %(kind)s", len(edits)) % {
        "num": len(edits), "kind": kind_of.label_plural,
    }  # fmt: skip
    return bulk_running.begin(
        selection=_selected(object_key, edits), verb=bulk_running.EACH,
        given={str(one.id): dict(one.changes) for one in edits}, by=by, title=named, kind=kind,
    )  # fmt: skip


def try_each(*, object_key: str, edits: Sequence[Edit], by: User) -> Rehearsal:
    """What `change_each` would do, found out by doing it and rolling it back."""
    return rehearse(
        selection=_selected(object_key, edits), verb=bulk_running.EACH,
        given={str(one.id): dict(one.changes) for one in edits}, by=by,
    )  # fmt: skip


def _selected(object_key: str, edits: Sequence[Edit]) -> Selection:
    return Selection.of_ids(object_key, [one.id for one in edits])
