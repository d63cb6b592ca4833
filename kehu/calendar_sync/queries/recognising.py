"""Which of a user's customers an entry of his calendar is about.

Only customers he sees are looked at, names only among those he owns, and only one answer counts: rather busy than a
visit to the wrong one.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Length

from kehu.calendar_sync.texts.reading import Entry
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.foundation.values import emails, phones

SHORTEST_NAME, SHORTEST_LATIN_NAME = 2, 4
MOST_PEOPLE = 30


@dataclass(frozen=True)
class Recognised:
    customer: Customer
    contact: Contact | None = None


def recognised(entry: Entry, user: User) -> Recognised | None:
    """By the mail address of somebody who takes part, a phone number in the text, or a name in title or place; None
    where that says nothing, or several.
    """
    if not user.may("customer.view"):
        return None
    own = user.email.lower()
    mails = [_comparable(one) for one in entry.people[:MOST_PEOPLE] if one != own]
    found = _by_points(user, "email", [one for one in mails if one])
    if found is None:
        text = f"{entry.title}\n{entry.place}\n{entry.notes[:2000]}"
        found = _by_points(user, "phone", [one.key for one in phones.parse_many(text) if one.valid][:MOST_PEOPLE])
    return found or _by_name(user, f"{entry.title}\n{entry.place}")


def _by_points(user: User, kind: str, values: list[str]) -> Recognised | None:
    if not values:
        return None
    rows = ContactPoint.objects.visible_to(user).filter(kind=kind, normalised__in=values, invalid_since__isnull=True)
    rows = rows.filter(Q(contact__isnull=True) | Q(contact__deleted_at__isnull=True))
    pairs = set(rows.values_list("customer_id", "contact_id")[:200])
    customers = {one for one, _contact in pairs}
    if len(customers) != 1:
        return None
    contacts: set[UUID] = {one for _customer, one in pairs if one}
    return _answer(user, customers.pop(), contacts.pop() if len(contacts) == 1 else None)


def _by_name(user: User, text: str) -> Recognised | None:
    """The longest name that stands in the text; of equally long ones none."""
    rows: Any = Customer.objects.visible_to(user).filter(owner=user)
    rows = rows.alias(text=Value(text, output_field=TextField())).filter(text__icontains=F("name"))
    rows = rows.annotate(length=Length("name")).order_by("-length", "id").values_list("pk", "name", "length")
    names = [(pk, length) for pk, name, length in rows[:20] if length >= _shortest(name)]
    if not names or (len(names) > 1 and names[1][1] == names[0][1]):
        return None
    return _answer(user, names[0][0], None)


def _shortest(name: str) -> int:
    return SHORTEST_LATIN_NAME if name.isascii() else SHORTEST_NAME


def _answer(user: User, customer_id: UUID, contact_id: UUID | None) -> Recognised | None:
    customer = Customer.objects.visible_to(user).filter(pk=customer_id).first()
    contact = Contact.objects.visible_to(user).filter(pk=contact_id).first() if contact_id else None
    return Recognised(customer, contact) if customer else None


def _comparable(address: str) -> str:
    try:
        return emails.comparison(emails.normalise(address))
    except emails.InvalidEmail:
        return ""
