"""Which rows are customers we have: found with one query per kind of key for a whole batch, judged by rules.

The rules, in this order, as far as the import uses them:

1. the same external id of the same system: the same customer, whatever else differs;
2. the same phone number or mail address, and a name that agrees: the same (a family shares a number, so a number alone
   is not enough);
3. an organisation of the same name and place whose external id, if both have one, is not another;
4. a person of the same name, where the row has no number, address or id that would tell him from others.

Where two customers fit equally well the row is handed back: to choose is a person's business.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.customers.cleaning.names import match_key
from kehu.customers.importing.drafts import ORGANISATION, Draft
from kehu.customers.matching.organisation_names import read
from kehu.customers.matching.person_names import person_key
from kehu.foundation.transfer.targets import Context
from kehu.foundation.values import names
from kehu.foundation.values.folding import fold


@dataclass(slots=True)
class Known:
    """What matching must know of a customer: one of the database, or one that the batch is about to make."""

    id: UUID
    kind: str
    name: str
    systems: dict[str, str] = field(default_factory=dict)  # his external id by system


@dataclass(frozen=True, slots=True)
class Found:
    """`by` is the rule that found him. `trashed`: only somebody in the trash has the row's external id."""

    customer: Known | None = None
    by: str = ""
    several: bool = False
    trashed: bool = False


NOBODY = Found()


