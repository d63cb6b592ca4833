"""Which rows are contacts we have, within the customers they name.

The rules, in this order, as far as the import uses them: the same external id of the same system; the same phone number
or mail address together with a name that agrees; the same name at the same customer. Where two fit equally well the row
is handed back.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kehu.customers.importing.matching import same_person
from kehu.customers.matching.person_names import person_key
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.transfer.targets import Context

Key = tuple[str, str]  # kind and normalised value of a contact point


class KnownContacts:
    """The contacts of a batch's customers; new ones are added, so that a later row finds them.

    `editable` are those whose customer the user may edit; `handled` those that an earlier row of this file spoke of,
    with its outcome.
    """

    def __init__(self, customer_ids: Iterable[UUID], external_ids: Iterable[str], context: Context, *, system: str):
        self._context = context
        self.rows: dict[UUID, dict[str, Any]] = {}
        self.trashed: set[str] = set()
        self._by_id: dict[str, UUID] = {}
        self._by_name: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        self._by_point: dict[tuple[UUID, Key], list[UUID]] = defaultdict(list)
        wanted = list(external_ids)
        identified = Contact.objects.filter(external_system=system, external_id__in=wanted)
        rows: list[dict[str, Any]] = [dict(one) for one in identified.values()] if wanted else []
        for one in rows:
            if one["deleted_at"]:
                self.trashed.add(one["external_id"])
            else:
                self._by_id[one["external_id"]] = one["id"]
                self._remember(one)
        for one in map(dict, Contact.objects.filter(customer__in=list(customer_ids), deleted_at=None).values()):
            self._remember(one)
        points = ContactPoint.objects.filter(contact__in=list(self.rows))
        for contact_id, kind, value in points.values_list("contact_id", "kind", "normalised"):
            self._by_point[self.rows[contact_id]["customer_id"], (kind, value)].append(contact_id)
        customers = Customer.objects.editable_by(context.by).filter(
            pk__in={one["customer_id"] for one in self.rows.values()}
        )
        reached = set(customers.values_list("pk", flat=True))
        self.editable = {key for key, one in self.rows.items() if one["customer_id"] in reached}
        self.handled = context.handled(list(self.rows)) if self.rows else {}

    def find(self, customer_id: UUID, external_id: str, points: Iterable[Key], name: str) -> set[UUID]:
        """Those who fit: none, the one, or several between whom a person must choose."""
        if external_id and external_id in self._by_id and self._context.matches_by("external_id"):
            return {self._by_id[external_id]}
        for kind, rule in (("phone", "phone"), ("email", "email")):
            keys = [key for key in points if key[0] == kind] if self._context.matches_by(rule) else []
            found = {one for key in keys for one in self._by_point.get((customer_id, key), ())}
            if name:
                found = {one for one in found if same_person(name, self.rows[one]["name"])}
            if found := self._not_another(found, external_id):
                return found
        if name and self._context.matches_by("name"):
            return self._not_another(set(self._by_name.get((customer_id, person_key(name)), ())), external_id)
        return set()

    def add(self, row: dict[str, Any], points: Iterable[Key]) -> None:
        """A contact that this batch makes, or what it adds to one."""
        self._remember(row)
        self.editable.add(row["id"])
        if row["external_id"]:
            self._by_id[row["external_id"]] = row["id"]
        for key in points:
            self._by_point[row["customer_id"], key].append(row["id"])

    def _remember(self, row: dict[str, Any]) -> None:
        called = self._by_name[row["customer_id"], person_key(row["name"])]
        if row["id"] not in called:
            called.append(row["id"])
        self.rows[row["id"]] = row

    def _not_another(self, found: set[UUID], external_id: str) -> set[UUID]:
        """Two identifiers of one system are two persons."""
        if not external_id:
            return found
        return {one for one in found if self.rows[one]["external_id"] in ("", external_id)}
