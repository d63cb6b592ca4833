"""Why a price is what it is, in sentences for the seller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Reason:
    """`code` is stable for programs, `facts` are the figures in it, `text` the sentence in the reader's language."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return _sentence(self.code, {key: _shown(value) for key, value in self.facts.items()})


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else f"{_short(value):f}"
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return "" if value is None else str(value)


def _short(value: Decimal) -> Decimal:
    """A figure for a sentence: at most six digits behind the point."""
    return round(value, 6).normalize()


def _sentence(code: str, facts: dict[str, str]) -> str:
    if code == "valid":
        return _validity(facts)
    return _SENTENCES[code]() % facts


def _validity(facts: dict[str, str]) -> str:
    if facts["since"] and facts["until"]:
        return _("It holds from %(since)s to %(until)s.") % facts
    return (_("It holds from %(since)s.") if facts["since"] else _("It holds until %(until)s.")) % facts


_SENTENCES = {
    "standard": lambda: _("From the standard price book “%(book)s”."),
    "book": lambda: _("From the price book “%(book)s”."),
    "tier": lambda: _("The book is for customers of the tier “%(value)s”."),
    "standing": lambda: _("The book is for customers of the kind “%(value)s”."),
    "tag": lambda: _("The book is for customers with the tag “%(value)s”."),
    "region": lambda: _("The book is for “%(value)s”."),
    "territory": lambda: _("The book is for the territory “%(value)s”."),
    "variant": lambda: _("This variant has a price of its own."),
    "step": lambda: _("Volume step: from %(from)s on; the quantity is %(quantity)s."),
    "unit": lambda: _("Converted between units: one of the wanted unit is %(factor)s of the unit in the book."),
    "converted": lambda: _("Converted from %(amount)s %(currency)s at the rate %(rate)s of %(on)s."),
    "passed_over": lambda: _("“%(book)s” comes first but has no price for a quantity of %(quantity)s."),
    "no_price": lambda: _("No price book has a price in %(currency)s for it."),
    "summed": lambda: _("The sum of %(count)s parts."),
    "part_missing": lambda: _("A part of the bundle has no price: “%(part)s”."),
    "periods_differ": lambda: _("The parts are not all charged for the same time; the sum adds them up as they are."),
    "taxes_differ": lambda: _("The prices of the parts differ in whether they include tax."),
}
