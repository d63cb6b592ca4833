"""One change to many rows, as a change set that can be taken back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.pages import BulkVerb, ListPage
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.refusals import Refusal


class NothingToChange(Refusal):
    """None of the selected rows can be changed by this user."""


@dataclass(frozen=True)
class Preview:
    """`ids` can be changed; `closed` more are seen but not in the user's reach; `gone` are there no longer."""

    ids: list[UUID]
    closed: int
    gone: int


def preview(*, object_type: ObjectType, ids: list[UUID], by: User) -> Preview:
    rows = object_type.model_class._default_manager.all()
    seen = set(rows.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))  # type: ignore[attr-defined]
    open_to = set(rows.editable_by(by).filter(pk__in=seen).values_list("pk", flat=True))  # type: ignore[attr-defined]
    return Preview([one for one in ids if one in open_to], len(seen - open_to), len(ids) - len(seen))


def carry_out(*, page: ListPage, verb: BulkVerb, ids: list[UUID], given: dict[str, Any], by: User) -> ChangeSet:
    """Apply a bulk verb; the change set's counts say how many rows were `changed`."""
    by.require(verb.verb)
    if not ids:
        raise NothingToChange(_("None of the selected records can be changed by you."))
    title = _("%(what)s: %(objects)s") % {"what": verb.label, "objects": page.object_type.label_plural}
    with writing(by=by):
        change_set = change_sets.begin(kind=ChangeSet.Kind(verb.kind), title=title, object_key=page.object, by=by)
        with writing(by=by, change_set=change_set.pk):
            changed = verb.apply(ids, given, by, change_set)
        change_sets.finish(change_set=change_set, counts={"changed": changed})
    return change_set
