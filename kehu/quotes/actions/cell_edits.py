"""Quotes changed field by field, from lists, cards and pasted blocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.quotes.actions import quotes
from kehu.quotes.permissions import QuoteVerb
from kehu.sales.models import Opportunity


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    quotes.update(
        quote=visible_record(by, "quote", record_id), changes=_values(changes, by), by=by, expected_version=version
    )


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    update(record_id, {"owner": value}, by, None)


def valid_until(record_id: UUID, start: datetime, _end: datetime | None, _all_day: bool, by: User) -> None:
    """The last day dragged in the calendar."""
    update(record_id, {"valid_until": timezone.localtime(start).date()}, by, None)


def _values(changes: dict[str, Any], by: User) -> dict[str, Any]:
    """As the action takes them: people and records as objects, texts never None."""
    made = dict(changes)
    rows = {"owner": User.objects.all(), "contact": Contact.objects.visible_to(by),
            "opportunity": Opportunity.objects.visible_to(by)}  # fmt: skip
    for key, known in rows.items():
        if key in made:
            made[key] = known.filter(pk=made[key]).first() if made[key] else None
    for key in {"title", "introduction", "terms", "note", "currency", "language"} & made.keys():
        made[key] = str(made[key] or "")
    return made


def connect() -> None:
    needs = {"owner": str(QuoteVerb.ASSIGN)}
    registry.register(Editor("quote", update=update, closed=frozenset({"customer", "opportunity"}), needs=needs))
    many.register("quote", leave_out={"title", "customer", "contact", "opportunity"})
