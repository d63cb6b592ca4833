"""Prices, costs and sums of a quote brought up to date: the server's word on what the browser shows while one types."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kehu.catalog.queries.prices import Ask, prices_for
from kehu.catalog.queries.taxes import rules as pricing_rules
from kehu.foundation.company.calendar import rate_on
from kehu.quotes.models import Line, Quote
from kehu.quotes.queries.costs import set_costs
from kehu.quotes.queries.lines import lines_of
from kehu.quotes.queries.sums import Sums, deepest_discount, sums

CENT = Decimal("0.01")
# What of a line is worked out.
WORKED_OUT = ("list_price", "price", "tax_included", "cost", "amount", "net", "tax", "total")


def settle(quote: Quote, *, anew: bool = False) -> Sums:
    """Work out what the saved lines come to, and save what changed of them; with `anew` the price books are asked, too.
    The quote itself is changed and not saved.
    """
    lines = lines_of(quote)
    before = {one.pk: [getattr(one, key) for key in WORKED_OUT] for one in lines}
    if anew:
        ask_books(quote, lines, lines)
    found = work_out(quote, lines)
    changed = [one for one in lines if [getattr(one, key) for key in WORKED_OUT] != before[one.pk]]
    if changed:
        Line.objects.bulk_update(changed, WORKED_OUT)
    return found


def ask_books(quote: Quote, lines: list[Line], wanted: Iterable[Line]) -> None:
    """Set list price, price (unless it is somebody's own) and cost of `wanted`, which are among `lines`. Parts of a
    bundle that changed mean its line. A product without a price keeps what stands there.
    """
    touched = {one.parent_id or one.pk for one in wanted}
    asking = [one for one in lines if one.pk in touched and one.counts and one.product_id]
    if asking:
        prices = prices_for(
            [_ask(one, lines) for one in asking], customer=quote.customer, currency=quote.currency, on=quote.price_date
        )
        for one, price in zip(asking, prices, strict=True):
            one.list_price = price.amount
            if price.amount is not None and not one.price_is_own:
                one.price, one.tax_included = price.amount, price.includes_tax
    set_costs([one for one in lines if one.pk in touched or one.parent_id in touched], quote.currency, quote.price_date)
    _cost_of_bundles(lines, asking)


def ask_of(line: Line, lines: list[Line]) -> Ask:
    return _ask(line, lines)


def work_out(quote: Quote, lines: list[Line]) -> Sums:
    """Set the sums of lines and quote, saving nothing."""
    found = sums(quote, lines, pricing_rules().tax_rounding)
    for one in lines:
        total = found.lines.get(one.pk)
        zero = Decimal(0)
        one.amount, one.net = (total.amount, total.net) if total else (zero, zero)
        one.tax, one.total = (total.tax, total.total) if total else (zero, zero)
    document = found.document
    quote.net, quote.tax, quote.total = document.net, document.tax, document.total
    quote.margin, quote.margin_percent = document.margin, document.margin_percent
    quote.deepest_discount = deepest_discount(lines, found)
    rate = rate_on(quote.currency, quote.price_date) or Decimal(0)
    quote.total_home = (quote.total * rate).quantize(CENT)
    return found


def _ask(line: Line, lines: list[Line]) -> Ask:
    if line.product_id is None:
        raise ValueError("a free item has no price to ask for")
    asked = Ask(line.product_id, line.variant_id, line.quantity, line.unit_id)
    parts = [one for one in lines if one.parent_id == line.pk and one.product_id]
    if not parts:
        return asked
    return replace(
        asked, parts=tuple(Ask(one.product_id, one.variant_id, one.quantity) for one in parts if one.product_id)
    )


def _cost_of_bundles(lines: list[Line], bundles: Iterable[Line]) -> None:
    """A bundle whose own cost is unknown costs what its parts cost."""
    for one in bundles:
        parts = [part for part in lines if part.parent_id == one.pk]
        if one.cost is None and parts and all(part.cost is not None for part in parts):
            one.cost = sum(((part.cost or Decimal(0)) * part.quantity for part in parts), Decimal(0))
