"""The verbs that every kind of record has by itself: editing its fields, and the trash."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

TRASH = "trash"


def verbs_of(object_key: str) -> list[BulkVerb]:
    """What can be done to many records of a kind: what was declared, and the trash if it has one."""
    from kehu.foundation.lists.pages import all_pages

    all_pages()  # a process that shows no lists, such as a worker, has not read yet what they declare
    found = list(bulk.declared(object_key))
    kind = registry.find(object_key)
    if kind and has_trash(kind) and not any(one.key == TRASH for one in found):
        found.append(_trash_verb(kind))
    return found


def verb_of(object_key: str, key: str) -> BulkVerb | None:
    return next((one for one in verbs_of(object_key) if one.key == key), None)


def has_trash(kind: ObjectType) -> bool:
    return bool(kind.delete) and hasattr(kind.model_class, "deleted_at")


def trash_batch(kind: ObjectType, ids: Iterable[UUID], by: User) -> list[UUID]:
    """Move those of the records that the user may edit to the trash, in the running transaction; returns their ids."""
    from kehu.foundation.changes.actions import deletion

    return deletion.trash_batch(kind=kind, ids=list(ids), by=by)


def _trash_verb(kind: ObjectType) -> BulkVerb:
    def apply(ids: list[UUID], _given: dict[str, Any], by: User, _change_set: ChangeSet) -> Applied:
        gone = trash_batch(kind, ids, by)
        there = set(gone)
        return Applied(changed=gone, missing=[one for one in ids if one not in there])

    return BulkVerb(
        TRASH, _("Move to trash"), icon="trash", verb=kind.delete, apply=apply, danger=True,
        text=_("They can be restored from the trash."), kind=ChangeSet.Kind.DELETION,
    )  # fmt: skip
