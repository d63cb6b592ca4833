"""Rows that add something to customers: contacts, contact points, relationships. All go through the bulk update."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import create_many, update_many
from kehu.customers.entries import CustomerUpdate, NewCustomer, NewRelationship
from kehu.customers.importing.finding import CustomerUnknown, Finder, Named
from kehu.customers.models import Customer, Relationship, RelationshipType
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, FAILED, SKIPPED, Context, Entry, Outcome, Writer


class AddingWriter(Writer):
    """Finds the customers that the rows name, and adds to them in one bulk update, each row on its own feet."""

    references: tuple[str, ...] = ("customer",)
    makes_customers = False

    def __init__(self, context: Context):
        self.context = context
        self.system = context.source or "import"
        self.region = Company.objects.current().phone_region or "CN"

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        texts = {one.values[key] for one in entries for key in self.references if key in one.values}
        self.finder = Finder(texts, by=self.context.by, system=self.system, region=self.region)
        if self.makes_customers:
            self._make_missing(texts)
        outcomes: dict[int, Outcome] = {}
        found: dict[int, tuple[Entry, UUID]] = {}
        for entry in entries:
            try:
                found[entry.number] = (entry, self._customer(entry, self.references[0]).id)
            except Refusal as refusal:
                outcomes[entry.number] = failed(refusal)
        self.read([customer_id for _entry, customer_id in found.values()])
        todo = list(found.values())
        while todo:  # one row of each customer at a time, so that a bad one stands for itself
            now: dict[UUID, Entry] = {}
            later = []
            for entry, customer_id in todo:
                if customer_id in now:
                    later.append((entry, customer_id))
                else:
                    now[customer_id] = entry
            outcomes.update(self._round(now))
            todo = later
        return [outcomes[entry.number] for entry in entries]

    def read(self, customer_ids: Iterable[UUID]) -> None:
        """What the customers have already, for the whole batch."""

    @abstractmethod
    def update(self, entry: Entry, customer_id: UUID) -> tuple[CustomerUpdate | None, UUID | None]:
        """What the row adds and the id of what it makes; nothing and the id of what is there already. May refuse."""

    def _round(self, rows: dict[UUID, Entry]) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        updates: list[CustomerUpdate] = []
        numbers: list[int] = []
        for customer_id, entry in rows.items():
            try:
                update, record_id = self.update(entry, customer_id)
            except Refusal as refusal:
                outcomes[entry.number] = failed(refusal)
                continue
            outcomes[entry.number] = Outcome(CREATED if update else SKIPPED, record_id)
            if update:
                updates.append(update)
                numbers.append(entry.number)
        if updates:
            done = update_many(
                updates, by=self.context.by, change_set=self.context.change_set, verb=CustomerVerb.IMPORT
            )
            for place, refusal in done.refused.items():
                outcomes[numbers[place]] = failed(refusal)
            for place in done.missing:
                name = self.finder.name_of(updates[place].id)
                outcomes[numbers[place]] = failed(Refusal(_("You may not change “%(name)s”.") % {"name": name}))
            for customer_id in done.same:
                number = rows[customer_id].number
                outcomes[number] = Outcome(SKIPPED, outcomes[number].record_id)
        return outcomes

    def _customer(self, entry: Entry, field: str) -> Named:
        text = entry.values.get(field)
        if not text:
            raise CustomerUnknown(_("This may not be empty."), field=field)
        return self.finder.find(text, field=field)

    def _make_missing(self, texts: set[str]) -> None:
        wanted = [text for text in sorted(texts) if self.finder.missing(text)]
        if wanted:
            entries = [NewCustomer({"kind": Customer.Kind.ORGANISATION, "name": text.strip()[:200]}) for text in wanted]
            create_many(entries, by=self.context.by, change_set=self.context.change_set, verb=CustomerVerb.IMPORT)
            self.finder = Finder(texts, by=self.context.by, system=self.system, region=self.region)


class RelationshipWriter(AddingWriter):
    references = ("from_customer", "to_customer")

    def __init__(self, context: Context):
        super().__init__(context)
        self._types = relationship_words()

    def read(self, customer_ids: Iterable[UUID]) -> None:
        ids = list(customer_ids)
        rows = Relationship.objects.filter(until=None, from_customer__in=ids).values_list(
            "from_customer_id", "type__key", "to_customer_id", "pk"
        )
        self._standing = {(start, kind, end): pk for start, kind, end, pk in rows}

    def update(self, entry: Entry, customer_id: UUID) -> tuple[CustomerUpdate | None, UUID | None]:
        values = entry.values
        word = str(values.get("type", "")).strip()
        key, backwards = self._types.get(word.lower(), ("", False))
        if not key:
            raise CustomerUnknown(_("“%(value)s” is no kind of relationship.") % {"value": word[:60]}, field="type")
        other = self._customer(entry, "to_customer").id
        start, end = (other, customer_id) if backwards else (customer_id, other)
        if existing := self._standing.get((start, key, end)):
            return None, existing
        relation = NewRelationship(
            key, other, backwards, values.get("since"), values.get("until"), values.get("note", "")
        )
        return CustomerUpdate(customer_id, relationships=[relation]), customer_id


def relationship_words() -> dict[str, tuple[str, bool]]:
    """What a relationship may be called, in every language and both directions: its type, and whether backwards."""
    words: dict[str, tuple[str, bool]] = {}
    for kind in RelationshipType.objects.all():
        words[kind.key.lower()] = words[kind.key.replace("_", " ").lower()] = (kind.key, False)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words.setdefault(kind.forward_label.lower(), (kind.key, False))
                words.setdefault(kind.reverse_label.lower(), (kind.key, True))
    return words


def failed(refusal: Refusal) -> Outcome:
    return Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
