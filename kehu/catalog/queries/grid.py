"""A price book as a spreadsheet: products down, volume steps across."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from kehu.catalog.models import PriceBook, PriceEntry, Product, Unit, Variant
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.search.query import search

ROWS, MOST_STEPS, MOST_FOUND = 60, 12, 200


@dataclass(frozen=True)
class GridRow:
    """A product, a variant of it, or one of them in a further unit. `amounts` by step; `standard` is what the standard
    book asks for one, `cost` what it costs the company, None where the reader may not see it.
    """

    product: Product
    variant: Variant | None
    unit: Unit | None
    amounts: dict[Decimal, Decimal]
    standard: Decimal | None
    cost: Decimal | None

    @property
    def key(self) -> str:
        """Names the row in the page."""
        parts = (self.product.pk, self.variant.pk if self.variant else "", self.unit.pk if self.unit else "")
        return "|".join(str(one) for one in parts)

    @property
    def label(self) -> str:
        return f"{self.product.label} · {self.variant.name}" if self.variant else self.product.label

    @property
    def sku(self) -> str:
        return self.variant.sku if self.variant else self.product.sku


@dataclass
class Grid:
    """`next` is the place after which the following page begins, "" at the end."""

    book: PriceBook
    steps: list[Decimal]
    rows: list[GridRow] = field(default_factory=list)
    next: str = ""
    shows_cost: bool = False
    shows_standard: bool = False


def grid(
    book: PriceBook, user: User, *, text: str = "", only: str = "", after: str = "", steps: Iterable[Decimal] = ()
) -> Grid:
    """A page of the book. `text` narrows to products found by name or number, `only="priced"` to those with a price in
    it; `steps` are columns to be shown besides those that it has. Five statements.
    """
    known = PriceEntry.objects.filter(book=book).order_by("from_quantity")
    used = list(known.values_list("from_quantity", flat=True).distinct()[:MOST_STEPS])
    columns = sorted({Decimal(0), *used, *steps})[: MOST_STEPS + 1]
    shows_cost = access(user, "product", "cost") in (FieldAccess.READ, FieldAccess.EDIT)
    found = Grid(book, columns, shows_cost=shows_cost, shows_standard=not book.is_standard)
    products = _page(book, user, text, only, after)
    if len(products) > ROWS:
        products = products[:ROWS]
        found.next = f"{products[-1].sort_name}|{products[-1].pk}"
    found.rows = list(_rows(book, products, shows_cost))
    return found


def _page(book: PriceBook, user: User, text: str, only: str, after: str) -> list[Product]:
    priced = Q(pk__in=PriceEntry.objects.filter(book=book).values("product"))
    rows = Product.objects.visible_to(user)
    rows = rows.filter(priced if only == "priced" else Q(state__in=("active", "draft")) | priced)
    if text.strip():
        hits = [one.record_id for one in search(user, text, objects=["product"], limit=MOST_FOUND)]
        rows = rows.filter(pk__in=hits)
    name, bar, pk = after.rpartition("|")
    if bar:
        rows = rows.filter(Q(sort_name__gt=name) | Q(sort_name=name, pk__gt=pk))
    return list(rows.select_related("unit").order_by("sort_name", "pk")[: ROWS + 1])


def _rows(book: PriceBook, products: list[Product], shows_cost: bool) -> Iterable[GridRow]:
    ids = [one.pk for one in products]
    amounts: dict[tuple[UUID, Any, Any], dict[Decimal, Decimal]] = {}
    units: dict[Any, Unit] = {}
    for one in PriceEntry.objects.filter(book=book, product__in=ids).select_related("unit"):
        amounts.setdefault((one.product_id, one.variant_id, one.unit_id), {})[one.from_quantity] = one.amount
        if one.unit:
            units[one.unit_id] = one.unit
    variants: dict[UUID, list[Variant]] = {}
    for variant in Variant.objects.filter(product__in=ids):
        variants.setdefault(variant.product_id, []).append(variant)
    for product in products:
        for variant in (None, *variants.get(product.pk, ())):
            key = variant.pk if variant else None
            cost = (variant.cost if variant and variant.cost is not None else product.cost) if shows_cost else None
            if variant and not variant.is_active and (product.pk, key, None) not in amounts:
                continue
            standard = product.list_price if variant is None else None
            yield GridRow(product, variant, None, amounts.get((product.pk, key, None), {}), standard, cost)
            for unit in (units[at] for pk, of, at in amounts if pk == product.pk and of == key and at):
                yield GridRow(product, variant, unit, amounts[product.pk, key, unit.pk], None, None)
