"""Rows that are prices in a price book."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.catalog.actions import prices
from kehu.catalog.actions.prices import Cell
from kehu.catalog.importing.words import Words
from kehu.catalog.models import PriceBook, PriceEntry, Product, Variant
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, FAILED, SKIPPED, UPDATED, Context, Entry, Outcome, Writer


class PriceWriter(Writer):
    """A row names a product or a variant by its number, or a product by its name. Without a book it is the standard
    one's; a book that is not there is not made.
    """

    def __init__(self, context: Context):
        self.context, self.by = context, context.by
        self.words = Words(self.by)
        self.standard = prices.standard_book()
        books = PriceBook.objects.editable_by(self.by).filter(deleted_at=None)
        self.books = {one.name.casefold(): one for one in books}

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        names = {str(one.values.get("product", "")).strip() for one in entries}
        self.products = _products(names, self.by)
        self.variants = {one.sku: one for one in Variant.objects.filter(sku__in=names)}
        outcomes: dict[int, Outcome] = {}
        cells: dict[UUID, list[tuple[int, Cell]]] = defaultdict(list)
        for entry in entries:
            try:
                book, cell = self._cell(entry.values)
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
            else:
                cells[book.pk].append((entry.number, cell))
        by_id = {one.pk: one for one in [self.standard, *self.books.values()]}
        for book_id, found in cells.items():
            outcomes |= self._enter(by_id[book_id], found)
        return [outcomes[entry.number] for entry in entries]

    def _enter(self, book: PriceBook, found: list[tuple[int, Cell]]) -> dict[int, Outcome]:
        before = _standing(book, {cell.product for _number, cell in found})
        # Of several rows for one price the first holds, as everywhere in imports.
        prices.enter(book=book, cells=[cell for _number, cell in reversed(found)], by=self.by)
        after = _standing(book, {cell.product for _number, cell in found})
        outcomes, seen = {}, set()
        for number, cell in found:
            pk, amount = after[cell.key]
            old = before.get(cell.key)
            kind = CREATED if old is None else UPDATED if old[1] != amount else SKIPPED
            outcomes[number] = Outcome(SKIPPED if cell.key in seen else kind, pk)
            seen.add(cell.key)
        return outcomes

    def _cell(self, values: dict[str, Any]) -> tuple[PriceBook, Cell]:
        name = str(values.get("product", "")).strip()
        variant = self.variants.get(name)
        product = variant.product_id if variant else self.products.get(name)
        if product is None:
            raise Refusal(_("There is no product “%(name)s”.") % {"name": name[:80]}, field="product")
        if values.get("amount") is None:
            raise Refusal(_("This may not be empty."), field="amount")
        text = str(values.get("book", "")).strip()
        book = self.books.get(text.casefold()) if text else self.standard
        if book is None:
            raise Refusal(_("There is no price book “%(name)s”.") % {"name": text[:80]}, field="book")
        amount, since = _number(values["amount"]), _number(values.get("from_quantity") or 0)
        if amount < 0 or since < 0:
            raise Refusal(_("A price is not negative, and has at most twelve digits."), field="amount")
        unit = self.words.find("unit", str(values["unit"])).pk if values.get("unit") else None
        own = Product.objects.filter(pk=product, unit=unit).exists() if unit else True
        return book, Cell(product, amount, variant.pk if variant else None, None if own else unit, since)


def _products(names: set[str], by: Any) -> dict[str, UUID]:
    rows = Product.objects.visible_to(by)
    found = dict(rows.filter(name__in=names).order_by("-created_at").values_list("name", "pk"))
    return found | dict(rows.filter(sku__in=names).values_list("sku", "pk"))


def _standing(book: PriceBook, products: set[UUID]) -> dict[Any, tuple[UUID, Decimal]]:
    rows = PriceEntry.objects.filter(book=book, product__in=products)
    return {(one.product_id, one.variant_id, one.unit_id, one.from_quantity): (one.pk, one.amount) for one in rows}


def _number(value: Any) -> Decimal:
    return Decimal(getattr(value, "amount", value))
