"""The prices of one product over all books, side by side."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kehu.catalog.models import PriceBook, PriceEntry, Product, Variant
from kehu.catalog.queries.resolving import order
from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Step:
    """What is asked from a quantity on."""

    since: Decimal
    amount: Decimal
    unit: str


@dataclass
class BookRow:
    """One book: `cells` by variant (None: the product as such), each with its steps. `state` is `now`, `later`,
    `over` or `off`.
    """

    book: PriceBook
    state: str
    cells: dict[Any, list[Step]] = field(default_factory=dict)

    @property
    def conditions(self) -> list[str]:
        """Whom the book is for, in words."""
        said = [self.book.get_tier_display(), self.book.get_standing_display(), self.book.region, self.book.territory]
        return [str(one) for one in [*said, self.book.tag] if one]


@dataclass(frozen=True)
class Matrix:
    """`columns` are the variants that have prices of their own."""

    columns: list[Variant]
    rows: list[BookRow]


def matrix(product: Product, user: User, on: date | None = None) -> Matrix:
    """Two statements: the entries with their books, and the variants. Books in the order in which they are asked."""
    day = on or timezone.localdate()
    books = PriceBook.objects.visible_to(user)
    entries = PriceEntry.objects.filter(product=product, book__in=books).select_related("book__tag", "unit", "variant")
    rows: dict[Any, BookRow] = {}
    columns: dict[Any, Variant] = {}
    for one in entries.order_by("from_quantity", "id"):
        row = rows.setdefault(one.book_id, BookRow(one.book, _state(one.book, day)))
        step = Step(one.from_quantity, one.amount, one.unit.label if one.unit else "")
        row.cells.setdefault(one.variant_id, []).append(step)
        if one.variant:
            columns[one.variant_id] = one.variant
    ordered = sorted(rows.values(), key=lambda row: (row.state != "now", *order(row.book, row.book.currency)))
    return Matrix(sorted(columns.values(), key=lambda one: (one.position, str(one.pk))), ordered)


def _state(book: PriceBook, day: date) -> str:
    if not book.is_active:
        return "off"
    if book.valid_from and book.valid_from > day:
        return "later"
    return "over" if book.valid_until and book.valid_until < day else "now"
