"""What the core itself hands out of a customer: everything this package knows of him, as plain data."""

from typing import Any

from django.db import models

from kehu.customers.extensions import CustomerExtension
from kehu.customers.models import Contact, Customer, Relationship
from kehu.customers.storing.referring import records_of, release_records
from kehu.foundation.access.models import User
from kehu.foundation.audit.models import AuditEntry, SensitiveRead

_SKIPPED = {"id", "customer", "version", "match_key", "normalised", "sort_name"}
_HANGING = (
    "contact_points", "contacts", "consents", "identity_documents", "external_ids", "key_dates", "lifecycle_changes",
    "tier_assignments", "tagged", "account_team",
)  # fmt: skip
MOST_CHANGES = 20_000


class Extension(CustomerExtension):
    key = "customers"

    def export(self, customer: Customer) -> dict[str, Any]:
        found: dict[str, Any] = {"customer": plain(customer)}
        for name in _HANGING:
            rows = getattr(customer, name).order_by("created_at", "pk")
            found[name] = [plain(row) for row in rows]
        relations = [*customer.relations_from.all(), *customer.relations_to.all()]
        found["relationships"] = [_relation(one, customer) for one in relations]
        found["changes"] = [
            {"at": one.at.isoformat(), "what": one.table, "kind": one.action, "from": one.source, "old": one.old,
             "new": one.new}
            for one in AuditEntry.objects.filter(subject_id=customer.pk).order_by("id")[:MOST_CHANGES]
        ]  # fmt: skip
        found["reads"] = _reads(customer)
        found["referring_records"] = records_of(customer)
        return found

    def erase(self, *, customer: Customer, by: User) -> None:
        """Records of the company's own kinds let go of him; what their texts say of him the erasure itself sees to."""
        release_records(customer=customer, by=by)

    def export_contact(self, contact: Contact) -> dict[str, Any]:
        return {
            "contact": plain(contact),
            "contact_points": [plain(one) for one in contact.contact_points.order_by("created_at", "pk")],
            "key_dates": [plain(one) for one in contact.key_dates.order_by("created_at", "pk")],
            "reads": _reads(contact),
        }


def plain(row: models.Model) -> dict[str, Any]:
    """A row as plain data, references by what they are called, empty values left out."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in _SKIPPED:
            continue
        value = getattr(row, field.name) if field.is_relation else field.value_from_object(row)
        if value in (None, "", [], {}, False):
            continue
        if hasattr(value, "isoformat"):
            found[field.name] = value.isoformat()
        else:
            found[field.name] = value if isinstance(value, str | int | float | list | dict) else str(value)
    return found


def _relation(one: Relationship, customer: Customer) -> dict[str, Any]:
    forward = one.from_customer_id == customer.pk
    return {
        "relation": one.type.forward_label if forward else one.type.reverse_label,
        "other": str(one.to_customer if forward else one.from_customer),
        "since": one.since.isoformat() if one.since else None, "until": one.until.isoformat() if one.until else None,
        "note": one.note,
    }  # fmt: skip


def _reads(record: models.Model) -> list[dict[str, Any]]:
    rows = SensitiveRead.objects.filter(record_id=record.pk).select_related("reader").order_by("id")
    return [{"at": one.at.isoformat(), "who": one.reader.name, "field": one.field} for one in rows[:MOST_CHANGES]]


extension = Extension()
