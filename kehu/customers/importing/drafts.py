"""From the values of a row to what would be entered: one draft per row, nothing looked up yet."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.cleaning.identity import kind_of_number
from kehu.customers.cleaning.names import clean_name, match_key
from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.entries import NewConsent, NewContact, NewCustomer, NewDate, NewDocument, NewPoint
from kehu.customers.models import Consent, Customer, KeyDate
from kehu.foundation.values import emails, phones

PERSON, ORGANISATION = Customer.Kind.PERSON.value, Customer.Kind.ORGANISATION.value
PHONES = {
    "mobile": "mobile", "phone": "", "work_phone": "work", "home_phone": "home", "other_phone": "other",
    "phone_3": "other",
}  # fmt: skip
EMAILS = {"email": "", "other_email": "other"}
ADDRESS_PARTS = ("street", "district", "city", "region", "postcode", "country")
PLAIN = (
    "gender", "job_title", "tier", "lifecycle_stage", "owner", "team", "territory", "source", "industry", "employees",
    "annual_revenue", "currency", "language", "website", "preferred_channel", "preferred_hours", "do_not_contact",
    "satisfaction", "notes", "other_names",
)  # fmt: skip
LISTS = ("points", "contacts", "external_ids", "tags", "documents", "dates", "consents", "relationships")
# Only a person has these, only an organisation those.
OF_PERSONS = {"family_name", "given_name", "gender", "birthday", "lunar_birthday", "organisation", "department"}
OF_ORGANISATIONS = {"employees", "annual_revenue", "credit_code", "founded", "contact_name"}

TOTALS = frozenset(["合计", "总计", "小计", "共计", "合計", "總計", "total", "totals", "subtotal", "grand total"])
TELLING = {"external_id", "phone", "mobile", "email", "address", "street"}  # a line of totals has none of them
_ORGANISATION = re.compile(
    r"公司|集团|集團|工厂|厂$|商店|商行|商场|超市|酒店|宾馆|饭店|餐厅|银行|学校|大学|学院|中学|小学|幼儿园|医院|诊所|药店|事务所|研究[院所]"
    r"|合作社|协会|基金会|委员会|管理局|办事处|政府|中心$|工作室|经营部|营业部|门市部|代理处|服务部|批发部|实业|[局所社部店站队院馆]$"
)
_WESTERN = re.compile(
    r"\b(ltd|limited|inc|llc|llp|plc|gmbh|ag|kg|corp|corporation|company|co|group|holdings?|bank|university|school|college"
    r"|hospital|hotel|institute|foundation|association|s\.?a\.?|s\.?r\.?l|b\.?v|pty|pte|sdn|bhd|technologies|solutions"
    r"|systems|industries|partners|services|consulting|international|enterprises?|labs?|studio|agency)\b\.?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Draft:
    """`values` are plain fields, without the name; a row with nothing but an external id may have none."""

    number: int
    kind: str
    name: str
    values: dict[str, Any]
    match_key: str = ""
    points: list[NewPoint] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    documents: list[NewDocument] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    consents: list[NewConsent] = field(default_factory=list)
    created_at: datetime | None = None
    created_by: UUID | None = None
    organisation: str = ""
    parent: str = ""
    department: str = ""
    phone_keys: list[str] = field(default_factory=list)
    email_keys: list[str] = field(default_factory=list)
    kind_given: bool = False
    named: dict[str, str] = field(default_factory=dict)  # the name and its parts
    name_given: bool = False
    ready: NewCustomer | None = None  # what it becomes if he is new; taken once

    @property
    def is_person(self) -> bool:
        return self.kind == PERSON

    def as_new(self) -> NewCustomer:
        """The entry of a new customer, without relationships."""
        lists: dict[str, Any] = {key: list(getattr(self, key)) for key in LISTS if key != "relationships"}
        values = {**self.named, **self.values, "kind": self.kind}
        return NewCustomer(values, created_at=self.created_at, created_by=self.created_by, **lists)

    @property
    def has_strong_key(self) -> bool:
        return bool(self.external_ids or self.phone_keys or self.email_keys)


class Drafting:
    """Makes drafts; knows what is the same for every row: region, source and the fields that are mapped."""

    def __init__(self, *, region: str, system: str, fields: frozenset[str]):
        self.region = region
        self.system = system
        self._plain = [key for key in (*PLAIN, *sorted(key for key in fields if key.startswith("custom.")))
                       if key in fields]  # fmt: skip
        self._phones = [(key, label) for key, label in PHONES.items() if key in fields]
        self._emails = [(key, label) for key, label in EMAILS.items() if key in fields]
        self._address = bool(fields & {"address", *ADDRESS_PARTS})

    def draft(self, number: int, values: dict[str, Any]) -> Draft:
        """Raises ValueRefused if there is no name."""
        kind = values.get("kind") or self._kind(values)
        person = kind == PERSON
        given: dict[str, Any] = {key: values[key] for key in ("name", "family_name", "given_name") if key in values}
        draft = Draft(number, kind, "", {}, kind_given="kind" in values)
        if given or "external_id" not in values:
            draft.named = clean_name(given or {"name": self._stand_in(values)}, is_person=person)
            draft.name, draft.name_given = draft.named["name"], bool(given)
            if draft.name.lower() in TOTALS and not TELLING & values.keys():
                raise ValueRefused(_("This looks like a line of totals, not like a customer."), field="name")
            draft.match_key = match_key(draft.name, is_person=person)
        for key in self._plain:
            if key in values:
                draft.values[key] = values[key]
        if "standings" in values:
            draft.values["standings"] = values["standings"]
        draft.tags = values.get("tags", [])
        if "external_id" in values:
            draft.external_ids = [(self.system, values["external_id"])]
        draft.created_at, draft.created_by = values.get("created_at"), values.get("created_by")
        draft.organisation, draft.parent = values.get("organisation", ""), values.get("parent", "")
        draft.department = values.get("department", "")
        self._reach(draft, values)
        self._papers(draft, values)
        self._contact(draft, values)
        return draft

    def _kind(self, values: dict[str, Any]) -> str:
        if values.keys() & OF_PERSONS:
            return PERSON
        if values.keys() & OF_ORGANISATIONS:
            return ORGANISATION
        return ORGANISATION if looks_like_organisation(str(values.get("name", ""))) else PERSON

    def _stand_in(self, values: dict[str, Any]) -> str:
        """A mail address or a company serves as name where none is given."""
        return str(
            values.get("organisation") or values.get("email") or values.get("mobile") or values.get("phone") or ""
        )

    def _reach(self, draft: Draft, values: dict[str, Any]) -> None:
        for key, label in self._phones:
            if key in values:
                self._add_phones(draft, values[key], label)
        for text, label in [(text, label) for key, label in self._emails for text in _pieces(values.get(key, ""))]:
            draft.points.append(NewPoint("email", text, label))
            draft.email_keys += filter(None, [_comparable(text)])
        for key in ("fax", "wechat", "wecom"):
            if key in values:
                draft.points.append(NewPoint(key, values[key]))
        if "address" in values:
            draft.points.append(NewPoint("address", values["address"], place=_place(values)))
        elif self._address and (parts := {key: values[key] for key in ADDRESS_PARTS if key in values}):
            draft.points.append(NewPoint("address", parts=parts, place=_place(values)))

    def _add_phones(self, draft: Draft, text: str, label: str) -> None:
        numbers = phones.parse_many(text, self.region)
        if not numbers:
            draft.points.append(NewPoint("phone", text, label))  # refused with a sentence when written
        for found in numbers:
            if found.key in draft.phone_keys:
                continue
            point = NewPoint("phone", found.raw, label or ("mobile" if found.mobile else ""), found.extension)
            draft.points.append(point)
            if found.valid:  # a few odd digits tell nobody from anybody
                draft.phone_keys.append(found.key)

    def _papers(self, draft: Draft, values: dict[str, Any]) -> None:
        for key in ("identity_number", "credit_code"):
            if key in values:
                number = values[key]
                draft.documents.append(NewDocument(kind_of_number(number, is_person=draft.is_person), number))
        for key, kind in (("birthday", KeyDate.Kind.BIRTHDAY), ("founded", KeyDate.Kind.FOUNDING)):
            if key in values:
                draft.dates.append(NewDate(kind, values[key]))
        if "lunar_birthday" in values:
            draft.dates.append(NewDate(KeyDate.Kind.BIRTHDAY, values["lunar_birthday"], calendar="lunar"))
        if "consent_marketing" in values:
            said = Consent.Statement.GRANTED if values["consent_marketing"] else Consent.Statement.WITHDRAWN
            draft.consents.append(
                NewConsent(
                    Consent.Channel.ANY, Consent.Purpose.MARKETING, said, draft.created_at, self.system or "import"
                )
            )

    def _contact(self, draft: Draft, values: dict[str, Any]) -> None:
        if "contact_name" not in values or draft.is_person:
            return
        given = {"name": values["contact_name"], "is_primary": True}
        if "contact_title" in values:
            given["job_title"] = values["contact_title"]
        points = [
            NewPoint(kind, values[key])
            for key, kind in (("contact_phone", "phone"), ("contact_email", "email"))
            if key in values
        ]
        if "contact_phone" not in values and "mobile" in values:
            points.append(NewPoint("phone", values["mobile"], "mobile"))
        draft.contacts.append(NewContact(given, points))


def _place(values: dict[str, Any]) -> tuple[Any, Any] | None:
    found = values.get("latitude"), values.get("longitude")
    return None if None in found else found


def looks_like_organisation(name: str) -> bool:
    return bool(_ORGANISATION.search(name) if not name.isascii() else _WESTERN.search(name))


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(r"[;,，；、\s|]+(?=\S+@)", text.strip()) if piece]


def _comparable(text: str) -> str:
    try:
        return emails.comparison(emails.normalise(text))
    except emails.InvalidEmail:
        return ""
