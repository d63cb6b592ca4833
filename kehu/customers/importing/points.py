"""Rows that are contact points, of customers and of their contacts."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import update_contacts
from kehu.customers.entries import ContactUpdate, CustomerUpdate, NewPoint
from kehu.customers.importing.additions import AddingWriter, failed
from kehu.customers.importing.finding import CustomerUnknown
from kehu.customers.matching.person_names import person_key
from kehu.customers.models import Contact, ContactPoint
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, SKIPPED, Entry, Outcome
from kehu.foundation.values import phones


class PointWriter(AddingWriter):
    """Points of customers, and of the contacts that the rows name beside them."""

    def read(self, customer_ids: Iterable[UUID]) -> None:
        contacts = Contact.objects.filter(customer__in=list(customer_ids), deleted_at=None)
        self._contacts: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        for pk, customer_id, name, external_id in contacts.values_list("pk", "customer_id", "name", "external_id"):
            for word in {person_key(name), external_id} - {""}:
                self._contacts[customer_id, word].append(pk)

    def _round(self, rows: dict[UUID, Entry]) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        updates: list[tuple[Entry, ContactUpdate, UUID]] = []
        for customer_id, entry in rows.items():
            if not entry.values.get("contact"):
                continue
            try:
                update, point_id = self.update(entry, customer_id)
                updates.append(
                    (entry, ContactUpdate(self._contact(entry, customer_id), points=update.points), point_id)
                )
            except Refusal as refusal:
                outcomes[entry.number] = failed(refusal)
        outcomes |= self._of_contacts(updates)
        return outcomes | super()._round({key: one for key, one in rows.items() if one.number not in outcomes})

    def _of_contacts(self, rows: list[tuple[Entry, ContactUpdate, UUID]]) -> dict[int, Outcome]:
        if not rows:
            return {}
        outcomes: dict[int, Outcome] = {}
        updates = [update for _entry, update, _point in rows]
        done = update_contacts(
            updates, by=self.context.by, change_set=self.context.change_set, verb=CustomerVerb.IMPORT
        )
        for place, (entry, update, point_id) in enumerate(rows):
            if place in done.refused:
                outcomes[entry.number] = failed(done.refused[place])
            elif place in done.missing:
                outcomes[entry.number] = failed(Refusal(_("You may not change this contact.")))
            else:
                outcomes[entry.number] = Outcome(CREATED if update.id in done.contacts else SKIPPED, point_id)
        return outcomes

    def _contact(self, entry: Entry, customer_id: UUID) -> UUID:
        word = str(entry.values["contact"]).strip()
        found = self._contacts.get((customer_id, word)) or self._contacts.get((customer_id, person_key(word)), [])
        if len(found) != 1:
            sentence = _("Several contacts are called “%(value)s”.") if found else _("There is no contact “%(value)s”.")
            raise CustomerUnknown(sentence % {"value": word[:60]}, field="contact")
        return found[0]

    def update(self, entry: Entry, customer_id: UUID) -> tuple[CustomerUpdate, UUID]:
        values = entry.values
        point = NewPoint(
            values.get("kind") or self._kind(values.get("value", "")), values.get("value", ""), values.get("label", ""),
            values.get("extension", ""), preferred=bool(values.get("preferred")), verified_at=values.get("verified_at"),
            invalid_since=values.get("invalid_since"),
        )  # fmt: skip
        return CustomerUpdate(customer_id, points=[point]), point.id

    def _kind(self, value: str) -> str:
        """What a bare value plainly is."""
        if "@" in value:
            return ContactPoint.Kind.EMAIL
        number = phones.parse(value, self.region)
        return ContactPoint.Kind.PHONE if number and number.valid else ContactPoint.Kind.OTHER
