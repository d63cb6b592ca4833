"""From an entry to the rows that will be written; one broken entry is refused alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.cleaning.identity import clean_date, clean_document, clean_external_id
from kehu.customers.cleaning.names import PARTS, clean_name, match_key
from kehu.customers.cleaning.points import clean_point, repeated, same
from kehu.customers.cleaning.values import ValueRefused, chosen, contact_cleaners, customer_cleaners, plain_text
from kehu.customers.entries import NewConsent, NewContact, NewCustomer, NewPoint, NewRelationship
from kehu.customers.models import Consent, Customer, LifecycleStage
from kehu.customers.storing.lookups import Lookups, as_id
from kehu.foundation.access.models import User
from kehu.foundation.search.sorting import sort_key

Row = dict[str, Any]
_KINDS = frozenset(Customer.Kind.values)
_PERSON = str(Customer.Kind.PERSON)
_TIERS = frozenset(Customer.Tier.values)
# Keys of `values` that are not columns to be cleaned one by one.
SPECIAL = PARTS | {"kind", "owner", "team", "territory", "tier", "lifecycle_stage", "custom", "tags", "phone", "email",
                   "address"}  # fmt: skip


@dataclass
class Prepared:
    """The rows of one new customer. Child rows carry his id already; tags are names, relationships entries."""

    customer: Row
    points: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    external_ids: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    relationships: list[NewRelationship] = field(default_factory=list)
    stage: LifecycleStage | None = None


def prepare(entry: NewCustomer, lookups: Lookups, by: User, now: datetime) -> Prepared:
    """Raises a Refusal whose `field` names what is wrong."""
    values = entry.values
    kind = chosen(values.get("kind"), "kind", _KINDS)
    if not kind:
        raise ValueRefused(_("Person or organisation?"), field="kind")
    is_person = kind == _PERSON
    row: Row = {"id": entry.id, "kind": kind, **clean_name(values, is_person=is_person)}
    row.update(clean_plain(values))
    row["match_key"] = match_key(row["name"], is_person=is_person)
    row["sort_name"] = sort_key(row["name"])
    row["owner_id"] = lookups.owner(values["owner"]) if "owner" in values else (None if by.is_system else by.pk)
    row["created_by_id"] = entry.created_by or by.pk
    row["tier"] = chosen(values.get("tier"), "tier", _TIERS)
    row["team_id"] = lookups.team(values.get("team"))
    row.update(lookups.territory(values))
    stage = lookups.stage(values.get("lifecycle_stage"))
    row["lifecycle_stage_id"] = stage.pk if stage else None
    row["custom"] = lookups.custom(values, None) or {}
    row["created_at"] = entry.created_at or now
    row["last_contact_at"] = entry.last_contact_at
    prepared = Prepared(row, stage=stage, tags=[*entry.tags, *tag_names(values)], relationships=entry.relationships)
    prepared.points = prepare_points([*short_points(values), *entry.points], entry.id, None, lookups.region, now)
    row.update(repeated(prepared.points))
    for contact in entry.contacts:
        made, points = prepare_contact(contact, entry.id, lookups, now)
        prepared.contacts.append(made)
        prepared.points += points
    prepare_children(prepared, entry, by, now)
    return prepared


def clean_plain(values: dict[str, Any]) -> Row:
    """The plain columns among the values; an unknown key is refused."""
    cleaners = customer_cleaners()
    row = {}
    for key, value in values.items():
        if key in SPECIAL or key.startswith("custom."):
            continue
        cleaner = cleaners.get(key)
        if cleaner is None:
            raise ValueRefused(_("There is no field “%(name)s” that could be set.") % {"name": key[:60]}, field=key)
        row[key] = cleaner(value)
    return row


def tag_names(values: dict[str, Any]) -> list[str]:
    given = values.get("tags") or []
    pieces = (
        given.replace("，", ",").replace("；", ",").replace(";", ",").split(",") if isinstance(given, str) else given
    )
    return [name for one in pieces if (name := plain_text(one, "tags", 60))]


def short_points(values: dict[str, Any]) -> list[NewPoint]:
    """Contact points given in short, as plain values `phone`, `email`, `address`."""
    return [NewPoint(kind, str(values[kind])) for kind in ("phone", "email", "address") if values.get(kind)]


def prepare_points(
    entries: Iterable[NewPoint], customer_id: UUID, contact_id: UUID | None, region: str, now: datetime
) -> list[Row]:
    """Cleaned rows without repeats; at most one of each kind is preferred."""
    rows: dict[tuple[str, str], Row] = {}
    preferred: set[str] = set()
    for entry in entries:
        row = clean_point(entry, region=region)
        row.update(customer_id=customer_id, contact_id=contact_id, created_at=now)
        if row["preferred"] and row["kind"] in preferred:
            row["preferred"] = False
        if row["preferred"]:
            preferred.add(row["kind"])
        rows.setdefault(same(row["kind"], row["normalised"]), row)
    return list(rows.values())


def prepare_contact(entry: NewContact, customer_id: UUID, lookups: Lookups, now: datetime) -> tuple[Row, list[Row]]:
    """The contact's row and the rows of his points. Raises a Refusal."""
    values = entry.values
    row: Row = {"id": entry.id, "customer_id": customer_id, **clean_name(values, is_person=True)}
    row["sort_name"] = sort_key(row["name"])
    cleaners = contact_cleaners()
    row.update({key: cleaners[key](value) for key, value in values.items() if key in cleaners})
    row["person_id"] = as_id(values.get("person"))
    if entry.external:
        row["external_system"], row["external_id"] = clean_external_id(*entry.external)
    row["custom"] = lookups.custom_of_contact(values, None)
    row["created_at"] = entry.created_at or now
    points = prepare_points([*short_points(values), *entry.points], customer_id, entry.id, lookups.region, now)
    shown = repeated(points)
    row.update(phone=shown["phone"], email=shown["email"])
    return row, points


def prepare_children(target: Any, entry: Any, by: User, now: datetime) -> None:
    """Documents, key dates, consents and external identifiers of an entry, into the lists of the same names."""
    owner = {"customer_id": entry.id}
    pairs = dict.fromkeys(clean_external_id(system, value) for system, value in entry.external_ids)
    target.external_ids = [{**owner, "system": system, "value": value} for system, value in pairs]
    documents = {(row["kind"], row["number"]): row for row in map(clean_document, entry.documents)}
    target.documents = [{**owner, **row} for row in documents.values()]
    target.dates = [{**owner, **clean_date(one)} for one in entry.dates]
    target.consents = [{**owner, **clean_consent(one, by, now)} for one in entry.consents]


def clean_consent(entry: NewConsent, by: User, now: datetime) -> Row:
    """The columns of a consent statement. Raises ValueRefused."""
    return {
        "channel": chosen(entry.channel, "channel", Consent.Channel.values) or Consent.Channel.ANY,
        "purpose": chosen(entry.purpose, "purpose", Consent.Purpose.values) or Consent.Purpose.MARKETING,
        "statement": chosen(entry.statement, "statement", Consent.Statement.values) or Consent.Statement.GRANTED,
        "at": entry.at or now,
        "source": plain_text(entry.source, "source", 80),
        "proof": plain_text(entry.proof, "proof", 20_000),
        "recorded_by_id": by.pk,
    }