class Matcher:
    """Finds the customers of one batch. Rows are asked in order; each new customer is added, so that a later row of the
    same batch finds him.
    """

    def __init__(self, drafts: Sequence[Draft], context: Context, *, system: str, references: Iterable[str] = ()):
        self.context = context
        self.system = system
        self._references = {text: match_key(text, is_person=False) for text in references}
        self._ids: dict[tuple[str, str], UUID] = {}
        self._trashed: set[tuple[str, str]] = set()
        self._phones: dict[str, set[UUID]] = defaultdict(set)
        self._emails: dict[str, set[UUID]] = defaultdict(set)
        self._names: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self.known: dict[UUID, Known] = {}
        self.recalled: set[UUID] = set()
        self._read(drafts)

    def find(self, draft: Draft) -> Found:
        for pair in draft.external_ids if self.context.matches_by("external_id") else ():
            key = _pair(pair)
            if owner := self._ids.get(key):
                return Found(self.known[owner], "external_id")
            if key in self._trashed:
                return Found(trashed=True)
        for rule, keys, index in (
            ("phone", draft.phone_keys, self._phones), ("email", draft.email_keys, self._emails),
        ):  # fmt: skip
            if keys and self.context.matches_by(rule):
                fitting = {one for key in keys for one in index.get(key, ()) if self._agree(draft, self.known[one])}
                if fitting:
                    return self._only(draft, fitting, rule)
        if self.context.matches_by("name") and (not draft.is_person or not draft.has_strong_key):
            same = [self.known[one] for one in self._names.get((draft.kind, draft.match_key), ())]
            fitting = {one.id for one in same if _same_name(draft, one) and not _contradicts(draft, one)}
            if fitting:
                return self._only(draft, fitting, "name")
        return NOBODY

    def reference(self, text: str) -> Found:
        """The organisation that a row names, by its external id or by its name."""
        if owner := self._ids.get((self.system, text.strip())):
            return Found(self.known[owner], "external_id")
        same = self._names.get((ORGANISATION, self._references[text]), ())
        fitting = [one for one in same if same_organisation(text, self.known[one].name)]
        if len(fitting) > 1:
            fitting = [one for one in fitting if fold(self.known[one].name) == fold(text)] or fitting
        return Found(self.known[fitting[0]], "name") if len(fitting) == 1 else Found(several=bool(fitting))

    def reference_key(self, text: str) -> str:
        return self._references[text]

    def add(self, draft: Draft, customer_id: UUID) -> None:
        """A customer that this batch makes, or what it adds to one."""
        known = self.known.setdefault(customer_id, Known(customer_id, draft.kind, draft.name))
        for pair in draft.external_ids:
            self._ids.setdefault(_pair(pair), customer_id)
            known.systems.setdefault(*_pair(pair))
        for key in draft.phone_keys:
            self._phones[key].add(customer_id)
        for key in draft.email_keys:
            self._emails[key].add(customer_id)
        self._names[draft.kind, draft.match_key].add(customer_id)

    def _only(self, draft: Draft, fitting: set[UUID], rule: str) -> Found:
        """The one that fits; of several, the one that fits in more than one way."""
        if len(fitting) > 1:
            votes = {one: self._votes(draft, one) for one in fitting}
            best = max(votes.values())
            fitting = {one for one in fitting if votes[one] == best}
        if len(fitting) > 1:
            return Found(several=True)
        return Found(self.known[fitting.pop()], rule)

    def _votes(self, draft: Draft, one: UUID) -> int:
        shared = sum(one in self._phones.get(key, ()) for key in draft.phone_keys)
        shared += sum(one in self._emails.get(key, ()) for key in draft.email_keys)
        return 2 * shared + (fold(self.known[one].name) == fold(draft.name))

    def _agree(self, draft: Draft, other: Known) -> bool:
        """Whether two names may be one customer's, given that they share a number or an address."""
        if draft.kind != other.kind:
            return not draft.kind_given and fold(draft.name) == fold(other.name)
        if fold(draft.name) == fold(other.name):
            return True
        if draft.is_person:
            return same_person(draft.name, other.name)
        ours, theirs = read(draft.name), read(other.name)
        return bool(ours.core) and ours.core == theirs.core and ours.branch == theirs.branch

    def _read(self, drafts: Sequence[Draft]) -> None:
        by_system: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            for pair in draft.external_ids:
                system, value = _pair(pair)
                by_system[system].add(value)
        by_system[self.system].update(text.strip() for text in self._references)
        phones = {key for draft in drafts for key in draft.phone_keys}
        emails = {key for draft in drafts for key in draft.email_keys}
        keys = {one.match_key for one in drafts if one.match_key and not (one.is_person and one.has_strong_key)}
        keys |= set(self._references.values()) - {""}
        with connection.cursor() as cursor:
            # A table that grows by the import itself has no statistics yet; without this it would be read whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
            for system, values in by_system.items():
                if values:
                    self._read_ids(cursor, system, list(values))
            if phones or emails:
                self._read_points(cursor, [*phones, *emails])
            found = {*self._ids.values(), *_members(self._phones), *_members(self._emails)}
            self._read_customers(cursor, list(found), list(keys))
            self._read_systems(cursor, [*by_system])
            cursor.execute("SET LOCAL enable_seqscan = on")
        self._recall(drafts)

    def _read_ids(self, cursor: Any, system: str, values: list[str]) -> None:
        cursor.execute(
            "SELECT e.value, e.customer_id, c.deleted_at IS NOT NULL FROM customers_externalid e"
            " JOIN customers_customer c ON c.id = e.customer_id WHERE e.system = %s AND e.value = ANY(%s)",
            [system, values],
        )
        for value, customer_id, trashed in cursor.fetchall():
            if trashed:
                self._trashed.add((system, value))
            else:
                self._ids[system, value] = customer_id

    def _read_points(self, cursor: Any, values: list[str]) -> None:
        cursor.execute(
            "SELECT p.kind, p.normalised, p.customer_id FROM customers_contactpoint p"
            " WHERE p.normalised = ANY(%s) AND p.kind IN ('phone', 'fax', 'email') AND p.contact_id IS NULL",
            [values],
        )
        for kind, value, customer_id in cursor.fetchall():
            (self._emails if kind == "email" else self._phones)[value].add(customer_id)

    def _read_customers(self, cursor: Any, ids: list[UUID], keys: list[str]) -> None:
        columns = "SELECT id, kind, name, match_key FROM customers_customer WHERE deleted_at IS NULL AND "
        # The index leaves the empty key out; of more than a hundred keys PostgreSQL does not see that none is.
        named = "match_key <> '' AND match_key = ANY(%s)"
        for condition, wanted in (("id = ANY(%s)", ids), (named, keys)):
            if wanted:
                cursor.execute(columns + condition, [wanted])
                for customer_id, kind, name, key in cursor.fetchall():
                    self.known[customer_id] = Known(customer_id, kind, name)
                    self._names[kind, key].add(customer_id)
        for index in (self._phones, self._emails):
            for key in list(index):
                index[key] &= self.known.keys()

    def _read_systems(self, cursor: Any, systems: list[str]) -> None:
        if not systems or not self.known:
            return
        cursor.execute(
            "SELECT customer_id, system, value FROM customers_externalid"
            " WHERE customer_id = ANY(%s) AND system = ANY(%s)",
            [list(self.known), systems],
        )
        for customer_id, system, value in cursor.fetchall():
            self.known[customer_id].systems[system] = value

    def _recall(self, drafts: Sequence[Draft]) -> None:
        """During a check: the customers that earlier batches would have made."""
        if not self.context.memory.remembers:
            return
        wanted = {key: (draft, key) for draft in drafts for key in keys_of(draft)}
        for key, record_id in self.context.memory.recall(wanted).items():
            draft, _key = wanted[key]
            self.recalled.add(record_id)
            self.known.setdefault(record_id, Known(record_id, draft.kind, draft.name))
            rule, _colon, value = key.partition(":")
            if rule == "id":
                self._ids.setdefault((self.system, value), record_id)
            elif rule == "phone":
                self._phones[value.split("|")[0]].add(record_id)
            elif rule == "email":
                self._emails[value.split("|")[0]].add(record_id)
            else:
                self._names[draft.kind, draft.match_key].add(record_id)


