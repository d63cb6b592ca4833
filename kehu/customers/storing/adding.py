"""What an update adds to customers that are there already: points, tags, documents and so on, without doubling."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.cleaning.points import clean_point, same
from kehu.customers.entries import CustomerUpdate, NewPoint
from kehu.customers.models import Contact, ContactPoint, CustomerTag, ExternalId, IdentityDocument, KeyDate
from kehu.customers.storing import relations, tables
from kehu.customers.storing.inserting import IdentifierTaken
from kehu.customers.storing.lookups import Lookups, tag_ids
from kehu.customers.storing.preparing import prepare_children, prepare_contact, prepare_points, tag_names
from kehu.customers.storing.suppressing import flag
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import is_step
from kehu.foundation.refusals import Refusal

Row = dict[str, Any]
SHORT = ("phone", "email", "address")


class _Children:
    """The rows that one update adds; filled by `prepare_children`."""

    external_ids: list[Row]
    documents: list[Row]
    dates: list[Row]
    consents: list[Row]


class Additions:
    """Collects over a batch what is to be inserted, replaced and deleted beside the customers themselves."""

    def __init__(self, updates: list[CustomerUpdate], lookups: Lookups, by: User, now: datetime):
        self.lookups, self.by, self.now = lookups, by, now
        self.refused: dict[int, Refusal] = {}
        self._new: dict[tables.Table, dict[UUID, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._changed_points: dict[UUID, list[ContactPoint]] = defaultdict(list)
        self._removed_points: dict[UUID, list[UUID]] = defaultdict(list)
        self._tags: dict[UUID, tuple[list[str], set[UUID]]] = {}  # names to put on, tags to take off
        self._relations: dict[UUID, list[relations.Relation]] = {}
        self._read(updates)

    def prepare(self, update: CustomerUpdate, place: int) -> set[str]:
        """Collects; returns the keys of what changes. Raises a Refusal before anything of the update is collected."""
        points, changed, removed = self._points(update)
        children = _Children()
        prepare_children(children, update, self.by, self.now)
        external_ids = self._external_ids(children, update.id)
        contacts = [self._contact(entry, update.id) for entry in update.contacts]
        asked = [relations.of_entry(update.id, entry) for entry in update.relationships]
        if asked and (refused := relations.refusals([(place, one) for one in asked], by=self.by)):
            raise refused[place]
        collected = {
            tables.POINTS: points + [row for pair in contacts if pair for row in pair[1]],
            tables.CONTACTS: [pair[0] for pair in contacts if pair],
            tables.EXTERNAL_IDS: external_ids,
            tables.DOCUMENTS: [
                row for row in children.documents if self._is_new(self.documents, row, "kind", "number")
            ],
            tables.KEY_DATES: [row for row in children.dates if self._is_new(self.dates, row, "kind", "month", "day")],
            tables.CONSENTS: children.consents,
        }
        for table, rows in collected.items():
            if rows:
                self._new[table][update.id] = rows
        if changed:
            self._changed_points[update.id] = changed
        if removed:
            self._removed_points[update.id] = removed
        if asked:
            self._relations[update.id] = asked
        keys = {_KEYS[table.model] for table, rows in collected.items() if rows}
        keys |= {"contact_points"} if changed or removed else set()
        return keys | self._prepare_tags(update) | ({"relationships"} if asked else set())

    def write(self, customer_ids: set[UUID]) -> None:
        """Writes what was collected for these customers."""
        removed = [one for key, ids in self._removed_points.items() if key in customer_ids for one in ids]
        if removed:
            ContactPoint.objects.filter(pk__in=removed).delete()
        changed = [one for key, rows in self._changed_points.items() if key in customer_ids for one in rows]
        if changed:
            ContactPoint.objects.bulk_update(changed, _POINT_COLUMNS, batch_size=500)
        for table in (tables.CONTACTS, *(one for one in self._new if one is not tables.CONTACTS)):
            rows = [row for key, added in self._new[table].items() if key in customer_ids for row in added]
            if rows:
                table.insert(rows, self.now)
        self._flag(customer_ids)
        self._write_tags(customer_ids)
        relations.write([one for key, rows in self._relations.items() if key in customer_ids for one in rows], self.now)

    def _flag(self, customer_ids: set[UUID]) -> None:
        """Who is on the do-not-contact list does not come in by a correction either."""
        added = [row for key, rows in self._new[tables.POINTS].items() if key in customer_ids for row in rows]
        changed = [point for key, rows in self._changed_points.items() if key in customer_ids for point in rows]
        rows = [row for row in added if row["contact_id"] is None]
        rows += [{"kind": one.kind, "normalised": one.normalised, "customer_id": one.customer_id} for one in changed]
        flag(rows, by=self.by, now=self.now)

    def _read(self, updates: list[CustomerUpdate]) -> None:
        """What the customers of the batch have already, where it matters."""

        def of(model: Any, wanted: Iterable[UUID], *columns: str) -> set[tuple[Any, ...]]:
            ids = list(wanted)
            return set(model.objects.filter(customer__in=ids).values_list("customer_id", *columns)) if ids else set()

        touching = [one.id for one in updates if one.points or any(key in one.changes for key in SHORT)]
        self.points: dict[UUID, list[ContactPoint]] = defaultdict(list)
        if touching:
            points = ContactPoint.objects.filter(customer__in=touching, contact=None)
            for point in points.order_by("-preferred", "created_at", "pk"):
                self.points[point.customer_id].append(point)
        tagging = [one.id for one in updates if one.tags or "tags" in one.changes]
        self.tagged: dict[UUID, dict[str, UUID]] = defaultdict(dict)
        if tagging:
            tagged = CustomerTag.objects.filter(customer__in=tagging)
            for customer_id, tag_id, name in tagged.values_list("customer_id", "tag_id", "tag__name"):
                self.tagged[customer_id][name.lower()] = tag_id
        self.documents = of(IdentityDocument, (one.id for one in updates if one.documents), "kind", "number")
        self.dates = of(KeyDate, (one.id for one in updates if one.dates), "kind", "month", "day")
        self.contacts = of(Contact, (one.id for one in updates if one.contacts), "name")
        values = {value for one in updates for _system, value in one.external_ids}
        rows = ExternalId.objects.filter(value__in=values) if values else ExternalId.objects.none()
        self.external_ids = {
            (system, value): owner for system, value, owner in rows.values_list("system", "value", "customer")
        }

    def _points(self, update: CustomerUpdate) -> tuple[list[Row], list[ContactPoint], list[UUID]]:
        existing = self.points[update.id]
        known = {same(point.kind, point.normalised) for point in existing}
        rows = prepare_points(update.points, update.id, None, self.lookups.region, self.now)
        added = [row for row in rows if same(row["kind"], row["normalised"]) not in known]
        changed, removed = [], []
        for kind in SHORT:
            if kind not in update.changes:
                continue
            first = next((one for one in existing if one.kind == kind and one.invalid_since is None), None)
            text = str(update.changes[kind] or "").strip()
            if not text:
                removed += [first.pk] if first else []
            elif first is None:
                added += prepare_points([NewPoint(kind, text)], update.id, None, self.lookups.region, self.now)
            elif self._overwrite(first, NewPoint(kind, text, label=first.label), existing):
                changed.append(first)
        return added, changed, removed

    def _overwrite(self, point: ContactPoint, entry: NewPoint, existing: list[ContactPoint]) -> bool:
        row = clean_point(entry, region=self.lookups.region)
        twin = next((one for one in existing if one is not point and one.normalised == row["normalised"]), None)
        if twin:
            raise IdentifierTaken(_("This is among his contact points already."), field=point.kind)
        if row["normalised"] == point.normalised and row["value"] == point.value:
            return False
        for column in ("value", "normalised", "extension", "address"):
            setattr(point, column, row[column])
        point.verified_at = None
        return True

    def _external_ids(self, children: _Children, customer_id: UUID) -> list[Row]:
        rows: list[Row] = []
        for row in children.external_ids:
            owner = self.external_ids.get((row["system"], row["value"]))
            if owner is None:
                self.external_ids[row["system"], row["value"]] = customer_id
                rows.append(row)
            elif owner != customer_id:
                raise IdentifierTaken(
                    _("Another customer has the identifier %(value)s of %(system)s already.")
                    % {"value": row["value"], "system": row["system"]},
                    field="external_id",
                )
        return rows

    def _contact(self, entry: Any, customer_id: UUID) -> tuple[Row, list[Row]] | None:
        row, points = prepare_contact(entry, customer_id, self.lookups, self.now)
        if (customer_id, row["name"]) in self.contacts and not entry.external:
            return None
        self.contacts.add((customer_id, row["name"]))
        return row, points

    def _is_new(self, known: set[tuple[Any, ...]], row: Row, *columns: str) -> bool:
        key = (row["customer_id"], *(row[column] for column in columns))
        if key in known:
            return False
        known.add(key)
        return True

    def _prepare_tags(self, update: CustomerUpdate) -> set[str]:
        given = update.changes.get("tags")
        step: dict[str, Any] | None = given if is_step(given) else None
        added = tag_names({"tags": step.get("add")}) if step else tag_names(update.changes)
        wanted = {name.lower(): name for name in [*tag_names({"tags": update.tags}), *added]}
        had = self.tagged[update.id] if wanted or "tags" in update.changes else {}
        gone: set[UUID] = set()
        if step:
            unwanted = {name.lower() for name in tag_names({"tags": step.get("remove")})} - wanted.keys()
            gone = {had[name] for name in unwanted & had.keys()}
        elif "tags" in update.changes:
            gone = {tag_id for name, tag_id in had.items() if name not in wanted}
        names = [name for key, name in wanted.items() if key not in had]
        if not names and not gone:
            return set()
        self._tags[update.id] = (names, gone)
        return {"tags"}

    def _write_tags(self, customer_ids: set[UUID]) -> None:
        wanted = {key: pair for key, pair in self._tags.items() if key in customer_ids}
        if not wanted:
            return
        ids = tag_ids(name for names, _gone in wanted.values() for name in names)
        leaving: dict[UUID, list[UUID]] = defaultdict(list)
        rows = []
        for customer_id, (names, gone) in wanted.items():
            rows += [{"customer_id": customer_id, "tag_id": ids[name.lower()]} for name in names]
            for tag_id in gone:
                leaving[tag_id].append(customer_id)
        for tag_id, customers in leaving.items():
            CustomerTag.objects.filter(tag=tag_id, customer__in=customers).delete()
        if rows:
            tables.TAGGED.insert(rows, self.now)


_POINT_COLUMNS = ["value", "normalised", "extension", "address", "verified_at"]
_KEYS = {
    tables.POINTS.model: "contact_points",
    tables.CONTACTS.model: "contacts",
    tables.EXTERNAL_IDS.model: "external_ids",
    tables.DOCUMENTS.model: "identity_documents",
    tables.KEY_DATES.model: "key_dates",
    tables.CONSENTS.model: "consents",
}
