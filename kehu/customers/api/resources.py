"""The collections of this domain: what is read, by whom, and in what shape."""

from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext_lazy as _

from kehu.customers.cleaning.points import RULED_BY
from kehu.customers.models import Consent, IdentityDocument, KeyDate
from kehu.customers.objects import CONTACT, CONTACT_POINT, CUSTOMER, RELATIONSHIP
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.api.resources import Include, Objects, Resource
from kehu.foundation.audit.actions import record_read
from kehu.foundation.lists.columns import Columns
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.registry import Field, Kind, ObjectType
from kehu.foundation.values.masking import mask_email, mask_phone

_UNSEEN = {FieldAccess.MASKED, FieldAccess.HIDDEN}
_of_customer = Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True)
# Further kinds of record that only the API lists; they obey the rights over customers.
_part = partial(ObjectType, icon="", view="customer.view", create="customer.edit", edit="customer.edit")


@dataclass(frozen=True)
class ContactPlan(Plan):
    """The phone and mail of a contact obey the stricter of his own rules and his customer's."""

    def columns(self, user: User) -> Columns:
        found = super().columns(user)
        narrow = {key: access(user, "customer", key) for key in ("phone", "email") if key in found}
        return found.but({
            key: replace(found[key], access=min(found[key].access, rule, key=lambda one: one.width))
            for key, rule in narrow.items()
        })  # fmt: skip


@dataclass(frozen=True)
class PointPlan(Plan):
    """The value of a contact point obeys the rule for its kind; whoever sees some masked cannot ask for parts of it."""

    def columns(self, user: User) -> Columns:
        found = super().columns(user)
        if "value" in found and any(access(user, "customer", key) in _UNSEEN for key in ("phone", "email")):
            value = found["value"]
            return found.but({"value": replace(value, field=replace(value.field, filterable=False))})
        return found


def _mask_points(points: Objects, user: User) -> None:
    for one in points:
        kind = str(one["kind"])
        rule = access(user, "customer", RULED_BY.get(kind, kind))
        if rule in _UNSEEN and one.get("value"):
            one["value"] = mask_email(one["value"]) if kind == "email" else mask_phone(one["value"])
        if rule == FieldAccess.HIDDEN:
            one["value"] = None
        if rule in _UNSEEN:
            one.update({key: None for key in ("address", "latitude", "longitude") if key in one})


def _mark_numbers(key: str, of: str, objects: Objects, user: User) -> None:
    """Whoever reads identity numbers in full is on record."""
    if access(user, "customer", "identity_number") in _UNSEEN:
        return
    for one in objects:
        if one.get(key):
            record_read(object_key="customer", record_id=one[of], field="identity_number", by=user)


def _mask_documents(documents: Objects, user: User) -> None:
    rule = access(user, "customer", "identity_number")
    if rule == FieldAccess.HIDDEN:
        for one in documents:
            one["number"] = None
    _mark_numbers("number", "customer", documents, user)


@dataclass(frozen=True)
class DocumentPlan(Plan):
    """Numbers of documents obey the rule for the customer's identity number."""

    def columns(self, user: User) -> Columns:
        found = super().columns(user)
        number = replace(found["number"], access=access(user, "customer", "identity_number"))
        # Even who may not see the numbers sees that there are documents: the number is null then.
        kept = replace(number, access=max(number.access, FieldAccess.MASKED, key=lambda one: one.width))
        return found.but({"number": kept})


