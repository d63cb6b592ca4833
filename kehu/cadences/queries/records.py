"""Leads and opportunities as cadences look at them."""

from typing import Any

from kehu.cadences.models import Cadence
from kehu.customers.models import Customer
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.objects import registry
from kehu.sales.models import Lead, Opportunity

Subject = Lead | Opportunity


def rows(object_key: str) -> VisibleQuerySet:
    """All records of a kind with what cadences ask of them; whoever calls narrows it to what may be seen."""
    model: Any = registry.get(object_key).model_class
    related = ("owner",) if object_key == Cadence.Subject.LEAD else ("owner", "customer", "contact")
    found: VisibleQuerySet = model.objects.select_related(*related)
    return found


def customer_of(record: Subject) -> Customer | None:
    """A lead has none until it is converted."""
    return record.customer if isinstance(record, Opportunity) else None


def values_of(record: Subject) -> dict[str, str]:
    """What the texts of steps may name."""
    owner = record.owner.name if record.owner else ""
    if isinstance(record, Lead):
        return {
            "name": record.name, "company": record.company or record.name, "job_title": record.job_title,
            "city": record.city, "subject": record.need, "owner": owner,
        }  # fmt: skip
    contact, customer = record.contact, record.customer
    return {
        "name": contact.name if contact else customer.name, "company": customer.name,
        "job_title": contact.job_title if contact else "", "city": customer.city, "subject": record.name,
        "owner": owner,
    }  # fmt: skip


def is_live(record: Subject) -> bool:
    return record.deleted_at is None and record.is_open
