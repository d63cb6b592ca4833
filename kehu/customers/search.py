"""Under which terms customers and contacts are found, and what stands below a hit."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kehu.customers.models import Contact, ContactPoint, Customer, ExternalId, IdentityDocument
from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms

# Kinds of contact point that are found like phone numbers, like mails, and as plain words; addresses are not found.
_PHONES, _EMAILS, _WORDS = {"phone", "fax"}, {"email"}, {"wechat", "wecom", "other"}


def terms_of(customer_ids: list[UUID]) -> dict[UUID, set[str]]:
    """The terms of customers as they stand in the tables, by id; further ones come from the other domains."""
    points = _points(ContactPoint.objects.filter(customer__in=customer_ids, contact=None), "customer_id")
    numbers: dict[UUID, list[str]] = defaultdict(list)
    for model, column in ((ExternalId, "value"), (IdentityDocument, "number")):
        for customer_id, value in model.objects.filter(customer__in=customer_ids).values_list("customer_id", column):
            numbers[customer_id].append(value)
    rows = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "name", "other_names")
    found = {
        pk: terms_from([name, *other_names], points.get(pk, ()), numbers.get(pk, ())) for pk, name, other_names in rows
    }
    for extension in _extensions():
        for pk, more in extension.search_terms(customer_ids).items():
            if pk in found:
                found[pk] |= more
    return found


def contact_terms_of(contact_ids: list[UUID]) -> dict[UUID, set[str]]:
    points = _points(ContactPoint.objects.filter(contact__in=contact_ids), "contact_id")
    rows = Contact.objects.filter(pk__in=contact_ids).values_list("pk", "name")
    return {pk: terms_from([name], points.get(pk, ())) for pk, name in rows}


def terms_from(
    names: Iterable[str], points: Iterable[tuple[str, str, str]], identifiers: Iterable[str] = ()
) -> set[str]:
    """`points` are (kind, value, normalised)."""
    points = list(points)
    return terms(
        names=names,
        phones=[normalised for kind, _value, normalised in points if kind in _PHONES],
        emails=[value for kind, value, _normalised in points if kind in _EMAILS],
        identifiers=identifiers,
        words=[value for kind, value, _normalised in points if kind in _WORDS],
    )


def _points(rows: Any, owner: str) -> dict[UUID, list[tuple[str, str, str]]]:
    found: dict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    order = rows.exclude(kind=ContactPoint.Kind.ADDRESS).order_by("-preferred", "created_at", "pk")
    for key, *point in order.values_list(owner, "kind", "value", "normalised"):
        found[key].append(tuple(point))  # type: ignore[arg-type]
    return found


def _extensions() -> list[Any]:
    from kehu.customers.extensions import CustomerExtension, extensions

    return [one for one in extensions() if type(one).search_terms is not CustomerExtension.search_terms]


def _subtitle(customer: Customer, _user: User) -> str:
    parts = [customer.city, customer.owner.name if customer.owner else ""]
    return " · ".join(part for part in parts if part)


def _contact_subtitle(contact: Contact, _user: User) -> str:
    return " · ".join(part for part in (contact.job_title, contact.customer.name) if part)


register(Source("customer", number=1, terms_of=terms_of, subtitle=_subtitle, related=("owner",)))
register(Source("contact", number=2, terms_of=contact_terms_of, subtitle=_contact_subtitle, related=("customer",)))
