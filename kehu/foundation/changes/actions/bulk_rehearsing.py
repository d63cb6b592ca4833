"""What a bulk change would do, found out by doing it and rolling it back: preview and deed cannot differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import bulk_running, change_sets
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.changes.standard import verb_of
from kehu.foundation.lists.pages import plan_of
from kehu.foundation.lists.query import parse
from kehu.foundation.lists.values import Cell, Values, titles_of
from kehu.foundation.objects import registry

LOOKED_AT = 500
SAMPLES = 5
NAMED = 50


@dataclass(frozen=True)
class Difference:
    """One field of one record, before and after."""

    before: Cell
    after: Cell


@dataclass(frozen=True)
class Sample:
    id: UUID
    title: str
    differences: list[Difference]


@dataclass(frozen=True)
class Reason:
    """Why some records are left as they are; `records` are (id, title) of the first of them."""

    text: str
    number: int
    records: list[tuple[UUID, str]]


@dataclass(frozen=True)
class Rehearsal:
    """`selected` records are meant. The first `looked_at` of them were tried: so many would be `changed`, are the
    `same` already, and are refused for each of `reasons`. `out_of_reach` counts, of all selected, those the user may
    not edit. `mark` goes to `bulk_running.begin`, which then refuses if other records match by then.
    """

    selected: int
    looked_at: int
    changed: int
    same: int
    reasons: list[Reason]
    samples: list[Sample]
    out_of_reach: int
    mark: str

    @property
    def whole(self) -> bool:
        return self.looked_at >= self.selected

    @property
    def refused(self) -> int:
        return sum(one.number for one in self.reasons)


def rehearse(*, selection: Selection, verb: str, given: Mapping[str, Any], by: User) -> Rehearsal:
    """Raises what `bulk_running.begin` raises."""
    bulk_running.require(selection.object_key, verb, given, by)
    kind = registry.get(selection.object_key)
    pinned = selection.pinned(by)
    selected = pinned.count(by)
    ids = pinned.take(by, "", LOOKED_AT)
    editable = kind.model_class._default_manager.all().editable_by(by).order_by()  # type: ignore[attr-defined]
    within = selection.rows(by).filter(pk__in=editable.values("pk")).count() if selected > len(ids) else None
    fields = _fields(selection.object_key, verb, given)
    with transaction.atomic():
        change_set = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title="", object_key=selection.object_key, by=by)
        change_set.asked = {"verb": verb, "given": dict(given)}
        before = _cells(selection.object_key, ids, fields, by)
        outcome = bulk_running.applied(change_set, ids, by)
        after = _cells(selection.object_key, outcome.changed[:SAMPLES], fields, by)
        transaction.set_rollback(True)
    out = len(outcome.missing) if within is None else selected - within
    return Rehearsal(
        selected, len(ids), len(outcome.changed), len(outcome.same), _reasons(selection.object_key, outcome, by),
        _samples(selection.object_key, outcome.changed[:SAMPLES], before, after, by), out, pinned.mark(by),
    )  # fmt: skip


def _fields(object_key: str, verb: str, given: Mapping[str, Any]) -> list[str]:
    if verb == bulk_running.EDIT:
        return list(_flat(given))
    if verb == bulk_running.EACH:
        return list(dict.fromkeys(key for changes in given.values() for key in _flat(changes)))
    declared = verb_of(object_key, verb)
    return list(declared.shows) if declared else []


def _flat(changes: Mapping[str, Any]) -> Iterable[str]:
    for key, value in changes.items():
        if key == "custom" and isinstance(value, Mapping):
            yield from (f"custom.{one}" for one in value)
        else:
            yield key


def _cells(object_key: str, ids: list[UUID], fields: list[str], by: User) -> dict[UUID, list[Cell]]:
    """The values of the fields as the user may read them."""
    plan = plan_of(registry.get(object_key))
    shown = [key for key in fields if key in plan.columns(by)]
    if not shown or not ids:
        return {}
    values = Values(parse({"columns": [",".join(shown)]}, plan, by), by)
    rows = registry.get(object_key).model_class._default_manager.all().visible_to(by).filter(pk__in=ids)  # type: ignore[attr-defined]
    raw = [(one[0], one[1:]) for one in rows.order_by("pk").values_list("pk", *values.paths)]
    return {row.id: row.cells for row in values.rows(raw)}


def _samples(
    object_key: str, ids: list[UUID], before: dict[UUID, list[Cell]], after: dict[UUID, list[Cell]], by: User
) -> list[Sample]:
    titles = titles_of(object_key, ids, by)
    return [
        Sample(
            key, titles.get(str(key), ""),
            [Difference(*pair) for pair in zip(before.get(key, ()), after.get(key, ()), strict=False)],
        )
        for key in ids
    ]  # fmt: skip


def _reasons(object_key: str, outcome: Applied, by: User) -> list[Reason]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for key, refusal in outcome.refused.items():
        found[refusal.message].append(key)
    if outcome.missing:
        found[bulk_running.out_of_reach()] += outcome.missing
    named = {key for ids in found.values() for key in ids[:NAMED]}
    titles = titles_of(object_key, named, by)
    return [
        Reason(text, len(ids), [(key, titles[str(key)]) for key in ids[:NAMED] if str(key) in titles])
        for text, ids in sorted(found.items(), key=lambda pair: -len(pair[1]))
    ]
