"""Under which terms products and price books are found: every name, in letters and in pinyin, and every number."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from kehu.catalog.models import PriceBook, Product, Variant
from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    numbers: dict[UUID, list[str]] = defaultdict(list)
    for product, sku in Variant.objects.filter(product__in=ids).values_list("product", "sku"):
        numbers[product].append(sku)
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "name", "names", "sku")
    return {
        pk: terms(names=[name, *names.values()], identifiers=[sku, *numbers[pk][:50]], words=[sku])
        for pk, name, names, sku in rows
    }


def _subtitle(product: Any, _user: User) -> str:
    return str(product.sku)


def book_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = PriceBook.objects.filter(pk__in=ids).values_list("pk", "name", "currency")
    return {pk: terms(names=[name], words=[currency]) for pk, name, currency in rows}


def _book_subtitle(book: Any, _user: User) -> str:
    return str(book.currency)


register(Source("product", number=30, terms_of=terms_of, subtitle=_subtitle))
register(Source("price_book", number=31, terms_of=book_terms_of, subtitle=_book_subtitle))
