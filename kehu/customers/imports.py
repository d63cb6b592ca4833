"""What of this domain can be brought in from files."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.import_headings import CUSTOMER_FALLBACKS
from kehu.customers.importing.additions import AddingWriter, RelationshipWriter
from kehu.customers.importing.contacts import ContactWriter
from kehu.customers.importing.customers import CustomerWriter
from kehu.customers.importing.fields import added_fields, contact_fields, customer_fields
from kehu.customers.importing.points import PointWriter
from kehu.customers.objects import CONTACT, CONTACT_POINT, RELATIONSHIP
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.transfer.headings import WHY_ALONE, Suggestion, normalise
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register

MATCH_RULES = (
    ("external_id", gettext_lazy("External id")),
    ("phone", gettext_lazy("Phone")),
    ("email", gettext_lazy("E-mail")),
    ("name", gettext_lazy("Name")),
)
# Headings that name whoever is to be asked for, not the customer, where a company stands beside them.
CONTACT_HEADINGS = frozenset(
    normalise(one)[0]
    for one in (
        "联系人",
        "联系人姓名",
        "主要联系人",
        "contact",
        "contact name",
        "contact person",
        "法人",
        "法定代表人",
        "负责人姓名",
    )
)


class Customers(ImportTarget):
    key = "customers"
    object_key = "customer"
    label = gettext_lazy("Customers")
    verb = CustomerVerb.IMPORT
    icon = "users"
    position = 10
    match_rules = MATCH_RULES

    def fields(self, user: User) -> list[TargetField]:
        return customer_fields(user)

    def begin(self, context: Context) -> Writer:
        return CustomerWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        if fields & {"name", "family_name", "given_name", "organisation", "email", "mobile", "phone", "external_id"}:
            return ""
        return _("One column must say who the customer is: his name, a phone number, a mail address or an id.")

    def settle(self, columns: Sequence[str], found: dict[int, Suggestion]) -> dict[int, Suggestion]:
        """A lone company column is the customer himself; a company beside a “contact” is one with a contact."""
        places = {suggestion.target: place for place, suggestion in found.items()}
        company, name = places.get("organisation"), places.get("name")
        if company is None or {"family_name", "given_name"} & places.keys():
            return found
        if name is not None and normalise(columns[name])[0] in CONTACT_HEADINGS and "contact_name" not in places:
            return found | {
                company: Suggestion("name", found[company].confidence, WHY_ALONE),
                name: Suggestion("contact_name", found[name].confidence),
            }
        instead, unless = CUSTOMER_FALLBACKS["organisation"]
        if not places.keys() & {instead, *unless}:
            return found | {company: Suggestion("name", found[company].confidence * 0.9, WHY_ALONE)}
        return found


class Adding(ImportTarget):
    """Something that is added to customers, who are named by external id, name, phone or mail."""

    verb = CustomerVerb.IMPORT
    needs: tuple[frozenset[str], ...] = (frozenset({"customer"}),)
    writer: type[AddingWriter]
    declared: ObjectType

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"{self.declared.key}s"

    @property
    def object_key(self) -> str:  # type: ignore[override]
        return self.declared.key

    @property
    def label(self) -> Any:  # type: ignore[override]
        return self.declared.label_plural

    def fields(self, user: User) -> list[TargetField]:
        own = added_fields(self.declared, user)
        return [one for one in own if one.key != "person"]

    def begin(self, context: Context) -> Writer:
        return self.writer(context)

    def missing(self, fields: frozenset[str]) -> str:
        if all(fields & one for one in self.needs):
            return ""
        return str(self.lacking)

    lacking: Any = gettext_lazy("One column must name the customer, by name or external id.")


class Contacts(Adding):
    declared = CONTACT
    writer = ContactWriter
    match_rules = MATCH_RULES
    position = 20
    icon = "address-book"
    needs = (frozenset({"customer"}), frozenset({"name", "family_name", "given_name"}))
    lacking = gettext_lazy("One column must hold the name of the contact, another his company.")

    def fields(self, user: User) -> list[TargetField]:
        return contact_fields(user)


class ContactPoints(Adding):
    declared = CONTACT_POINT
    writer = PointWriter
    position = 30
    icon = "phone"
    needs = (frozenset({"customer"}), frozenset({"value"}))
    lacking = gettext_lazy("One column must name the customer, another hold the number or address.")


class Relationships(Adding):
    declared = RELATIONSHIP
    writer = RelationshipWriter
    position = 40
    icon = "affiliate"
    needs = (frozenset({"from_customer"}), frozenset({"to_customer"}), frozenset({"type"}))
    lacking = gettext_lazy("Two columns must name the customers, and one how they are related.")


for one in (Customers(), Contacts(), ContactPoints(), Relationships()):
    register(one)
