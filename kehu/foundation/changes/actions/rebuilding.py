"""After rows were written past the actions, what is derived from them is made anew."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from kehu.foundation.audit.triggers import subject_column
from kehu.foundation.changes.actions.judging import Plan
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.folding import Key, Values
from kehu.foundation.changes.queries.references import model_of, subject_table
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

Written = tuple[str, frozenset[str] | None]
"""A table, and the columns that were written; None for rows that came or went."""


def rebuild(plan: Plan) -> None:
    """Call `ObjectType.refresh` with the ids of every touched record and of those on whose history it was shown, where
    something is derived from what was written.
    """
    touched: dict[tuple[str, Written], set[UUID]] = defaultdict(set)
    for key, values in (*((key, {}) for key in plan.remove), *plan.bring_back.items()):
        _touch(touched, plan, key, values, None)
    for key, values in plan.restore.items():
        _touch(touched, plan, key, values, frozenset(values))
    outdated: dict[str, set[UUID]] = defaultdict(set)
    for (table, written), ids in touched.items():
        for kind, some in _by_kind(table, ids):
            if kind.refresh and kind.is_derived_from(*written):
                outdated[kind.key].update(some)
    for name, ids in outdated.items():
        refresh = registry.get(name).refresh
        assert refresh is not None
        refresh(sorted(ids))


def _touch(
    touched: dict[tuple[str, Written], set[UUID]], plan: Plan, key: Key, values: Values, columns: frozenset[str] | None
) -> None:
    table, record_id = key
    touched[table, (table, columns)].add(record_id)
    if subject := subject_table(table):
        subjects = touched[subject, (table, columns)]
        subjects |= plan.nets[key].subjects
        column = subject_column(model_of(table))  # type: ignore[arg-type]
        if column != "id" and (before := entries.as_id(values.get(column))):
            subjects.add(before)


def _by_kind(table: str, ids: set[UUID]) -> Iterable[tuple[ObjectType, list[UUID]]]:
    model = model_of(table)
    found: dict[str, list[UUID]] = defaultdict(list)
    for record_id, kind in (registry.of_rows(model, ids) if model else {}).items():
        found[kind.key].append(record_id)
    return [(registry.get(key), some) for key, some in found.items()]
