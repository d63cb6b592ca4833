"""Two customers side by side: what tells whether they are one, as the reader may see it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kehu.customers.models import Contact, ContactPoint, Customer, ExternalId, IdentityDocument, KeyDate
from kehu.customers.queries.eyes import Eyes
from kehu.foundation.ui.formats import show_date


@dataclass(frozen=True)
class Row:
    """One fact of both: the values of the first, those of the second, and those that both have."""

    label: str
    first: list[str]
    second: list[str]
    shared: set[str]


def side_by_side(first: Customer, second: Customer, eyes: Eyes, labels: dict[str, Any]) -> list[Row]:
    """Only facts that at least one of them has; `labels` are the names of the facts by key."""
    facts = _facts([first, second], eyes)
    rows = []
    for key, label in labels.items():
        ours, theirs = facts[first.pk][key], facts[second.pk][key]
        if ours or theirs:
            same = {shown for value, shown in ours if value in {other for other, _shown in theirs}}
            rows.append(Row(str(label), [s for _v, s in ours], [s for _v, s in theirs], same))
    return rows


def _facts(pair: list[Customer], eyes: Eyes) -> dict[UUID, dict[str, list[tuple[Any, str]]]]:
    """By customer and fact: what it is compared by, and how it is shown."""
    ids = [one.pk for one in pair]
    found: dict[UUID, dict[str, list[tuple[Any, str]]]] = defaultdict(lambda: defaultdict(list))
    for one in pair:
        found[one.pk]["kind"] = [(one.kind, str(one.get_kind_display()))]
        if one.other_names and not eyes.hidden("other_names"):
            found[one.pk]["other_names"] = [(name, name) for name in one.other_names]
        found[one.pk]["owner"] = [(one.owner_id, str(one.owner))] if one.owner else []
        found[one.pk]["created_at"] = [(one.created_at, show_date(one.created_at))]
        found[one.pk]["last_contact_at"] = [(one.last_contact_at, show_date(one.last_contact_at))] * bool(
            one.last_contact_at
        )
    for point in ContactPoint.objects.filter(customer__in=ids, contact=None).order_by("-preferred", "created_at", "pk"):
        if eyes.sees_point(point):
            key = point.kind if point.kind in {"phone", "email", "address"} else "other_points"
            found[point.customer_id][key].append((point.normalised, eyes.point(point)))
    if not eyes.hidden("identity_number"):
        for document in IdentityDocument.objects.filter(customer__in=ids).order_by("pk"):
            found[document.customer_id]["documents"].append((document.number, eyes.document(document)))
    for external in ExternalId.objects.filter(customer__in=ids).order_by("system", "value"):
        shown = f"{external.system}: {external.value}"
        found[external.customer_id]["external_ids"].append((shown, shown))
    for day in KeyDate.objects.filter(customer__in=ids, contact=None).order_by("month", "day"):
        shown = "-".join(f"{part:02}" for part in (day.year, day.month, day.day) if part)
        found[day.customer_id]["dates"].append((shown, f"{day.get_kind_display()} {shown}"))
    for contact in Contact.objects.filter(customer__in=ids, deleted_at=None).order_by("-is_primary", "sort_name")[:40]:
        found[contact.customer_id]["contacts"].append((contact.name, contact.name))
    return found
