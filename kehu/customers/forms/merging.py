"""What is asked before a merge, and the draft that is compared while a customer is entered."""

from typing import Any

from django.http import QueryDict

from kehu.customers.matching import Comparable
from kehu.customers.models import Customer
from kehu.foundation.values import emails, phones

# Longer input is not a name.
MOST = 400


def draft(given: QueryDict, region: str) -> Comparable | None:
    """The customer that is being entered, from whatever fields are filled; None while there is nothing to compare."""
    kind = str(given.get("kind", "person"))
    name, phone, email = (str(given.get(key, "")).strip()[:MOST] for key in ("name", "phone", "email"))
    city, address = (str(given.get(key, "")).strip() for key in ("city", "address"))
    number = phones.parse(phone, region) if phone else None
    mailbox = emails.parse(email) or ""
    if kind not in Customer.Kind.values or not (name or number or mailbox):
        return None
    return Comparable(
        kind,
        names=(name,) if name else (),
        phones=(number.key,) if number else (),
        emails=(mailbox,) if mailbox else (),
        cities=(city[:80],) if city else (),
        addresses=(address[:MOST],) if address else (),
    )


def choices(given: QueryDict) -> dict[str, Any]:
    """Whose value was chosen, by field: inputs are called `keep-FIELD`."""
    return {key.removeprefix("keep-"): value for key, value in given.items() if key.startswith("keep-")}
