"""Decides, for one batch of rows, what goes back and what stays. Reads and locks, writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kehu.foundation.changes.models import ChangeSet, KeptChange
from kehu.foundation.changes.queries import entries, folding
from kehu.foundation.changes.queries.folding import Key, Net, Values
from kehu.foundation.changes.queries.holds import Hold, holds_on
from kehu.foundation.changes.queries.references import (
    Reference,
    columns_of,
    derived_columns,
    references_from,
    subject_table,
)

Reason = KeptChange.Reason


@dataclass(frozen=True)
class Kept:
    key: Key
    column: str
    reason: str
    value_now: str | None = None
    changed_by: UUID | None = None
    value_mine: str | None = None


@dataclass
class Plan:
    """What to do with the rows of one batch. `subjects` are the records whose derived data has to be rebuilt."""

    remove: set[Key] = field(default_factory=set)
    restore: dict[Key, Values] = field(default_factory=dict)
    bring_back: dict[Key, Values] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    waiting: set[Key] = field(default_factory=set)
    nets: dict[Key, Net] = field(default_factory=dict)

    def keep(
        self, key: Key, reason: str, column: str = "", now: str | None = None, by: UUID | None = None,
        mine: str | None = None,
    ) -> None:  # fmt: skip
        self.kept.append(Kept(key, column, reason, now, by, mine))

    def subject(self, key: Key) -> Key | None:
        """The row on whose history this one's changes are shown."""
        table = subject_table(key[0])
        net = self.nets.get(key)
        return (table, max(net.subjects)) if table and net and net.subjects else None


def judge(change_set: ChangeSet, keys: list[Key], since: entries.Extent, *, final: bool) -> Plan:
    """`final`: nothing is left that could still be decided elsewhere, so nothing may wait any more."""
    plan = Plan()
    there = {
        (table, record_id)
        for table, ids in sorted(entries.by_table(keys).items())
        if columns_of(table)
        for record_id in entries.lock_rows(table, ids)
    }
    plan.nets = {
        key: net
        for key, net in folding.fold(entries.entries_of(change_set.pk, keys, since)).items()
        if columns_of(key[0])
    }
    now = _rows_now(net for key, net in plan.nets.items() if key in there and (net.since or net.before))
    for key, net in plan.nets.items():
        _judge_row(plan, key, net, key in there, now.get(key, {}))
    _respect_holds(plan, change_set, since, final=final)
    _respect_targets(plan, change_set, since, final=final)
    return plan


def _rows_now(nets: Iterable[Net]) -> dict[Key, Values]:
    """The values today of the columns that matter."""
    wanted: dict[str, list[UUID]] = defaultdict(list)
    columns: dict[str, set[str]] = defaultdict(set)
    for net in nets:
        table, record_id = net.key
        wanted[table].append(record_id)
        columns[table] |= net.before.keys() | net.since.keys()
    return {
        (table, record_id): row
        for table, ids in wanted.items()
        for record_id, row in entries.rows_now(table, ids, columns[table]).items()
    }


def _judge_row(plan: Plan, key: Key, net: Net, is_there: bool, now: Values) -> None:
    derived = derived_columns(key[0])
    if net.created and is_there:
        changes = {c: since for c, since in folding.changed_since(net, now).items() if c not in derived}
        for column, since in changes.items():
            plan.keep(key, Reason.CHANGED, column, now[column], since.actor_id, since.value)
        if changes:
            plan.keep(key, Reason.CHANGED)
        else:
            plan.remove.add(key)
    elif net.updated and is_there:
        answer = folding.restoration(net, now)
        for column, (mine, value) in answer.kept.items():
            if column in derived:
                continue
            last = net.since.get(column.partition(".")[0])
            plan.keep(key, Reason.CHANGED, column, value, last.actor_id if last else None, mine)
        if answer.values:
            plan.restore[key] = answer.values
    elif net.updated:
        plan.keep(key, Reason.DELETED, by=net.deleted_since_by)
    elif net.deleted and not is_there:
        plan.bring_back[key] = net.before


