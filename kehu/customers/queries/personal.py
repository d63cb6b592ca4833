"""By which words a person is known, and which of these others share."""

from collections.abc import Iterable

import phonenumbers
from django.db.models import Q

from kehu.customers.models import Contact, ContactPoint, Customer, ExternalId, IdentityDocument
from kehu.foundation.privacy.words import Words
from kehu.foundation.values import phones

DIGESTED = {"phone", "fax", "email", "wechat", "wecom"}


def absorbed(customer: Customer) -> list[Customer]:
    """Everybody who was merged into the customer, directly or by way of others, the last ones first."""
    found: list[Customer] = []
    level = [customer]
    while level:
        level = list(Customer._base_manager.filter(merged_into__in=level))
        found = level + found
    return found


def words_of_customer(customer: Customer) -> Words:
    """Names, contact points, documents and identifiers of a customer, of those merged into him, and of his contacts."""
    everyone = [customer, *absorbed(customer)]
    words = Words()
    for one in everyone:
        words.add_names(one.name, *one.other_names)
        words.add(one.phone, one.email)
    contacts = Contact._base_manager.filter(customer__in=everyone)
    if customer.is_person:
        words.add_names(*contacts.values_list("name", flat=True))
    for contact in contacts:
        words.add(contact.phone, contact.email)
    _add_points(words, ContactPoint._base_manager.filter(customer__in=everyone))
    for number in IdentityDocument._base_manager.filter(customer__in=everyone).values_list("number", flat=True):
        words.add(number)
        words.digests.add(("identity", number))
    words.add(*ExternalId._base_manager.filter(customer__in=everyone).values_list("value", flat=True))
    return words


def words_of_contact(contact: Contact) -> Words:
    words = Words()
    words.add_names(contact.name)
    words.add(contact.phone, contact.email)
    _add_points(words, ContactPoint._base_manager.filter(contact=contact))
    return words


def words_shared_with_others(words: set[str]) -> set[str]:
    """Those that stand at somebody who is still there: the phone of a household, the switchboard of a company."""
    listed = list(words)
    values = set(
        ContactPoint._base_manager.filter(Q(value__in=listed) | Q(normalised__in=listed)).values_list(
            "value", "normalised"
        )
    )
    shared = {one for pair in values for one in pair}
    shared |= set(IdentityDocument._base_manager.filter(number__in=listed).values_list("number", flat=True))
    written = {form for one in shared for form in _forms(one)}
    return words & (shared | written)


def _add_points(words: Words, points: Iterable[ContactPoint]) -> None:
    for point in points:
        if point.kind in DIGESTED:
            words.digests.add(("phone" if point.kind == "fax" else point.kind, point.normalised))
        if point.kind in {"phone", "fax"}:
            words.add(point.value, *_forms(point.normalised))
        elif point.kind == "address":
            words.add(point.value if len(point.value) >= LONG_ADDRESS else "")
        else:
            words.add(point.value, point.normalised)


LONG_ADDRESS = 10  # letters; "Beijing" alone is nobody's address


def _forms(number: str) -> set[str]:
    """A number as people write it: as stored, as shown at home and abroad, and with nothing between the digits."""
    if not number.startswith("+"):
        return {number}
    code = phones.split_country(number)[0]
    home = phonenumbers.region_code_for_country_code(int(code)) if code else "CN"
    shown = {phones.display(number, region=region) for region in ("CN", home)}
    forms = {number, *shown, *(one.replace(" ", "-") for one in shown), *(one.replace(" ", "") for one in shown)}
    if number.startswith("+86"):
        forms |= {number[3:], f"+86 {number[3:]}", f"86{number[3:]}"}
    return forms