CONTACT_POINTS = Resource(
    "contact_points", "contact_point",
    PointPlan(
        CONTACT_POINT,
        extra=(
            Field("address", _("Parts of an address"), Kind.ADDRESS, filterable=False, writable=False),
            Field("latitude", _("Latitude"), Kind.NUMBER, filterable=False, writable=False),
            Field("longitude", _("Longitude"), Kind.NUMBER, filterable=False, writable=False),
        ),
    ),
    shape=_mask_points, reads=("kind",),
)  # fmt: skip
CONTACTS = Resource(
    "contacts", "contact", ContactPlan(CONTACT),
    includes={"contact_points": Include(CONTACT_POINTS, "contact")},
)  # fmt: skip
RELATIONSHIPS = Resource("relationships", "relationship", Plan(RELATIONSHIP))
EXTERNAL_IDS = Resource(
    "external_ids", "external_id",
    Plan(_part(key="external_id", model="customers.ExternalId", label=_("External id"), label_plural=_("External ids"),
               fields=(_of_customer, Field("system", _("System"), required=True),
                       Field("value", _("Value"), required=True)))),
)  # fmt: skip
IDENTITY_DOCUMENTS = Resource(
    "identity_documents", "identity_document",
    DocumentPlan(_part(
        key="identity_document", model="customers.IdentityDocument", label=_("Identity document"),
        label_plural=_("Identity documents"),
        fields=(_of_customer,
                Field("kind", _("Kind"), Kind.CHOICE, choices=lambda: IdentityDocument.Kind.choices, required=True),
                Field("number", _("Number"), Kind.IDENTITY, required=True, filterable=False),
                Field("valid_until", _("Valid until"), Kind.DATE)))),
    shape=_mask_documents, reads=("customer",),
)  # fmt: skip
KEY_DATES = Resource(
    "key_dates", "key_date",
    Plan(_part(
        key="key_date", model="customers.KeyDate", label=_("Key date"), label_plural=_("Key dates"),
        fields=(_of_customer, Field("contact", _("Contact"), Kind.REFERENCE, reference="contact"),
                Field("kind", _("Kind"), Kind.CHOICE, choices=lambda: KeyDate.Kind.choices, required=True),
                Field("label", _("Label")),
                Field("calendar", _("Solar or lunar"), Kind.CHOICE, choices=lambda: KeyDate.Calendar.choices),
                Field("year", _("Year"), Kind.NUMBER), Field("month", _("Month"), Kind.NUMBER),
                Field("day", _("Day"), Kind.NUMBER), Field("leap", _("Leap month"), Kind.BOOLEAN)))),
)  # fmt: skip
CONSENTS = Resource(
    "consents", "consent",
    Plan(_part(
        key="consent", model="customers.Consent", label=_("Consent"), label_plural=_("Consents"),
        fields=(_of_customer,
                Field("channel", _("Channel"), Kind.CHOICE, choices=lambda: Consent.Channel.choices),
                Field("purpose", _("Purpose"), Kind.CHOICE, choices=lambda: Consent.Purpose.choices),
                Field("statement", _("Statement"), Kind.CHOICE, choices=lambda: Consent.Statement.choices),
                Field("at", _("Time"), Kind.MOMENT), Field("source", _("Source")), Field("proof", _("Proof")),
                Field("recorded_by", _("Recorded by"), Kind.REFERENCE, reference="user")))),
)  # fmt: skip
CUSTOMERS = Resource(
    "customers", "customer",
    Plan(CUSTOMER, default_sort="name", then_by=dict.fromkeys(("city", "tier", "lifecycle_stage"), ("sort_name",))),
    includes={
        "contact_points": Include(CONTACT_POINTS, "customer"),
        "contacts": Include(CONTACTS, "customer"),
        "external_ids": Include(EXTERNAL_IDS, "customer"),
        "identity_documents": Include(IDENTITY_DOCUMENTS, "customer"),
        "key_dates": Include(KEY_DATES, "customer"),
        "consents": Include(CONSENTS, "customer"),
    },
    shape=partial(_mark_numbers, "identity_number", "id"),
)  # fmt: skip
TAGS = Resource(
    "tags", "tag",
    Plan(_part(
        key="tag", model="customers.Tag", label=_("Tag"), label_plural=_("Tags"),
        fields=(Field("name", _("Name"), required=True), Field("colour", _("Colour"))))),
)  # fmt: skip
LIFECYCLE_STAGES = Resource(
    "lifecycle_stages", "lifecycle_stage",
    Plan(_part(
        key="lifecycle_stage", model="customers.LifecycleStage", label=_("Lifecycle stage"),
        label_plural=_("Lifecycle stages"),
        fields=(Field("key", _("Key"), required=True), Field("name", _("Name"), required=True),
                Field("position", _("Position"), Kind.NUMBER, sortable=True)))
         , default_sort="position"),
)  # fmt: skip
RELATIONSHIP_TYPES = Resource(
    "relationship_types", "relationship_type",
    Plan(_part(
        key="relationship_type", model="customers.RelationshipType", label=_("Relationship type"),
        label_plural=_("Relationship types"),
        fields=(Field("key", _("Key"), required=True), Field("forward", _("Forwards")),
                Field("reverse", _("Backwards")), Field("is_tree", _("Tree"), Kind.BOOLEAN)))),
)  # fmt: skip
