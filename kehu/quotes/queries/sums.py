"""What the lines of a quote come to: the catalogue's arithmetic, applied to rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kehu.catalog.queries import pricing
from kehu.catalog.queries.pricing import DocumentTotal, LineTotal
from kehu.quotes.models import Line, Quote

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Sums:
    """`lines` by the id of their row, only of those with a price of their own."""

    document: DocumentTotal
    lines: dict[UUID, LineTotal]

    def section(self, lines: Iterable[Line]) -> Decimal:
        """What the lines of a section come to before a discount on the whole document; optional ones left out."""
        return sum((self.lines[one.pk].amount for one in lines if one.counts and not one.is_optional), Decimal(0))


def sums(quote: Quote, lines: Sequence[Line], rounding: str, chosen: Iterable[UUID] = ()) -> Sums:
    """`lines` in their order; `chosen` are optional ones that are taken. `rounding` is that of the pricing rules."""
    taken = set(chosen)
    counted = [one for one in lines if one.counts]
    document = pricing.document_totals(
        [
            pricing.Line(
                quantity=one.quantity, price=one.price, discount_percent=one.discount_percent,
                discount_amount=one.discount_amount, tax_percent=one.tax_percent, tax_included=one.tax_included,
                cost=one.cost, is_optional=one.is_optional and one.pk not in taken,
            )
            for one in counted
        ],
        quote.currency, rounding=rounding, discount_percent=quote.discount_percent,
        discount_amount=quote.discount_amount,
    )  # fmt: skip
    return Sums(document, {one.pk: total for one, total in zip(counted, document.lines, strict=True)})


def given_away(line: Line, total: LineTotal) -> Decimal:
    """Which part of the list price the customer does not pay, in percent: by discounts or by a lower price."""
    asked = (line.price if line.list_price is None else line.list_price) * line.quantity
    if asked <= 0:
        return Decimal(0)
    left = total.amount - total.document_discount
    return max(Decimal(0), ((asked - left) / asked * HUNDRED)).quantize(Decimal("0.01"))


def deepest_discount(lines: Iterable[Line], totals: Sums) -> Decimal:
    """The largest of them, optional lines included: the customer may take these too."""
    return max((given_away(one, totals.lines[one.pk]) for one in lines if one.counts), default=Decimal(0))
