"""What is entered about customers, as plain data: the one form that page, API, import and demo hand to the actions.

Nothing here is checked; `cleaning` does that.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kehu.foundation.database.records import new_id


@dataclass(slots=True)
class NewPoint:
    """`value` as typed. An address may come in parts instead: `parts` has the keys of `values.addresses.Address`.
    `place` is where an address lies: latitude and longitude in degrees.
    """

    kind: str
    value: str = ""
    label: str = ""
    extension: str = ""
    parts: dict[str, str] | None = None
    preferred: bool = False
    verified_at: datetime | None = None
    invalid_since: datetime | None = None
    place: tuple[Any, Any] | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class NewContact:
    """`values` are keys of the contact's fields."""

    values: dict[str, Any]
    points: list[NewPoint] = field(default_factory=list)
    created_at: datetime | None = None
    id: UUID = field(default_factory=new_id)
    external: tuple[str, str] | None = None  # system, and what it calls him


@dataclass(slots=True)
class ContactUpdate:
    """What changes on one contact: `changes` by field key; `points` and `external` are added if he has not got them."""

    id: UUID
    changes: dict[str, Any] = field(default_factory=dict)
    points: list[NewPoint] = field(default_factory=list)
    external: tuple[str, str] | None = None


@dataclass(slots=True)
class NewDocument:
    kind: str
    number: str
    valid_until: date | None = None


@dataclass(slots=True)
class NewDate:
    """`day` is a date or a text such as 1980-05-01, 05-01, 农历八月十五."""

    kind: str
    day: Any
    calendar: str = ""
    label: str = ""


@dataclass(slots=True)
class NewConsent:
    channel: str
    purpose: str
    statement: str = "granted"
    at: datetime | None = None
    source: str = ""
    proof: str = ""


@dataclass(slots=True)
class NewRelationship:
    """From the customer it stands at, to `to`; with `backwards` the other way round. `type` is a type's key."""

    type: str
    to: UUID
    backwards: bool = False
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(slots=True)
class NewCustomer:
    """`values` are keys of the customer's fields, with `name` or its parts among them; `owner` there is a user or his
    id (None: nobody; left out: who enters it). `external_ids` are (system, value) pairs, `tags` names.
    """

    values: dict[str, Any]
    points: list[NewPoint] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    documents: list[NewDocument] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    consents: list[NewConsent] = field(default_factory=list)
    relationships: list[NewRelationship] = field(default_factory=list)
    created_at: datetime | None = None
    created_by: UUID | None = None  # else who enters it; an import keeps the original author
    last_contact_at: datetime | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class CustomerUpdate:
    """What changes on one customer: `changes` by field key (also owner, tier, lifecycle_stage, tags, phone, email,
    address, custom); the rest is added to what he has, if he has not got it yet.
    """

    id: UUID
    changes: dict[str, Any] = field(default_factory=dict)
    points: list[NewPoint] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    documents: list[NewDocument] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    consents: list[NewConsent] = field(default_factory=list)
    relationships: list[NewRelationship] = field(default_factory=list)