def _respect_holds(plan: Plan, change_set: ChangeSet, since: entries.Extent, *, final: bool) -> None:
    """Rows that others refer to stay, and so do the rows that belong to one that stays, until nothing changes."""
    holds = [hold for hold in holds_on(plan.remove, set(plan.nets)) if not _goes_back(plan, hold)]
    undecided = set() if final else _undecided(change_set, {h.by for h in holds if h.by not in plan.nets}, since)
    staying = {kept.key for kept in plan.kept if not kept.column}
    children = defaultdict(list)
    for key in plan.remove:
        if (subject := plan.subject(key)) and subject != key:
            children[subject].append(key)
    while True:
        open_yet = undecided | plan.waiting
        going = plan.remove | open_yet
        waits = {hold.target for hold in holds if hold.target in plan.remove and hold.by in open_yet}
        held = {hold.target for hold in holds if hold.target in plan.remove and hold.by not in going}
        belong = {child for subject in staying for child in children[subject] if child in plan.remove} - held
        late = {child for subject in plan.waiting for child in children[subject] if child in plan.remove}
        if not (waits or held or belong or late):
            return
        for reason, keys in ((Reason.REFERRED, held), (Reason.BELONGS, belong)):
            for key in keys:
                plan.keep(key, reason)
        staying |= held | belong
        plan.waiting |= (waits | late) - staying
        plan.remove -= waits | late | staying


def _goes_back(plan: Plan, hold: Hold) -> bool:
    """The set itself had pointed the row here, and it is about to point elsewhere again."""
    return hold.reference.column in plan.restore.get(hold.by, {})


def _undecided(change_set: ChangeSet, keys: set[Key], since: entries.Extent) -> set[Key]:
    """Rows of the set in other batches about which nothing has been decided yet."""
    if not keys:
        return set()
    ids = [record_id for _table, record_id in keys]
    of_the_set = entries.touched(change_set.pk, ids, since)
    decided = set(
        change_set.kept.filter(record_id__in=ids, column="")
        .exclude(reason=Reason.WAITING)
        .values_list("record_id", flat=True)
    )
    return {key for key in keys if key[1] in of_the_set - decided}


def _respect_targets(plan: Plan, change_set: ChangeSet, since: entries.Extent, *, final: bool) -> None:
    """A value that refers to a row which is gone cannot go back; nor can a row that needs such a row."""
    wanted = _wanted_targets(plan)
    there = {key for table, ids in entries.by_table(wanted).items() for key in _present(table, ids)}
    while True:
        missing = {key for key in wanted if (key not in there and key not in plan.bring_back) or key in plan.remove}
        undecided = (
            set() if final else _undecided(change_set, missing - set(plan.nets), since) | (missing & plan.waiting)
        )
        before = len(plan.bring_back) + sum(map(len, plan.restore.values()))
        for key in list(plan.bring_back):
            _check_row(plan, key, missing, undecided)
        for key in list(plan.restore):
            _check_values(plan, key, missing, undecided)
        if before == len(plan.bring_back) + sum(map(len, plan.restore.values())):
            return


def _present(table: str, ids: list[UUID]) -> set[Key]:
    return {(table, record_id) for record_id in entries.existing(table, ids)}


def _wanted_targets(plan: Plan) -> set[Key]:
    return {
        target
        for key, values in (*plan.restore.items(), *plan.bring_back.items())
        for _reference, target in _targets(key, values)
    }


def _targets(key: Key, values: Values) -> list[tuple[Reference, Key]]:
    return [
        (reference, (reference.target, target))
        for reference in references_from(key[0])
        if (target := entries.as_id(values.get(reference.column)))
    ]


def _check_row(plan: Plan, key: Key, missing: set[Key], undecided: set[Key]) -> None:
    for reference, target in _targets(key, plan.bring_back[key]):
        if target not in missing:
            continue
        if target in undecided:
            plan.waiting.add(key)
        elif reference.nullable:
            plan.bring_back[key] = plan.bring_back[key] | {reference.column: "null"}
            plan.keep(key, Reason.GONE, reference.column)
            continue
        else:
            plan.keep(key, Reason.GONE)
        del plan.bring_back[key]
        return


def _check_values(plan: Plan, key: Key, missing: set[Key], undecided: set[Key]) -> None:
    for reference, target in _targets(key, plan.restore[key]):
        if target not in missing:
            continue
        if target in undecided:
            plan.waiting.add(key)
            del plan.restore[key]
            return
        plan.restore[key] = {c: v for c, v in plan.restore[key].items() if c != reference.column}
        plan.keep(key, Reason.GONE, reference.column)
    if not plan.restore[key]:
        del plan.restore[key]
