"""Changing all records that a filter finds, as one change set that can be taken back.

A small number is changed at once, a large one by a job, batch by batch in the order of identifiers. Each batch is one
transaction that also moves the checkpoint on, so the job may be killed and begun again at any point.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.query import BadQuery, parse
from kehu.foundation.lists.rows import matching
from kehu.foundation.refusals import Refusal

BATCH = 1000
COUNTED = ("changed", "same", "refused", "missing")


class CannotChange(Refusal):
    """The kind of record, the filter or the changes do not allow it."""


@dataclass(frozen=True)
class Trial:
    """How many records the filter finds, and how many of them the user may edit."""

    matching: int
    editable: int


def begin(*, object_key: str, filter: dict[str, Any], changes: dict[str, Any], by: User) -> ChangeSet:  # noqa: A002
    """Change the records that `filter` finds: parameters of a list by name, or groups of conditions (see lists.tree).

    On return the change set is done, or runs in the background. Raises CannotChange, BadQuery, PermissionMissing.
    """
    changer = _changer(object_key, changes, by)
    found = _found(changer, filter, by)
    small = len(found.values("pk")[: BATCH + 1]) <= BATCH
    with transaction.atomic():
        title = _("Bulk change: %(fields)s") % {"fields": ", ".join(sorted(changes))}
        change_set = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title=title, object_key=object_key, by=by)
        change_set.checkpoint = {"filter": filter, "changes": changes, "after": None, "counts": {}}
        change_set.save(update_fields=["checkpoint"])
        if not small:
            from kehu.foundation.changes.jobs import change_many

            change_many.defer(change_set_id=str(change_set.pk))
    return run(change_set_id=change_set.pk) if small else change_set


def tried(*, object_key: str, filter: dict[str, Any], changes: dict[str, Any], by: User) -> Trial:  # noqa: A002
    """What `begin` would find, without changing anything. Raises the same."""
    changer = _changer(object_key, changes, by)
    model = changer.plan.object_type.model_class
    found = _found(changer, filter, by)
    editable = model._default_manager.all().editable_by(by)  # type: ignore[attr-defined]
    return Trial(found.count(), found.filter(pk__in=editable.order_by().values("pk")).count())


def run(*, change_set_id: UUID) -> ChangeSet:
    """Go on from the checkpoint until all is done."""
    while True:
        with transaction.atomic():
            change_set = ChangeSet.objects.select_for_update(of=("self",)).select_related("by").get(pk=change_set_id)
            if change_set.state != ChangeSet.State.RUNNING or not _step(change_set):
                return change_set


def _step(change_set: ChangeSet) -> bool:
    """Change the next batch; returns whether there may be more."""
    by, place = change_set.by, change_set.checkpoint
    assert by is not None
    changer = bulk.find(change_set.object_key)
    assert changer is not None
    found = _found(changer, place["filter"], by)
    ids = list(
        (found.filter(pk__gt=place["after"]) if place["after"] else found)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    if not ids:
        change_sets.finish(change_set=change_set, counts=place["counts"])
        return False
    applied = changer.apply(ids, place["changes"], by, change_set.pk)
    counts = {key: place["counts"].get(key, 0) + len(getattr(applied, key)) for key in COUNTED}
    change_set.checkpoint = {**place, "after": str(ids[-1]), "counts": counts}
    change_set.counts = counts
    change_set.save(update_fields=["checkpoint", "counts"])
    return True


def _changer(object_key: str, changes: dict[str, Any], by: User) -> bulk.Changer:
    changer = bulk.find(object_key)
    if changer is None:
        raise CannotChange(_("This kind of record cannot be changed in bulk."), field="object")
    if not changes:
        raise CannotChange(_("Say what is to be changed."), field="changes")
    changer.check(changes, by)
    return changer


def _found(changer: bulk.Changer, given: dict[str, Any], by: User) -> Any:
    if not given:
        raise CannotChange(_("Say which records are meant."), field="filter")
    try:
        query = parse(_parameters(given), changer.plan, by)
        return matching(query, by)[0]
    except BadQuery as problem:
        raise CannotChange(problem.message, field="filter") from problem


def _parameters(given: dict[str, Any]) -> dict[str, list[str]]:
    """A filter as the parameters of a list: groups of conditions, or values by name."""
    if (len(given) == 1 and next(iter(given)) in {"all", "any"}) or "field" in given:
        return {"filter": [json.dumps(given)]}
    found = {}
    for name, value in given.items():
        if name in {"cursor", "limit", "sort", "columns"}:
            raise CannotChange(_("There is no filter “%(name)s” here.") % {"name": name}, field="filter")
        values = value if isinstance(value, list) else [value]
        found[name] = [("yes" if one else "no") if isinstance(one, bool) else str(one) for one in values]
    return found
