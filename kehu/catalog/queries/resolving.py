"""Which price holds, of those that books offer: a pure function of facts already read, so that it can be tried by hand.

The rule, in the order in which it is applied:

1. A book comes into question when it is in use, holds on the day, and the customer meets every condition it names.
   A book without conditions holds in its own currency only, unless it is the standard book; books made for a group
   and the standard book are converted at the company's rate of the day.
2. Books are asked one after the other: the higher priority first; then one in the wanted currency; then the one with
   more conditions; then the one that began later; then the one made first. The standard book comes last.
3. In a book, entries for the variant go before those for the whole product, entries in the wanted unit before those
   that have to be converted; of what is left the step with the largest quantity that is reached holds.
4. A book without a fitting entry, or whose smallest step is above the quantity, is passed over.

An amount from the book is taken as it stands, however fine. One that was converted, between currencies or units, is
rounded half up (away from zero) to the smallest unit of the wanted currency, or as much finer as the entry itself was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision

from kehu.catalog.models import PriceBook, PriceEntry
from kehu.catalog.queries.reasons import Reason


@dataclass(frozen=True)
class Buyer:
    """What books ask of a customer; nobody in particular meets no condition."""

    tier: str = ""
    standings: frozenset[str] = frozenset()
    tags: frozenset[UUID] = frozenset()
    region: str = ""
    territories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ask:
    """A price that is wanted. `unit` None means the product's own unit. `parts` are what is chosen of a summed bundle,
    as asks with the quantity in one bundle; None means what is chosen at first.
    """

    product: UUID
    variant: UUID | None = None
    quantity: Decimal = Decimal(1)
    unit: UUID | None = None
    parts: "tuple[Ask, ...] | None" = None


@dataclass(frozen=True)
class Price:
    """`amount` for one unit in `currency`; None when no book has a price, which is never nought. `step` is the quantity
    from which it holds, in the unit of the entry. `original` is what the entry says, in the currency of its book, per
    unit of the entry; `rate` what one unit of that currency was worth in the wanted one. `why` explains it, the first
    reason first. `parts` are the prices of a summed bundle's parts.
    """

    amount: Decimal | None
    currency: str
    includes_tax: bool = False
    book: PriceBook | None = None
    entry: PriceEntry | None = None
    step: Decimal = Decimal(0)
    original: Decimal | None = None
    rate: Decimal = Decimal(1)
    why: tuple[Reason, ...] = ()
    parts: "tuple[Price, ...]" = ()
    cost: Decimal | None = None

    @property
    def explanation(self) -> list[str]:
        """`why` as sentences in the reader's language."""
        return [one.text for one in self.why]


@dataclass(frozen=True)
class Facts:
    """What is read for a resolution. `rates` are what one unit of a currency is worth in the company's on the day;
    `factors` by (product, unit) how many of the product's own unit one such unit is; `own_units` of each product.
    """

    currency: str
    on: date
    buyer: Buyer = field(default_factory=Buyer)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    factors: Mapping[tuple[UUID, UUID], Decimal] = field(default_factory=dict)
    own_units: Mapping[UUID, UUID] = field(default_factory=dict)

    def rate(self, origin: str) -> Decimal | None:
        """What one unit of `origin` is worth in the wanted currency; None when a rate is missing."""
        if origin == self.currency:
            return Decimal(1)
        here, there = self.rates.get(origin), self.rates.get(self.currency)
        return None if here is None or there is None else here / there

    def factor(self, product: UUID, unit: UUID | None) -> Decimal | None:
        """How many of the product's own unit one `unit` is; None when they do not convert."""
        if unit is None or unit == self.own_units.get(product):
            return Decimal(1)
        return self.factors.get((product, unit))


def fits(book: PriceBook, facts: Facts) -> bool:
    """Whether a book comes into question (rule 1)."""
    if not book.holds_on(facts.on) or not _meets(book, facts.buyer):
        return False
    if book.is_standard or book.conditions:
        return facts.rate(book.currency) is not None
    return book.currency == facts.currency


def order(book: PriceBook, currency: str) -> tuple[Any, ...]:
    """The place of a book among those that fit (rule 2), as a key to sort by."""
    begun = book.valid_from or date.min
    return (
        book.is_standard,
        -book.priority,
        book.currency != currency,
        -book.conditions,
        -begun.toordinal(),
        str(book.pk),
    )


