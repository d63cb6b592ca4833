"""What a product costs this customer, here and today: reads the books and resolves (see `resolving.py` for the rule).

    price = price_for(product, customer=acme, quantity=Decimal(20), currency="CNY", on=day)
    price.amount, price.book, price.step, price.explanation

    found = prices_for([Ask(product=…, quantity=…), …], customer=acme, currency="CNY", on=day)   # two statements

Reading needs no permission of its own here: who calls has the product from `visible_to`. Prices are no secret from
those who sell; who may see price books as such is another question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kehu.catalog.models import BundlePart, PriceBook, PriceEntry, Product, ProductUnit, Unit, Variant
from kehu.catalog.queries.reasons import Reason
from kehu.catalog.queries.resolving import Ask, Buyer, Facts, Price, resolve, rounded
from kehu.customers.models import Customer, CustomerTag
from kehu.customers.queries.territories import names_around
from kehu.foundation.company.models import Company, ExchangeRate

__all__ = ["Ask", "Buyer", "Price", "Reason", "buyer_of", "price_for", "prices_for"]


def price_for(
    product: Product, *, variant: Variant | None = None, customer: Customer | None = None,
    quantity: Decimal = Decimal(1), unit: Unit | None = None, currency: str = "", on: date | None = None,
    region: str = "", territory: str = "", parts: Sequence[Ask] | None = None,
) -> Price:  # fmt: skip
    """The price of one `unit` (default: the product's own) when `quantity` of them are taken.

    `currency` defaults to the customer's, then the company's; `on` to today; `region` and `territory` to the
    customer's. Never raises for a missing price: `amount` is None and `why` says so.
    """
    ask = Ask(
        product.pk, variant.pk if variant else None, quantity, unit.pk if unit else None,
        tuple(parts) if parts is not None else None,
    )  # fmt: skip
    return prices_for([ask], customer=customer, currency=currency, on=on, region=region, territory=territory)[0]


def prices_for(
    asks: Sequence[Ask], *, customer: Customer | None = None, currency: str = "", on: date | None = None,
    region: str = "", territory: str = "", buyer: Buyer | None = None,
) -> list[Price]:  # fmt: skip
    """The prices of many lines, in their order: one statement for products, one for entries, and only where they are
    needed one each for the customer's tags, for rates, for units and for the parts of summed bundles.
    """
    wanted = currency or (customer.currency if customer else "") or Company.objects.current().currency
    day = on or timezone.localdate()
    who = buyer or buyer_of(customer, region=region, territory=territory)
    products = _products({one.product for one in asks})
    asks = _with_parts(asks, products)
    inner = [part for ask in asks for part in ask.parts or ()]
    products |= _products({part.product for part in inner} - set(products))
    entries = _entries(products, who, day)
    currencies = {one.book.currency for one in entries} | {one.currency for one in products.values()} | {wanted}
    facts = Facts(
        wanted, day, who, _rates(currencies - {""}, day),
        _factors([*asks, *inner], entries, products), {pk: one.unit_id for pk, one in products.items()},
    )  # fmt: skip
    by_product: dict[UUID, list[PriceEntry]] = {}
    for one in entries:
        by_product.setdefault(one.product_id, []).append(one)
    costs = _Costs(products, [*asks, *inner], facts)
    return [
        _summed(ask, by_product, facts, products, costs)
        if ask.parts is not None
        else replace(resolve(ask, by_product.get(ask.product, []), facts), cost=costs.of(ask))
        for ask in asks
    ]


def buyer_of(customer: Customer | None, *, region: str = "", territory: str = "") -> Buyer:
    """What books ask of this customer; `region` and `territory` stand in for his own. One statement for his tags, only
    if some book asks for one, and one for his territory and those above it.
    """
    if customer is None:
        return Buyer(region=region, territories=frozenset([territory] if territory else []))
    books = PriceBook.objects.filter(tag__isnull=False, deleted_at=None).values("tag")
    tags = CustomerTag.objects.filter(customer=customer.pk, tag__in=books).values_list("tag", flat=True)
    return Buyer(
        customer.tier,
        frozenset(customer.standings),
        frozenset(tags),
        region or customer.region,
        frozenset([territory]) if territory else names_around(customer.territory_id),
    )


def _products(ids: Iterable[UUID]) -> dict[UUID, Product]:
    wanted = set(ids)
    if not wanted:
        return {}
    columns = ("pk", "unit_id", "bundle", "name", "names", "cost", "currency", "period")
    rows = Product.objects.filter(pk__in=wanted).only(*columns)
    return {one.pk: one for one in rows}


def _entries(products: Iterable[UUID], buyer: Buyer, day: date) -> list[PriceEntry]:
    """Those of all books that may hold. What is narrowed here narrows no more than `resolving.fits` would."""
    holds = Q(book__valid_from=None) | Q(book__valid_from__lte=day)
    still = Q(book__valid_until=None) | Q(book__valid_until__gte=day)
    for_him = (
        Q(book__tier__in=("", buyer.tier))
        & (Q(book__standing="") | Q(book__standing__in=buyer.standings))
        & (Q(book__tag=None) | Q(book__tag__in=buyer.tags))
    )
    rows = PriceEntry.objects.filter(holds, still, for_him, product__in=list(products), book__is_active=True)
    return list(rows.filter(book__deleted_at=None).select_related("book__tag").order_by("id"))


def _rates(currencies: set[str], day: date) -> dict[str, Decimal]:
    """What one unit of each is worth in the company's currency on the day; those without a known rate are left out."""
    home = Company.objects.current().currency
    if len(currencies) == 1:
        return dict.fromkeys(currencies, Decimal(1))
    known = ExchangeRate.objects.filter(currency__in=currencies - {home}, since__lte=day)
    rows = known.order_by("currency", "-since").distinct("currency").values_list("currency", "rate")
    return {home: Decimal(1), **dict(rows)}


def _factors(
    asks: Sequence[Ask], entries: Sequence[PriceEntry], products: dict[UUID, Product]
) -> dict[tuple[UUID, UUID], Decimal]:
    """How many of its product's own unit each unit in question is: as the product says, else by their common base."""
    pairs = {(one.product, one.unit) for one in asks} | {(one.product_id, one.unit_id) for one in entries}
    foreign = {(pk, unit) for pk, unit in pairs if unit is not None and pk in products and unit != products[pk].unit_id}
    if not foreign:
        return {}
    own = {products[pk].unit_id for pk, _unit in foreign}
    units = Unit.objects.in_bulk({unit for _pk, unit in foreign} | own)
    found: dict[tuple[UUID, UUID], Decimal] = {}
    for pk, unit in foreign:
        one, mine = units[unit], units[products[pk].unit_id]
        if (one.base_id or one.pk) == (mine.base_id or mine.pk):
            found[pk, unit] = one.factor / mine.factor
    said = ProductUnit.objects.filter(product__in={pk for pk, _unit in foreign})
    return found | {(one.product_id, one.unit_id): one.factor for one in said}


def _with_parts(asks: Sequence[Ask], products: dict[UUID, Product]) -> list[Ask]:
    """Summed bundles with what is chosen at first, where nothing else was asked for; others without parts."""
    summed = {pk for pk, one in products.items() if one.bundle == Product.BundlePricing.SUMMED}
    open_asks = {one.product for one in asks if one.product in summed and one.parts is None}
    chosen: dict[UUID, list[Ask]] = {pk: [] for pk in open_asks}
    if open_asks:
        rows = BundlePart.objects.filter(bundle__in=open_asks).exclude(is_optional=True, is_chosen=False)
        for one in rows:
            chosen[one.bundle_id].append(Ask(one.product_id, one.variant_id, one.quantity))
    return [
        replace(one, parts=(one.parts if one.parts is not None else tuple(chosen[one.product])))
        if one.product in summed
        else replace(one, parts=None)
        for one in asks
    ]


class _Costs:
    """What products cost the company, in the wanted currency; one statement more if variants are asked for."""

    def __init__(self, products: dict[UUID, Product], asks: Sequence[Ask], facts: Facts):
        variants = {one.variant for one in asks if one.variant}
        rows = Variant.objects.filter(pk__in=variants, cost__isnull=False) if variants else []
        self.own: dict[UUID | None, Decimal | None] = {one.pk: one.cost for one in rows}
        self.products, self.facts = products, facts

    def of(self, ask: Ask) -> Decimal | None:
        product = self.products.get(ask.product)
        cost = self.own.get(ask.variant) or (product.cost if product else None)
        factor = self.facts.factor(ask.product, ask.unit)
        if product is None or cost is None or factor is None:
            return None
        if product.currency == self.facts.currency and factor == 1:
            return cost
        rate = self.facts.rate(product.currency)
        return None if rate is None else rounded(cost * rate * factor, self.facts.currency, 4)


def _summed(
    ask: Ask, entries: dict[UUID, list[PriceEntry]], facts: Facts, products: dict[UUID, Product], costs: _Costs
) -> Price:
    """A bundle's price as the sum of its parts'; a part's volume step counts the parts of all bundles taken. A bundle
    one of whose parts has no price has none, and none of whose costs is unknown has a cost.
    """
    parts, total, spent, why = [], Decimal(0), [], []
    for part in ask.parts or ():
        found = resolve(replace(part, quantity=part.quantity * ask.quantity), entries.get(part.product, []), facts)
        cost = costs.of(part)
        parts.append(replace(found, cost=cost))
        spent.append(None if cost is None else cost * part.quantity)
        if found.amount is None:
            why.append(Reason("part_missing", {"part": products[part.product].label}))
        else:
            total += found.amount * part.quantity
    why.append(Reason("summed", {"count": len(parts)}))
    included = {one.includes_tax for one in parts}
    if len({products[part.product].period for part in ask.parts or ()}) > 1:
        why.append(Reason("periods_differ"))
    if len(included) > 1:
        why.append(Reason("taxes_differ"))
    missing = not parts or len(included) > 1 or any(one.amount is None for one in parts)
    known = [one for one in spent if one is not None]
    return Price(
        None if missing else rounded(total, facts.currency, 4), facts.currency, included == {True}, why=tuple(why),
        parts=tuple(parts), cost=sum(known, Decimal(0)) if parts and len(known) == len(parts) else None,
    )  # fmt: skip
