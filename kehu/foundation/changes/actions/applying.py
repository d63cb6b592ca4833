"""Carries out a plan: set-based, in a savepoint; where a constraint objects, row by row."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models.expressions import RawSQL

from kehu.foundation.changes.actions.judging import Plan, Reason
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.folding import Key, Values
from kehu.foundation.changes.queries.references import columns_of, references_to

# What a constraint or a trigger of the database answers when it refuses a row.
REFUSED = (IntegrityError, InternalError)


def apply(plan: Plan, *, final: bool) -> None:
    """Remove, restore and bring back what the plan says. What the database refuses is moved to `plan.waiting`, or,
    when `final`, to `plan.kept`.
    """
    try:
        with transaction.atomic():
            _remove(plan.remove)
            _restore(plan.restore)
            _bring_back(plan.bring_back)
            _check_constraints()
    except REFUSED:
        _one_by_one(plan, final=final)


def _check_constraints() -> None:
    """Have the deferred foreign keys checked now, where the savepoint can still take the batch back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _one_by_one(plan: Plan, *, final: bool) -> None:
    """Try each row by itself, again and again while that gets further: one row may stand in another's way."""
    steps: dict[Key, Callable[[], None]] = {key: lambda key=key: _remove({key}) for key in plan.remove}
    steps |= {key: lambda key=key: _restore({key: plan.restore[key]}) for key in plan.restore}
    steps |= {key: lambda key=key: _bring_back({key: plan.bring_back[key]}) for key in plan.bring_back}
    while refused := {key: step for key, step in steps.items() if not _tried(step)}:
        if len(refused) == len(steps):
            break
        steps = refused
    if not final:
        plan.waiting |= set(refused)
    elif not (refused and _tried(lambda: _exchange(plan, set(refused)))):
        for key in refused:
            _give_up(plan, key)
    for key in plan.waiting | {kept.key for kept in plan.kept if not kept.column}:
        plan.remove.discard(key)
        plan.restore.pop(key, None)
        plan.bring_back.pop(key, None)


def _tried(step: Callable[[], None]) -> bool:
    try:
        with transaction.atomic():
            step()
            _check_constraints()
    except REFUSED:
        return False
    return True


def _exchange(plan: Plan, keys: set[Key]) -> None:
    """Rows that had exchanged a unique value with one another can go back only together: taken out, and put in again
    under the same ids (foreign keys are checked at the end).
    """
    if not keys <= set(plan.restore):
        raise IntegrityError
    for table, ids in entries.by_table(keys).items():
        now = entries.rows_now(table, ids)
        _execute(f"DELETE FROM {_quoted(table)} WHERE id = ANY(%s::uuid[])", [entries.as_array(ids)])
        _bring_back({(table, record_id): row | plan.restore[table, record_id] for record_id, row in now.items()})


def _give_up(plan: Plan, key: Key) -> None:
    """Nothing helped: of an updated row each column that can go back does, the rest is kept and said."""
    if key not in plan.restore:
        plan.keep(key, Reason.REFERRED if key in plan.remove else Reason.CONFLICT)
        return
    for column, value in plan.restore[key].items():
        if not _tried(lambda column=column, value=value: _restore({key: {column: value}})):
            plan.keep(key, Reason.CONFLICT, column)


def _remove(keys: Iterable[Key]) -> None:
    for table, ids in entries.by_table(keys).items():
        _clear_dependants(table, ids)
        _execute(f"DELETE FROM {_quoted(table)} WHERE id = ANY(%s::uuid[])", [entries.as_array(ids)])


def _clear_dependants(table: str, ids: list[UUID]) -> None:
    """Derived rows, and rows that hold nothing back, go with the record they belong to."""
    dependent = [one for one in references_to(table) if one.goes_along or one.yields is not None]
    among = RawSQL("SELECT unnest(%s::uuid[])", [entries.as_array(ids)])
    for reference in dependent:
        rows = reference.model._base_manager.filter(**{f"{reference.column}__in": among})
        if reference.cascades and not reference.audited:
            rows.delete()
        elif reference.empties:
            rows.update(**{reference.column: None})
        elif reference.yields is not None:
            rows.filter(reference.yields).delete()


def _restore(values: dict[Key, Values]) -> None:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (table, record_id), columns in values.items():
        row = entries.as_json({"id": json.dumps(str(record_id)), **columns})
        groups[table, tuple(sorted(columns))].append(row)
    for (table, names), rows in groups.items():
        assignments = ", ".join(f"{_quoted(name)} = v.{_quoted(name)}" for name in names)
        _execute(
            f"UPDATE {_quoted(table)} t SET {assignments}"
            f" FROM jsonb_populate_recordset(NULL::{_quoted(table)}, %s::jsonb) v WHERE t.id = v.id",
            [f"[{','.join(rows)}]"],
        )


def _bring_back(rows: dict[Key, Values]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for (table, _record_id), values in rows.items():
        # A version of its own: the row as it was after the set's last change has had the one in the trail.
        version = json.loads(values.get("version", "0")) + 1
        groups[table].append(entries.as_json({**values, "version": str(version)}))
    for table, documents in groups.items():
        names = ", ".join(_quoted(column) for column in columns_of(table))
        _execute(
            f"INSERT INTO {_quoted(table)} ({names})"
            f" SELECT {names} FROM jsonb_populate_recordset(NULL::{_quoted(table)}, %s::jsonb)",
            [f"[{','.join(documents)}]"],
        )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _execute(statement: str, parameters: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