def resolve(ask: Ask, entries: Iterable[PriceEntry], facts: Facts) -> Price:
    """The price that holds for `ask` among `entries`, which know their books. The order of entries does not matter."""
    by_book: dict[PriceBook, list[PriceEntry]] = {}
    for one in entries:
        if one.product_id == ask.product:
            by_book.setdefault(one.book, []).append(one)
    passed: list[Reason] = []
    for book in sorted((one for one in by_book if fits(one, facts)), key=lambda one: order(one, facts.currency)):
        entry = _entry(ask, by_book[book], facts)
        if entry is not None:
            return _priced(ask, book, entry, facts, passed)
        passed.append(Reason("passed_over", {"book": book.label, "quantity": ask.quantity}))
    return Price(None, facts.currency, why=(*passed, Reason("no_price", {"currency": facts.currency})))


def rounded(amount: Decimal, currency: str, finer: int = 0) -> Decimal:
    """To the smallest unit of the currency, or `finer` digits below it, half away from zero."""
    with localcontext(prec=60):
        return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency) - finer), ROUND_HALF_UP)


def _meets(book: PriceBook, buyer: Buyer) -> bool:
    return (
        (not book.tier or book.tier == buyer.tier)
        and (not book.standing or book.standing in buyer.standings)
        and (book.tag_id is None or book.tag_id in buyer.tags)
        and (not book.region or book.region == buyer.region)
        and (not book.territory or book.territory in buyer.territories)
    )


def _entry(ask: Ask, entries: list[PriceEntry], facts: Facts) -> PriceEntry | None:
    """Rule 3."""
    wanted = facts.factor(ask.product, ask.unit)
    if wanted is None:
        return None
    unit = ask.unit or facts.own_units.get(ask.product)
    own = facts.own_units.get(ask.product)
    found: list[tuple[tuple[bool, bool, Decimal, str], PriceEntry]] = []
    for one in entries:
        factor = facts.factor(ask.product, one.unit_id)
        if one.variant_id not in (None, ask.variant) or factor is None:
            continue
        with localcontext(prec=60):
            reached = ask.quantity * wanted >= one.from_quantity * factor
        if reached:
            same = (one.unit_id or own) == unit
            found.append(((one.variant_id is not None, same, one.from_quantity * factor, str(one.pk)), one))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _priced(ask: Ask, book: PriceBook, entry: PriceEntry, facts: Facts, passed: list[Reason]) -> Price:
    rate = facts.rate(book.currency) or Decimal(1)
    wanted, given = facts.factor(ask.product, ask.unit), facts.factor(ask.product, entry.unit_id)
    if wanted is None or given is None:
        raise ValueError("the entry was chosen although its unit does not convert")
    amount, why = entry.amount, [*passed, *_why(ask, book, entry)]
    if book.currency != facts.currency or wanted != given:
        with localcontext(prec=60):
            amount = rounded(entry.amount * rate * wanted / given, facts.currency, finer(entry.amount, book.currency))
    if wanted != given:
        why.append(Reason("unit", {"factor": wanted / given}))
    if book.currency != facts.currency:
        why.append(
            Reason("converted", {"amount": entry.amount, "currency": book.currency, "rate": rate, "on": facts.on})
        )
    return Price(
        amount, facts.currency, book.includes_tax, book, entry, entry.from_quantity, entry.amount, rate, tuple(why)
    )


def _why(ask: Ask, book: PriceBook, entry: PriceEntry) -> list[Reason]:
    reasons = [Reason("standard" if book.is_standard else "book", {"book": book.label})]
    for name in ("tier", "standing", "region", "territory"):
        if said := getattr(book, name):
            shown = getattr(book, f"get_{name}_display", lambda said=said: said)()
            reasons.append(Reason(name, {"value": shown}))
    if book.tag:
        reasons.append(Reason("tag", {"value": book.tag.name}))
    if book.valid_from or book.valid_until:
        reasons.append(Reason("valid", {"since": book.valid_from, "until": book.valid_until}))
    if entry.variant_id:
        reasons.append(Reason("variant", {}))
    if entry.from_quantity > 0:
        reasons.append(Reason("step", {"from": entry.from_quantity, "quantity": ask.quantity}))
    return reasons


def finer(amount: Decimal, currency: str) -> int:
    """By how many digits an amount is finer than the smallest unit of its currency."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent - get_currency_precision(currency)) if isinstance(exponent, int) else 0
