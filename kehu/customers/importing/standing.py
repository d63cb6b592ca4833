"""What the customers that a batch has found have already, read with one query per kind; so that nothing is entered
twice and nothing is changed that an earlier row of the same file has said.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from kehu.customers.entries import NewConsent, NewRelationship
from kehu.customers.importing.drafts import Draft
from kehu.customers.importing.matching import Known
from kehu.customers.models import Consent, Customer, CustomerTag, Relationship
from kehu.foundation.transfer.targets import Context

COLUMNS = {"owner": "owner_id", "team": "team_id", "territory": "territory_id", "lifecycle_stage": "lifecycle_stage_id"}


class Standing:
    """`editable` and `visible` are what the user reaches of the known customers; `handled` says which of them this
    import has touched before.
    """

    def __init__(self, known: dict[UUID, Known], context: Context, drafts: Sequence[Draft]):
        self.ids = list(known)
        self.editable: set[UUID] = set()
        self.visible: set[UUID] = set()
        self.handled: dict[UUID, str] = {}
        self._tags: set[tuple[UUID, str]] = set()
        self._consents: dict[tuple[UUID, str, str], str] = {}
        self._relations: set[tuple[UUID, str, UUID]] = set()
        self._values: dict[UUID, dict[str, Any]] = {}
        if self.ids:
            self._read(context, drafts)

    def missing(self, customer_id: UUID, told: dict[str, Any]) -> dict[str, Any]:
        """Of what a row tells, the fields in which the customer has nothing yet."""
        has = self._values.get(customer_id, {})
        empty: tuple[Any, ...] = (None, "", [], False)
        return {
            key: value
            for key, value in told.items()
            if (has.get("custom", {}).get(key[7:]) if key.startswith("custom.") else has.get(COLUMNS.get(key, key)))
            in empty
        }

    def new_tags(self, customer_id: UUID, names: Iterable[str]) -> list[str]:
        return [name for name in names if (customer_id, name.lower()) not in self._tags]

    def new_consents(self, customer_id: UUID, consents: Iterable[NewConsent]) -> list[NewConsent]:
        """Statements that differ from the latest one of their channel and purpose."""
        return [one for one in consents if self._consents.get((customer_id, one.channel, one.purpose)) != one.statement]

    def new_relations(self, customer_id: UUID, relations: Iterable[NewRelationship]) -> list[NewRelationship]:
        return [one for one in relations if (customer_id, one.type, one.to) not in self._relations]

    def _read(self, context: Context, drafts: Sequence[Draft]) -> None:
        rows = Customer.objects.filter(pk__in=self.ids)
        self.visible = set(rows.visible_to(context.by).values_list("pk", flat=True))
        self.editable = set(rows.editable_by(context.by).values_list("pk", flat=True))
        self.handled = context.handled(self.ids)
        if self.handled:
            self._values = {row["id"]: row for row in Customer.objects.filter(pk__in=list(self.handled)).values()}
        if any(draft.tags for draft in drafts):
            tagged = CustomerTag.objects.filter(customer__in=self.ids).values_list("customer_id", "tag__name")
            self._tags = {(customer_id, name.lower()) for customer_id, name in tagged}
        if any(draft.consents for draft in drafts):
            given = Consent.objects.filter(customer__in=self.ids).order_by("at", "pk")
            self._consents = {
                (one.customer_id, one.channel, one.purpose): one.statement
                for one in given.only("customer_id", "channel", "purpose", "statement", "at")
            }
        if any(draft.organisation or draft.parent for draft in drafts):
            standing = Relationship.objects.filter(from_customer__in=self.ids, until=None)
            self._relations = set(standing.values_list("from_customer_id", "type__key", "to_customer_id"))
