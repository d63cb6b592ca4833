"""What is derived from other columns: the order of names, list prices, search terms.

Actions keep these in step; after raw changes (taking back a change set, plain SQL) `refresh_…` make them anew.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from kehu.catalog.models import PriceBook, PriceEntry, Product
from kehu.foundation.company.models import Company
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key

BATCH = 1000


def refresh_products(ids: list[UUID]) -> None:
    rows = list(Product.objects.filter(pk__in=ids).only("pk", "name", "sort_name"))
    for row in rows:
        row.sort_name = sort_key(row.name)
    Product.objects.bulk_update(rows, ["sort_name"], batch_size=BATCH)
    refresh_list_prices(ids)
    reindex("product", ids)


def refresh_books(ids: list[UUID]) -> None:
    rows = list(PriceBook.objects.filter(pk__in=ids))
    for row in rows:
        row.sort_name = sort_key(row.name)
    PriceBook.objects.bulk_update(rows, ["sort_name"], batch_size=BATCH)
    if any(row.is_standard for row in rows):
        refresh_list_prices(None)
    reindex("price_book", ids)


def refresh_entries(ids: list[UUID]) -> None:
    """After entries came, changed or went: an entry that is gone does not say any more whose it was."""
    products = set(PriceEntry.objects.filter(pk__in=ids, book__is_standard=True).values_list("product", flat=True))
    gone = PriceEntry.objects.filter(pk__in=ids).count() < len(ids)
    refresh_list_prices(None if gone else products)


def refresh_list_prices(products: Iterable[UUID] | None) -> None:
    """What the standard book asks for one of each product (None: of all) without a variant, in its own unit."""
    rows = Product.objects.all() if products is None else Product.objects.filter(pk__in=list(products))
    currency = standard_currency()
    entries = PriceEntry.objects.filter(
        book__is_standard=True, book__deleted_at=None, variant=None, unit=None, from_quantity__lte=1,
        product__in=rows.values("pk"),
    )  # fmt: skip
    asked: dict[UUID, Decimal] = dict(entries.order_by("from_quantity").values_list("product", "amount"))
    known = rows.only("pk", "list_price", "currency")
    changed = [one for one in known if (one.list_price, one.currency) != (asked.get(one.pk), currency)]
    for one in changed:
        one.list_price, one.currency = asked.get(one.pk), currency
    Product.objects.bulk_update(changed, ["list_price", "currency"], batch_size=BATCH)


def standard_currency() -> str:
    """That of the standard book, in which costs and list prices are."""
    found = PriceBook.objects.filter(is_standard=True, deleted_at=None).values_list("currency", flat=True).first()
    return found or Company.objects.current().currency