def keys_of(draft: Draft) -> list[str]:
    """What a check remembers of a customer: his identifiers, and each number together with his name."""
    who = person_key(draft.name) if draft.is_person else draft.match_key
    return [
        *(f"id:{_pair(pair)[1]}" for pair in draft.external_ids),
        *(f"phone:{key}|{who}" for key in draft.phone_keys),
        *(f"email:{key}|{who}" for key in draft.email_keys),
        *([f"name:{draft.kind}|{fold(draft.name)}"] if not draft.is_person or not draft.has_strong_key else []),
    ]


def _pair(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].strip().lower(), pair[1].strip()


def _members(index: dict[str, set[UUID]]) -> Iterable[UUID]:
    return (one for members in index.values() for one in members)


def same_person(ours: str, theirs: str) -> bool:
    """Whether two names are one person's: spelling and script apart, or a surname with a title."""
    if person_key(ours) == person_key(theirs):
        return True
    one, other = names.parse(ours), names.parse(theirs)  # 张先生 and 张伟
    return bool(one.family) and fold(one.family) == fold(other.family) and not (one.given and other.given)


def _same_name(draft: Draft, other: Known) -> bool:
    if draft.is_person:
        return fold(draft.name) == fold(other.name)
    return same_organisation(draft.name, other.name)


def same_organisation(one: str, other: str) -> bool:
    """Whether two names are one organisation's: legal form and spelling apart, but not place or branch."""
    if fold(one) == fold(other):
        return True
    ours, theirs = read(one), read(other)
    same = bool(ours.core) and (ours.core, ours.branch, ours.form) == (theirs.core, theirs.branch, theirs.form)
    return same and (ours.place == theirs.place or not ours.place or not theirs.place)


def _contradicts(draft: Draft, other: Known) -> bool:
    """Two identifiers of one system are two customers, if the name is all that speaks for one."""
    return any(other.systems.get(system, value) != value for system, value in map(_pair, draft.external_ids))
