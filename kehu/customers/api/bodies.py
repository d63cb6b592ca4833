"""Request bodies of this domain, and the entries they become."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kehu.customers import entries
from kehu.customers.models import Consent, ContactPoint, IdentityDocument, KeyDate
from kehu.customers.objects import CONTACT, CUSTOMER
from kehu.foundation.api.schemas import Input, OneOf, input_of

Short = Annotated[str, Field(max_length=80)]
PointKind = Annotated[str, OneOf(ContactPoint.Kind.values)]
PointLabel = Annotated[str, OneOf(["", *ContactPoint.Label.values])]
DateKind = Annotated[str, OneOf(KeyDate.Kind.values)]
DocumentKind = Annotated[str, OneOf(IdentityDocument.Kind.values)]


class AddressParts(Input):
    country: Annotated[str, Field(max_length=2, description="ISO 3166")] = ""
    region: Short = ""
    city: Short = ""
    district: Short = ""
    street: Annotated[str, Field(max_length=200)] = ""
    postcode: Annotated[str, Field(max_length=20)] = ""


class NewPoint(Input):
    kind: PointKind
    value: Annotated[str, Field(max_length=400, description="As written; an address may come in parts instead.")] = ""
    parts: AddressParts | None = None
    label: PointLabel = ""
    extension: Annotated[str, Field(max_length=20)] = ""
    preferred: bool = False

    def entry(self) -> entries.NewPoint:
        parts = self.parts.model_dump() if self.parts else None
        return entries.NewPoint(self.kind, self.value, self.label, self.extension, parts, self.preferred)


class NewExternalId(Input):
    system: Annotated[str, Field(min_length=1, max_length=40, examples=["billing"])]
    value: Annotated[str, Field(min_length=1, max_length=120, examples=["C-10023"])]


class NewDate(Input):
    kind: DateKind
    day: Annotated[str, Field(max_length=40, examples=["1980-05-01"], description="1980-05-01, 05-01, 农历八月十五, …")]
    label: Short = ""
    calendar: Literal["", "solar", "lunar"] = ""

    def entry(self) -> entries.NewDate:
        return entries.NewDate(self.kind, self.day, self.calendar, self.label)


class NewDocument(Input):
    kind: DocumentKind
    number: Annotated[str, Field(min_length=1, max_length=60)]
    valid_until: date | None = None

    def entry(self) -> entries.NewDocument:
        return entries.NewDocument(self.kind, self.number, self.valid_until)


class NewConsent(Input):
    channel: Annotated[str, OneOf(Consent.Channel.values)]
    purpose: Annotated[str, OneOf(Consent.Purpose.values)]
    statement: Annotated[str, OneOf(Consent.Statement.values)] = "granted"
    source: Annotated[str, Field(min_length=1, max_length=80, examples=["order form"])]
    proof: Annotated[str, Field(max_length=20_000)] = ""
    at: datetime | None = None


_CONTACT_EXAMPLE = {"name": "Wang Fang", "job_title": "Head of purchasing", "phone": "13812345678"}
NewContact = input_of(
    "NewContact", CONTACT, leave_out=("customer",), example=_CONTACT_EXAMPLE,
    contact_points=(Annotated[list[NewPoint], Field(max_length=50)], []),
)  # fmt: skip

_EXAMPLE = {
    "kind": "organisation",
    "name": "Nanjing Huaxin Technology Co., Ltd.",
    "standings": ["company"],
    "tier": "a",
    "phone": "025-83201234",
    "contact_points": [{"kind": "email", "value": "info@huaxin.example", "label": "work"}],
    "external_ids": [{"system": "billing", "value": "C-10023"}],
    "tags": ["trade fair"],
    "key_dates": [{"kind": "founding", "day": "1998-06-18"}],
}


def _many(of: Any) -> Any:
    return (Annotated[list[of], Field(max_length=100)], [])


_NESTED = {
    "contact_points": _many(NewPoint), "contacts": _many(NewContact), "external_ids": _many(NewExternalId),
    "identity_documents": _many(NewDocument), "key_dates": _many(NewDate), "consents": _many(NewConsent),
}  # fmt: skip
_STAGE = (
    Annotated[str, Field(max_length=60)] | None,
    Field(None, description="Key or identifier of a lifecycle stage."),
)
_ADDRESS = (
    Annotated[str, Field(max_length=400)] | None,
    Field(None, description="In one line; parts as a contact point."),
)
_OWN = ("identity_number",)

CustomerCreate = input_of(
    "CustomerCreate", CUSTOMER, required=("kind",), leave_out=_OWN, example=_EXAMPLE, lifecycle_stage=_STAGE,
    address=_ADDRESS, **_NESTED,
)  # fmt: skip
CustomerChange = input_of(
    "CustomerChange", CUSTOMER, leave_out=_OWN, example={"tier": "key", "do_not_contact": True}, lifecycle_stage=_STAGE,
    address=_ADDRESS,
)  # fmt: skip
CustomerRow = input_of(
    "CustomerRow", CUSTOMER, leave_out=_OWN, lifecycle_stage=_STAGE, address=_ADDRESS, **_NESTED,
    id=(UUID | None, Field(None, description="Change this customer.")),
    external_id=(NewExternalId | None, Field(None, description="Change who has it, else create him with it.")),
    example={"external_id": {"system": "billing", "value": "C-10023"}, **{k: _EXAMPLE[k] for k in ("kind", "name")}},
)  # fmt: skip


def contact_entry(body: Any) -> entries.NewContact:
    given = body.given()
    points = [one.entry() for one in given.pop("contact_points", [])]
    return entries.NewContact(plain(given), points)


def nested(given: dict[str, Any]) -> dict[str, Any]:
    """Takes the nested lists out of `given` and says them as keywords of `entries.NewCustomer`."""
    found: dict[str, Any] = {
        "points": [one.entry() for one in given.pop("contact_points", None) or []],
        "contacts": [contact_entry(one) for one in given.pop("contacts", None) or []],
        "external_ids": [(one.system, one.value) for one in given.pop("external_ids", None) or []],
        "documents": [one.entry() for one in given.pop("identity_documents", None) or []],
        "dates": [one.entry() for one in given.pop("key_dates", None) or []],
        "consents": [entries.NewConsent(**one.model_dump()) for one in given.pop("consents", None) or []],
    }
    return {key: rows for key, rows in found.items() if rows}


def plain(given: dict[str, Any]) -> dict[str, Any]:
    """Without custom fields that were given as null, which say nothing."""
    if given.get("custom", ...) is None:
        given = {key: value for key, value in given.items() if key != "custom"}
    return given


ContactCreate = input_of(
    "ContactCreate", CONTACT, required=("customer",), example=_CONTACT_EXAMPLE, contact_points=_many(NewPoint)
)  # fmt: skip
ContactChange = input_of(
    "ContactChange", CONTACT, leave_out=("customer", "phone", "email"), example={"job_title": "Managing director"}
)  # fmt: skip


class ContactPointCreate(NewPoint):
    """A way to reach a customer or one of his contacts."""

    customer: UUID
    contact: UUID | None = None


class ContactPointChange(Input):
    """What is corrected on a contact point."""

    value: Annotated[str, Field(max_length=400)] = ""
    parts: AddressParts | None = None
    label: PointLabel = ""
    extension: Annotated[str, Field(max_length=20)] = ""


class Place(Input):
    """Where something lies, in degrees (WGS 84)."""

    latitude: Annotated[float, Field(ge=-90, le=90, examples=[34.747])]
    longitude: Annotated[float, Field(ge=-180, le=180, examples=[113.625])]


class Revealed(BaseModel):
    """What stands behind a mask."""

    value: Annotated[str, Field(examples=["+8613912345678"])]


class ExternalIdCreate(NewExternalId):
    """An identifier of a customer in another system."""

    customer: UUID


class IdentityDocumentCreate(NewDocument):
    """An identity document of a customer."""

    customer: UUID


class KeyDateCreate(NewDate):
    """A day that comes back every year."""

    customer: UUID


class ConsentCreate(NewConsent):
    """What a customer allows or withdraws."""

    customer: UUID


class RelationshipCreate(Input):
    """How two customers stand to each other."""

    from_customer: UUID
    to_customer: UUID
    type: Annotated[str, Field(max_length=40, description="Key of a relationship type.", examples=["subsidiary_of"])]
    since: date | None = None
    until: date | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class RelationshipChange(Input):
    """What is corrected on a relationship."""

    since: date | None = None
    until: date | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class RelationshipEnd(Input):
    """Until when it was so."""

    at: date | None = None
