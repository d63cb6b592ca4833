"""The catalog of the demo company: some forty products with variants and bundles, price books for key accounts, dealers,
a province and foreign customers, and news.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product as combinations
from typing import Any
from uuid import UUID

from kehu.catalog.derived import refresh_list_prices
from kehu.catalog.models import (
    BundlePart,
    Category,
    NewsPost,
    OptionValue,
    PartGroup,
    PartRule,
    PriceBook,
    PriceEntry,
    Product,
    ProductOption,
    TaxClass,
    Unit,
    Variant,
    VariantValue,
)
from kehu.config.demo import catalog_words as words
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.config.demo.words import REGION
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key

DAY = 86400.0


class Shelf:
    """Makes the rows one after the other; what was made is found by its SKU or key."""

    def __init__(self, scene: Scene):
        self.scene, self.new = scene, ids.Series(ids.CATALOG)
        self.manager = scene.people["marketer"]
        self.begun = scene.now - 400 * DAY
        self.products: dict[str, Product] = {}
        self.categories: dict[str, Category] = {}
        self.variants: dict[str, list[Variant]] = {}

    def id(self) -> UUID:
        return self.new(self.begun)

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.scene.now, tz=UTC).date()

    def fill(self) -> None:
        self._categories()
        self._products()
        for sku, options, more in words.VARIANTS:
            self._variants(self.products[sku], options, more)
        for sku, parts in words.BUNDLES:
            self._bundle(self.products[sku], parts)

    def _categories(self) -> None:
        for place, (key, chinese, english, above) in enumerate(words.CATEGORIES):
            parent = self.categories.get(above)
            row = Category(id=self.id(), name=chinese, names={"en": english}, parent=parent, position=10 * (place + 1))
            row.path = f"{parent.path if parent else ''}{row.pk}/"
            self.categories[key] = row
        Category.objects.bulk_create(self.categories.values())

    def _products(self) -> None:
        units = {one.key: one for one in Unit.objects.all()}
        taxes = {one.key: one for one in TaxClass.objects.all()}
        bundles = {"HOME": "fixed", "GOCLOUD": "summed"}
        for sku, chinese, english, category, kind, unit, period, tax, _price, cost, state in words.PRODUCTS:
            self.products[sku] = Product(
                id=self.id(), sku=sku, name=chinese, names={"en": english}, sort_name=sort_key(chinese), kind=kind,
                category=self.categories[category], unit=units[unit], period=period, tax_class=taxes[tax],
                cost=Decimal(cost) if cost else None, currency="CNY", state=state, bundle=bundles.get(sku, ""),
                manager=self.manager, created_by=self.manager,
            )  # fmt: skip
        Product.objects.bulk_create(self.products.values())
        for old, following in (("BB-100", "BB-300"), ("MPLS", "SDWAN")):
            Product.objects.filter(pk=self.products[old].pk).update(successor=self.products[following])

    def _variants(self, product: Product, options: Any, more: tuple[str, ...]) -> None:
        columns = []
        for place, (chinese, english, values) in enumerate(options):
            option = ProductOption.objects.create(
                id=self.id(), product=product, name=chinese, names={"en": english}, position=10 * (place + 1)
            )
            columns.append(
                OptionValue.objects.bulk_create(
                    OptionValue(id=self.id(), option=option, name=name, position=10 * (at + 1))
                    for at, name in enumerate(values)
                )
            )
        made = []
        for place, (choice, extra) in enumerate(zip(combinations(*columns), more, strict=True)):
            variant = Variant(
                id=self.id(), product=product, sku=f"{product.sku}-{place + 1:02}", position=10 * (place + 1),
                name=", ".join(one.name for one in choice), combination=",".join(sorted(str(one.pk) for one in choice)),
                cost=_share(product.cost or Decimal(0), _list_price(product.sku), Decimal(extra)),
            )  # fmt: skip
            made.append((variant, choice))
        self.variants[product.sku] = Variant.objects.bulk_create(one for one, _choice in made)
        VariantValue.objects.bulk_create(
            VariantValue(id=self.id(), variant=variant, value=value) for variant, choice in made for value in choice
        )

    def _bundle(self, bundle: Product, parts: Any) -> None:
        groups: dict[str, PartGroup] = {}
        made: dict[str, BundlePart] = {}
        for place, (sku, quantity, optional, chosen, group) in enumerate(parts):
            if group and group not in groups:
                groups[group] = PartGroup.objects.create(id=self.id(), bundle=bundle, name=group, least=0, most=2)
            made[sku] = BundlePart.objects.create(
                id=self.id(), bundle=bundle, product=self.products[sku], quantity=quantity, is_optional=optional,
                is_chosen=chosen, group=groups.get(group), position=10 * (place + 1),
                most=quantity + 4 if optional else None,
            )  # fmt: skip
        for part, other in (("IOT-CAM", "CAM"), ("DDOS", "FW")):
            if part in made:
                PartRule.objects.create(id=self.id(), part=made[part], kind="requires", other=made[other])

    # -- prices --------------------------------------------------------------------------------------------------------

    def price(self) -> None:
        standard = PriceBook.objects.get(is_standard=True)
        rows: list[PriceEntry] = []

        def enter(book: PriceBook, sku: str, amount: Decimal, since: str = "0", variant: Variant | None = None) -> None:
            rows.append(
                PriceEntry(
                    id=self.id(), book=book, product=self.products[sku], variant=variant, from_quantity=Decimal(since),
                    amount=amount,
                )
            )  # fmt: skip

        listed = {sku: _list_price(sku) for sku in self.products if _list_price(sku)}
        for sku, amount in listed.items():
            enter(standard, sku, amount)
        for sku, since, amount_said in words.STEPS:
            enter(standard, sku, Decimal(amount_said), since)
        for sku, _options, more in words.VARIANTS:
            for variant, extra in zip(self.variants[sku], more, strict=True):
                enter(standard, sku, listed[sku] + Decimal(extra), variant=variant)
        for book, factor, kinds in self._books():
            for sku, amount in listed.items():
                if kinds(self.products[sku]):
                    enter(book, sku, _nice(amount * factor))
                    if book.standing == "dealer":
                        enter(book, sku, _nice(amount * factor * Decimal("0.95")), "50")
        PriceEntry.objects.bulk_create(rows)
        refresh_list_prices(None)

    def _books(self) -> list[tuple[PriceBook, Decimal, Any]]:
        """Each with what its prices are of the list price, and for which products."""

        def book(name: str, **more: Any) -> PriceBook:
            more = {"currency": "CNY", "created_by": self.manager, **more}
            return PriceBook.objects.create(id=self.id(), name=name, sort_name=sort_key(name), **more)

        return [
            (book("大客户协议价", tier="key", priority=20), Decimal("0.88"), lambda one: one.kind != "goods"),
            (book("代理商价", standing="dealer", priority=10), Decimal("0.82"), lambda one: one.period != ""),
            (
                book(
                    "河南宽带促销", region=REGION, priority=5, valid_from=self.today - timedelta(days=40),
                    valid_until=self.today + timedelta(days=50), notes="仅限新装；老客户续约按标准价。",
                ),
                Decimal("0.8"), lambda one: one.sku.startswith("BB-") and one.state == "active",
            ),
            (
                book("Overseas customers", currency="USD", notes="Net of tax, paid in advance."),
                Decimal("0.145"), lambda one: one.category_id == self.categories["compute"].pk,
            ),
        ]  # fmt: skip

    # -- news ----------------------------------------------------------------------------------------------------------

    def tell(self) -> None:
        for about, days, important, title, body in words.NEWS:
            NewsPost.objects.create(
                id=self.id(), product=self.products.get(about), category=self.categories.get(about), title=title,
                body=body, is_important=important, published_on=self.today - timedelta(days=days), author=self.manager,
            )  # fmt: skip


def load(scene: Scene) -> None:
    shelf = Shelf(scene)
    shelf.fill()
    shelf.price()
    shelf.tell()
    reindex("product", [one.pk for one in shelf.products.values()], new=True)
    reindex("price_book", list(PriceBook.objects.values_list("pk", flat=True)))


def _list_price(sku: str) -> Decimal:
    said = next(row[8] for row in words.PRODUCTS if row[0] == sku)
    return Decimal(said or 0)


def _share(cost: Decimal, price: Decimal, more: Decimal) -> Decimal:
    """What a dearer variant costs: the same share of its price."""
    return _nice(cost * (price + more) / price)


def _nice(amount: Decimal) -> Decimal:
    """As people price: dear things without cents."""
    return amount.quantize(
        Decimal(1) if amount >= 20 else Decimal("0.001") if amount < 1 else Decimal("0.1"), ROUND_HALF_UP
    )
