"""How the texts of a quote's content are written on paper and screen, in the language that is active."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from kehu.foundation.ui.formats import show_date, show_number


def figures(currency: str) -> dict[str, Callable[..., str]]:
    """Functions for templates: `amount` of the currency without its sign, `figure` with as many digits as it has but at
    least some, `day` in full.
    """
    digits = get_currency_precision(currency)

    def amount(value: Any) -> str:
        return show_number(Decimal(value), digits)

    def figure(value: str, least: int = 0) -> str:
        said = Decimal(value)
        behind = -int(said.normalize().as_tuple().exponent) if said else 0
        return show_number(said, max(behind, least if currency_has_digits else 0))

    def day(value: str) -> str:
        return show_date(date.fromisoformat(value), "long")

    currency_has_digits = digits > 0
    return {"amount": amount, "figure": figure, "day": day}
