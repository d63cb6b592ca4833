"""The algebra of taking back: what one change set did to one row, all told, and what others did to it afterwards.

Values are kept as the JSON text that PostgreSQL wrote, so that comparing and writing back loses nothing (a decimal
with eighteen digits is not a float).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

# Kept by triggers on every update; they say nothing about the content of a row.
BOOKKEEPING = frozenset({"version", "updated_at"})

# JSON columns with a field of the company's own under each key: they go back key by key.
KEYED = frozenset({"custom"})

Values = dict[str, str]
Key = tuple[str, UUID]  # table, record


@dataclass(frozen=True)
class Entry:
    """One audit entry; `ours` when it belongs to the change set that is taken back."""

    id: int
    key: Key
    subject_id: UUID | None
    action: str
    actor_id: UUID | None
    ours: bool
    old: Values
    new: Values


@dataclass(frozen=True)
class Since:
    """Others changed a column after the set: the value it had at the end of the set, and who changed it last."""

    value: str
    actor_id: UUID | None


@dataclass
class Net:
    """`before` and `after` hold the columns that the set changed (`before` the whole row where the set deleted it);
    `since` holds the columns that others changed after the set touched them last.
    """

    key: Key
    existed: bool = False
    exists: bool = False
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    since: dict[str, Since] = field(default_factory=dict)
    subjects: set[UUID] = field(default_factory=set)
    deleted_since_by: UUID | None = None

    @property
    def created(self) -> bool:
        return self.exists and not self.existed

    @property
    def deleted(self) -> bool:
        return self.existed and not self.exists

    @property
    def updated(self) -> bool:
        return self.existed and self.exists


def fold(entries: Iterable[Entry]) -> dict[Key, Net]:
    """The net effect per row, from entries in the order of their ids. Entries of others count only from the set's
    first entry of the row on; rows without an entry of ours are left out.
    """
    nets: dict[Key, Net] = {}
    for entry in entries:
        net = nets.get(entry.key)
        if net is None:
            if not entry.ours:
                continue
            net = nets[entry.key] = Net(entry.key, existed=entry.action != "I")
        if entry.subject_id:
            net.subjects.add(entry.subject_id)
        (_ours if entry.ours else _others)(net, entry)
    return nets


def _ours(net: Net, entry: Entry) -> None:
    for column, old in entry.old.items():
        since = net.since.pop(column, None)
        if not net.existed:
            continue
        if column not in net.before:
            net.before[column] = old
        elif since:
            # What others wrote in between is what the row goes back to.
            net.before[column] = _rebased(net.before[column], since.value, old) if column in KEYED else old
    if entry.action == "D":
        net.exists = False
        net.after.clear()
    else:
        net.exists = True
        net.after.update(entry.new)


def _others(net: Net, entry: Entry) -> None:
    for column, old in entry.old.items():
        if column not in BOOKKEEPING:
            first = net.since.get(column)
            net.since[column] = Since(first.value if first else old, entry.actor_id)
    if entry.action == "D":
        net.deleted_since_by = entry.actor_id


def changed_since(net: Net, now: Values) -> dict[str, Since]:
    """The columns whose value today differs from the one at the end of the set because others changed them."""
    return {column: since for column, since in net.since.items() if column in now and now[column] != since.value}


@dataclass(frozen=True)
class Restoration:
    """What goes back in an updated row, and what stays because it was changed since: (what the set had made of it, what
    it is now) by column, or by column and key.
    """

    values: Values
    kept: dict[str, tuple[str, str]]


def restoration(net: Net, now: Values) -> Restoration:
    back: Values = {}
    kept: dict[str, tuple[str, str]] = {}
    for column, old in net.before.items():
        if column in BOOKKEEPING or column not in now or now[column] == old:
            continue
        at_the_end = net.after.get(column, net.since[column].value if column in net.since else now[column])
        if at_the_end == old:
            continue  # the set itself had put it back
        if now[column] == at_the_end:
            back[column] = old
        elif column in KEYED:
            _restore_keys(column, (old, at_the_end, now[column]), back, kept)
        else:
            kept[column] = (at_the_end, now[column])
    return Restoration(back, kept)


def _restore_keys(column: str, texts: tuple[str, str, str], back: Values, kept: dict[str, tuple[str, str]]) -> None:
    """Of a JSON object, the keys that the set changed and nobody else since."""
    before, end, now = (members(text) for text in texts)
    result = dict(now)
    for key in before.keys() | end.keys():
        if before.get(key) == end.get(key) or now.get(key) == before.get(key):
            continue
        if now.get(key) != end.get(key):
            kept[f"{column}.{key}"] = (end.get(key, "null"), now.get(key, "null"))
        elif key in before:
            result[key] = before[key]
        else:
            del result[key]
    if result != now:
        back[column] = as_object(result)


def _rebased(before: str, end: str, old: str) -> str:
    """The keys of a JSON object as they were before the set, but as they came to be where others changed them between
    `end`, the set's own last word, and `old`.
    """
    first, last, now = members(before), members(end), members(old)
    result = {key: text for key, text in now.items() if last.get(key) != text}
    result |= {key: text for key, text in first.items() if last.get(key) == now.get(key)}
    return as_object(result)


def members(text: str) -> Values:
    """The JSON texts of an object's members, as they are written."""
    if not text.startswith("{"):
        return {}
    decoder, found, at = json.JSONDecoder(), {}, 1
    while (at := _skip(text, at)) < len(text) and text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        _value, end = decoder.raw_decode(text, at)
        found[key], at = text[at:end], end
    return found


def as_object(values: Values) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{text}" for key, text in values.items()) + "}"


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \n\t,:":
        at += 1
    return at
