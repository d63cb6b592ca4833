"""Rows that are contacts: persons who act for a customer, found among those he has or added to him."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import update_contacts
from kehu.customers.entries import ContactUpdate, CustomerUpdate, NewContact, NewPoint
from kehu.customers.importing.additions import AddingWriter, failed
from kehu.customers.importing.contact_matching import Key, KnownContacts
from kehu.customers.importing.drafts import ADDRESS_PARTS
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, FAILED, MERGED, SKIPPED, UNDECIDED, UPDATED, Entry, Outcome
from kehu.foundation.values import emails, names, phones

VALUES = ("name", "family_name", "given_name", "job_title", "department", "influence", "is_primary", "notes")
PHONES = {"phone": "", "mobile": "mobile", "work_phone": "work", "home_phone": "home"}
EMAILS = {"email": "", "other_email": "other"}
OTHERS = ("fax", "wechat", "wecom")


class ContactWriter(AddingWriter):
    makes_customers = True

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        self._external_ids = {str(one.values["external_id"]).strip() for one in entries if "external_id" in one.values}
        self._spoken: dict[UUID, str] = {}  # contacts that a row of this batch has spoken of, with its outcome
        return super().apply(entries, ahead)

    def read(self, customer_ids: Iterable[UUID]) -> None:
        self._known = KnownContacts(customer_ids, self._external_ids, self.context, system=self.system)

    def _round(self, rows: dict[UUID, Entry]) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        new: dict[UUID, Entry] = {}
        met: dict[UUID, tuple[Entry, ContactUpdate]] = {}
        for customer_id, entry in rows.items():
            found = self._find(entry, customer_id)
            if not found:
                new[customer_id] = entry
                continue
            if outcome := self._refusal(found) or self._decided(next(iter(found))):
                outcomes[entry.number] = outcome
                continue
            one = found.pop()
            if one in met:  # known by his id to two companies
                outcomes |= self._change(met)
                met = {}
            met[one] = (entry, self._update(entry, one))
        outcomes |= self._change(met)
        return outcomes | super()._round(new)

    def _find(self, entry: Entry, customer_id: UUID) -> set[UUID]:
        external = str(entry.values.get("external_id", "")).strip()
        return self._known.find(customer_id, external, _keys(self._points(entry)), _name(entry.values))

    def _refusal(self, found: set[UUID]) -> Outcome | None:
        if len(found) > 1:
            return Outcome(UNDECIDED, reasons=[("", _("Several contacts fit this row: add an id or a number."))])
        if not found <= self._known.editable:
            return Outcome(FAILED, reasons=[("", _("This contact exists already, and you may not change him."))])
        return None

    def _decided(self, contact_id: UUID) -> Outcome | None:
        """What the choice for matches says, unless it says to change him. Rows of the same file go together always."""
        if contact_id in self._spoken:
            return None
        if self.context.on_match == "skip":
            return Outcome(SKIPPED, contact_id)
        if self.context.on_match == "ask":
            name = self._known.rows[contact_id]["name"]
            return Outcome(UNDECIDED, reasons=[("", _("This looks like “%(name)s”.") % {"name": name})])
        return None

    def _update(self, entry: Entry, contact_id: UUID) -> ContactUpdate:
        """What the row says; where an earlier row of the file spoke first, only what he has not got."""
        told = _values(entry)
        if contact_id in self._spoken or contact_id in self._known.handled:
            row = self._known.rows[contact_id]
            told = {key: value for key, value in told.items() if _lacks(row, key)}
        return ContactUpdate(contact_id, told, self._points(entry), self._external(entry))

    def _change(self, met: dict[UUID, tuple[Entry, ContactUpdate]]) -> dict[int, Outcome]:
        if not met:
            return {}
        outcomes: dict[int, Outcome] = {}
        pairs = list(met.values())
        done = update_contacts(
            [update for _entry, update in pairs], by=self.context.by, change_set=self.context.change_set,
            verb=CustomerVerb.IMPORT,
        )  # fmt: skip
        for place, (entry, update) in enumerate(pairs):
            if place in done.refused:
                outcomes[entry.number] = failed(done.refused[place])
                continue
            merged = self._spoken.get(update.id) == CREATED or self._known.handled.get(update.id) == CREATED
            kind = (MERGED if merged else UPDATED) if update.id in done.contacts else SKIPPED
            outcomes[entry.number] = Outcome(kind, update.id)
            self._spoken.setdefault(update.id, kind)
            row = {**self._known.rows[update.id], **update.changes}
            self._known.add(row, _keys(update.points))
        return outcomes

    def update(self, entry: Entry, customer_id: UUID) -> tuple[CustomerUpdate | None, UUID | None]:
        external = self._external(entry)
        if external and external[1] in self._known.trashed:
            raise Refusal(
                _("The contact with this external id is in the trash. Restore him first."), field="external_id"
            )
        contact = NewContact(
            _values(entry), self._points(entry), entry.values.get("created_at"), external=external
        )  # fmt: skip
        row = {
            **dict.fromkeys(VALUES, ""),
            **contact.values,
            "id": contact.id,
            "customer_id": customer_id,
            "custom": {},
        }
        row |= {"name": _name(entry.values), "external_id": external[1] if external else ""}
        self._known.add(row, _keys(contact.points))
        self._spoken[contact.id] = CREATED
        return CustomerUpdate(customer_id, contacts=[contact]), contact.id

    def _external(self, entry: Entry) -> tuple[str, str] | None:
        value = str(entry.values.get("external_id", "")).strip()
        return (self.system, value) if value else None

    def _points(self, entry: Entry) -> list[NewPoint]:
        values = entry.values
        made = [
            NewPoint("phone", found.raw, label, found.extension)
            for key, label in PHONES.items()
            if key in values
            for found in phones.parse_many(values[key], self.region)
        ]
        made += [NewPoint("email", values[key], label) for key, label in EMAILS.items() if key in values]
        made += [NewPoint(key, values[key]) for key in OTHERS if key in values]
        parts = {key: values[key] for key in ADDRESS_PARTS if key in values}
        if "address" in values or parts:
            made.append(NewPoint("address", values.get("address", ""), parts=None if "address" in values else parts))
        for point in made:  # as the company's page writes them, so that they can be compared
            if point.kind == "phone" and (number := phones.parse(point.value, self.region)) and number.e164:
                point.value = number.e164
        return made


def _values(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.values.items() if key in VALUES or key.startswith("custom.")}


def _name(values: dict[str, Any]) -> str:
    whole = values.get("name") or names.display(values.get("family_name", ""), values.get("given_name", ""))
    return str(whole).strip()


def _keys(points: Iterable[NewPoint]) -> list[Key]:
    """Kind and normalised value of the numbers and addresses, as far as they can tell somebody from others."""
    found = []
    for point in points:
        if point.kind == "phone" and point.value.startswith("+"):
            found.append(("phone", point.value))
        elif point.kind == "email" and (address := emails.parse(point.value)):
            found.append(("email", emails.comparison(address)))
    return found


def _lacks(row: dict[str, Any], key: str) -> bool:
    value = row.get("custom", {}).get(key[7:]) if key.startswith("custom.") else row.get(key)
    return value in (None, "", [], False)
