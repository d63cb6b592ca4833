"""After rows were written past the actions, what is derived from them is made anew."""

from collections import defaultdict
from uuid import UUID

from kehu.foundation.audit.triggers import subject_column
from kehu.foundation.changes.actions.judging import Plan
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.folding import Key, Values
from kehu.foundation.changes.queries.references import model_of, subject_table
from kehu.foundation.objects import registry


def rebuild(plan: Plan) -> None:
    """Call `ObjectType.refresh` with the ids of every touched record and of those on whose history it was shown."""
    touched: dict[str, set[UUID]] = defaultdict(set)
    written: dict[Key, Values] = {**{key: {} for key in plan.remove}, **plan.restore, **plan.bring_back}
    for key, values in written.items():
        table, record_id = key
        touched[table].add(record_id)
        if subject := subject_table(table):
            touched[subject] |= plan.nets[key].subjects
            column = subject_column(model_of(table))  # type: ignore[arg-type]
            if column != "id" and (before := entries.as_id(values.get(column))):
                touched[subject].add(before)
    for table, ids in touched.items():
        model = model_of(table)
        by_kind: dict[str, list[UUID]] = defaultdict(list)
        for record_id, kind in (registry.of_rows(model, ids) if model else {}).items():
            by_kind[kind.key].append(record_id)
        for name, some in by_kind.items():
            object_type = registry.get(name)
            if object_type.refresh:
                object_type.refresh(sorted(some))
