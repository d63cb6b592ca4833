"""What a frozen quote comes to when the customer ticks optional lines: worked out from what he reads alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kehu.catalog.queries import pricing
from kehu.catalog.queries.pricing import DocumentTotal
from kehu.quotes.entries import discount


def options_of(content: dict[str, Any]) -> list[str]:
    """Ids of the lines he may take or leave."""
    return [one["id"] for one in content["lines"] if one["kind"] == "item" and one["optional"]]


def sums_with(content: dict[str, Any], chosen: Iterable[str]) -> DocumentTotal:
    """Raises nothing for what the content itself holds: it was made by us and frozen."""
    taken = set(chosen)
    share, off = discount(content["discount"])
    return pricing.document_totals(
        [_line(one, one["optional"] and one["id"] not in taken) for one in content["lines"] if one["kind"] == "item"],
        content["currency"], rounding=content["tax_rounding"], discount_percent=share, discount_amount=off,
    )  # fmt: skip


@dataclass(frozen=True)
class BothTotals:
    """What it comes to without any optional line and with all of them."""

    least: Decimal
    most: Decimal


def both_totals(content: dict[str, Any]) -> BothTotals | None:
    """None where there is nothing to choose."""
    options = options_of(content)
    if not options:
        return None
    return BothTotals(sums_with(content, ()).total, sums_with(content, options).total)


def _line(one: dict[str, Any], is_optional: bool) -> pricing.Line:
    share, off = discount(one["discount"])
    return pricing.Line(
        quantity=Decimal(one["quantity"]), price=Decimal(one["price"]), discount_percent=share, discount_amount=off,
        tax_percent=Decimal(one["tax_percent"]), tax_included=one["tax_included"], is_optional=is_optional,
    )  # fmt: skip
