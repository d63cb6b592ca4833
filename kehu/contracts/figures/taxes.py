"""Tax taken out of a gross amount, rounded to the currency, and checked tax numbers."""

import re
from collections.abc import Iterable
from decimal import Decimal

from kehu.contracts.figures.splits import HUNDRED, rounded
from kehu.foundation.values import identity_numbers

_OLD = re.compile(r"[0-9A-Z]{15}\Z", re.ASCII)
_TWENTY = re.compile(r"\d{17}[\dX][0-9A-Z]{2}\Z", re.ASCII)
_ANY = re.compile(r"[0-9A-Z][0-9A-Z.\-]{3,29}\Z", re.ASCII)


def net_and_tax(gross: Decimal, rate: Decimal, currency: str) -> tuple[Decimal, Decimal]:
    """`rate` in percent. The net is rounded, the tax is what remains, so that both make the gross."""
    net = rounded(gross * HUNDRED / (HUNDRED + rate), currency)
    return net, gross - net


def by_rate(parts: Iterable[tuple[Decimal, Decimal]]) -> dict[Decimal, Decimal]:
    """(rate, amount) pairs added up by rate, the highest rate first."""
    found: dict[Decimal, Decimal] = {}
    for rate, amount in parts:
        found[rate] = found.get(rate, Decimal(0)) + amount
    return dict(sorted(found.items(), reverse=True))


def chinese_tax_number(text: str) -> str | None:
    """A taxpayer number in its normal form: a unified social credit code or a resident number with their check digits,
    an old one of 15, or a person's of 20 characters. None if it is none of these.
    """
    number = text.replace(" ", "").replace("-", "").upper()
    code = identity_numbers.credit_code(number)
    if code:
        return code
    resident = identity_numbers.resident(number) if len(number) == 18 else None
    if resident:
        return resident.number
    return number if _OLD.match(number) or _TWENTY.match(number) else None


def foreign_tax_number(text: str) -> str | None:
    """Tidied, if it looks like one at all."""
    number = text.strip().upper().replace(" ", "")
    return number if _ANY.match(number) else None
