"""The sums of lines and documents: pure arithmetic for quotes, contracts and invoices, so that they cannot drift.

Rounding is half up (away from zero) to the smallest unit of the currency, at these places and nowhere else:

1. a line's price times its quantity, its discount, and what is left (`amount`) are each rounded;
2. a discount on the whole document is spread over the lines in proportion to their amounts; what rounding leaves over
   goes to the largest remainders, so that the parts add up to exactly the discount;
3. tax: with `Rounding.LINE` that of each line is rounded and the document's is their sum; with `Rounding.DOCUMENT` that
   of each rate is rounded once on the sum of its lines, and spread over them as in 2, so that lines add up as well.
   Tax that is included is amount × rate / (100 + rate), tax on top is amount × rate / 100.

A discount is never more than what it is taken from, and never less than nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from kehu.foundation.values.money import Money

LINE, DOCUMENT = "line", "document"
NOTHING, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Line:
    """What is known of a line. `price` for one; the discount in percent is taken first, then the amount off. `cost` is
    that of one in the same currency, None if unknown or not for this reader. An `is_optional` line is worked out but
    not added up.
    """

    quantity: Decimal
    price: Decimal
    discount_percent: Decimal = NOTHING
    discount_amount: Decimal = NOTHING
    tax_percent: Decimal = NOTHING
    tax_included: bool = False
    cost: Decimal | None = None
    is_optional: bool = False


@dataclass(frozen=True)
class LineTotal:
    """`gross` is quantity × price, `amount` what is left after the line's own discount, `document_discount` this
    line's part of that on the whole document; then `net` + `tax` = `total`. `margin` is net − cost.
    """

    gross: Decimal
    discount: Decimal
    amount: Decimal
    document_discount: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    tax_percent: Decimal

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.net - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return _percent(self.margin, self.net)

    @property
    def discount_percent(self) -> Decimal | None:
        """All that was taken off, in percent of `gross`: what limits of discounts are held against."""
        return _percent(self.discount + self.document_discount, self.gross)


@dataclass(frozen=True)
class TaxTotal:
    """What is owed at one rate."""

    percent: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class DocumentTotal:
    """`lines` in the order given; sums leave optional lines out. `subtotal` is what the lines come to before
    `document_discount`; `discount` is all that was taken off. `taxes` by rate, the lowest first. `cost` and `margin`
    are None as soon as the cost of one line is unknown.
    """

    currency: str
    lines: tuple[LineTotal, ...]
    gross: Decimal
    subtotal: Decimal
    document_discount: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal
    taxes: tuple[TaxTotal, ...]
    cost: Decimal | None

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.net - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return _percent(self.margin, self.net)

    @property
    def discount_percent(self) -> Decimal | None:
        return _percent(self.discount, self.gross)


def line_total(line: Line, currency: str) -> LineTotal:
    """One line by itself, its tax rounded on the line. Raises ValueError for an unknown currency."""
    with localcontext(prec=60):
        gross = _rounded(line.quantity * line.price, currency)
        discount = _discount(gross, line.discount_percent, line.discount_amount, currency)
        cost = None if line.cost is None else _rounded(line.cost * line.quantity, currency)
        return _with_tax(
            LineTotal(
                gross, discount, gross - discount, NOTHING, NOTHING, NOTHING, NOTHING, cost, line.tax_percent,
            ),
            line,
            currency,
        )  # fmt: skip


def document_totals(
    lines: Sequence[Line], currency: str, *, rounding: str = DOCUMENT, discount_percent: Decimal = NOTHING,
    discount_amount: Decimal = NOTHING,
) -> DocumentTotal:  # fmt: skip
    """All lines, and what they come to. The discounts here are on the whole document, percent first, then the amount
    off. `rounding` is `PricingRules.tax_rounding`. Sums do not depend on the order of lines.
    """
    with localcontext(prec=60):
        found = [line_total(one, currency) for one in lines]
        counted = sorted(
            (place for place, one in enumerate(lines) if not one.is_optional),
            key=lambda at: _rank(lines[at], found[at]),
        )
        subtotal = sum((found[place].amount for place in counted), NOTHING)
        off = _discount(subtotal, discount_percent, discount_amount, currency)
        for place, part in zip(counted, _spread(off, [found[at].amount for at in counted], currency), strict=True):
            found[place] = _with_tax(replace(found[place], document_discount=part), lines[place], currency)
        if rounding == DOCUMENT:
            _tax_together(found, lines, counted, currency)
        return _summed(found, counted, subtotal, off, currency)


def _with_tax(total: LineTotal, line: Line, currency: str) -> LineTotal:
    left = total.amount - total.document_discount
    tax = _rounded(_tax(left, line), currency)
    net = left - tax if line.tax_included else left
    return replace(total, net=net, tax=tax, total=net + tax)


def _tax(amount: Decimal, line: Line) -> Decimal:
    """Not rounded yet."""
    base = HUNDRED + line.tax_percent if line.tax_included else HUNDRED
    return amount * line.tax_percent / base


def _tax_together(found: list[LineTotal], lines: Sequence[Line], counted: list[int], currency: str) -> None:
    """The tax of all lines of one rate, rounded once and spread over them."""
    groups: dict[tuple[Decimal, bool], list[int]] = {}
    for place in counted:
        groups.setdefault((lines[place].tax_percent, lines[place].tax_included), []).append(place)
    for places in groups.values():
        left = [found[place].amount - found[place].document_discount for place in places]
        whole = _rounded(_tax(sum(left, NOTHING), lines[places[0]]), currency)
        for place, amount, tax in zip(places, left, _spread(whole, left, currency), strict=True):
            net = amount - tax if lines[place].tax_included else amount
            found[place] = replace(found[place], net=net, tax=tax, total=net + tax)


def _summed(
    found: list[LineTotal], counted: list[int], subtotal: Decimal, off: Decimal, currency: str
) -> DocumentTotal:
    rows = [found[place] for place in counted]
    rates: dict[Decimal, list[LineTotal]] = {}
    for one in rows:
        rates.setdefault(one.tax_percent, []).append(one)
    costs = [one.cost for one in rows]
    return DocumentTotal(
        currency=currency,
        lines=tuple(found),
        gross=sum((one.gross for one in rows), NOTHING),
        subtotal=subtotal,
        document_discount=off,
        discount=sum((one.discount for one in rows), off),
        net=sum((one.net for one in rows), NOTHING),
        tax=sum((one.tax for one in rows), NOTHING),
        total=sum((one.total for one in rows), NOTHING),
        taxes=tuple(
            TaxTotal(percent, sum((one.net for one in group), NOTHING), sum((one.tax for one in group), NOTHING))
            for percent, group in sorted(rates.items())
        ),
        cost=None if None in costs else sum((one for one in costs if one is not None), NOTHING),
    )


def _rank(line: Line, total: LineTotal) -> tuple[Decimal, Decimal, bool]:
    """In which order odd cents are given away: by what a line is, not by where it stands."""
    return -abs(total.amount), line.tax_percent, line.tax_included


def _discount(amount: Decimal, percent: Decimal, off: Decimal, currency: str) -> Decimal:
    """What is taken off `amount`: the percentage, then a fixed sum, held between nothing and all of it. Of a negative
    amount (a return, a credit) it is negative.
    """
    part = _rounded(amount * min(max(percent, NOTHING), HUNDRED) / HUNDRED, currency)
    size = min(abs(part) + _rounded(max(off, NOTHING), currency), abs(amount))
    return -size if amount < 0 else size


def _spread(whole: Decimal, amounts: list[Decimal], currency: str) -> list[Decimal]:
    """`whole` in proportion to `amounts`, adding up to exactly it."""
    weights = [abs(one) for one in amounts]
    if not whole or not sum(weights):
        return [NOTHING] * len(amounts)
    if any(one < 0 for one in amounts) and any(one > 0 for one in amounts):
        return _spread_mixed(whole, amounts, currency)
    return [one.amount for one in Money(whole, currency).allocate(weights)]


def _spread_mixed(whole: Decimal, amounts: list[Decimal], currency: str) -> list[Decimal]:
    """Where credits stand beside charges: each line's exact part rounded, what is left over on the largest line."""
    total = sum(amounts, NOTHING)
    if not total:
        return [NOTHING] * len(amounts)
    parts = [_rounded(whole * one / total, currency) for one in amounts]
    largest = max(range(len(amounts)), key=lambda place: abs(amounts[place]))
    parts[largest] += whole - sum(parts, NOTHING)
    return parts


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return Money(amount, currency).rounded().amount


def _percent(part: Decimal | None, whole: Decimal) -> Decimal | None:
    if part is None or not whole:
        return None
    return (part / whole * HUNDRED).quantize(Decimal("0.01"))
