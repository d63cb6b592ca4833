"""What tests of prices are made of, in few words."""

from datetime import date
from decimal import Decimal
from typing import Any

from kehu.catalog.models import PriceBook, PriceEntry, Product, Unit
from kehu.foundation.company.models import Company, ExchangeRate

DAY = date(2026, 6, 15)


def unit(key: str) -> Unit:
    return Unit.objects.get(key=key)


def product(sku: str = "P1", **given: Any) -> Product:
    given = {"name": f"Product {sku}", "unit": unit("piece"), "state": "active", "currency": "CNY", **given}
    return Product.objects.create(sku=sku, **given)


def standard() -> PriceBook:
    return PriceBook.objects.get(is_standard=True)


def book(name: str, currency: str = "CNY", **given: Any) -> PriceBook:
    return PriceBook.objects.create(name=name, currency=currency, **given)


def entry(book: PriceBook, product: Product, amount: str, since: str = "0", **given: Any) -> PriceEntry:
    return PriceEntry.objects.create(
        book=book, product=product, amount=Decimal(amount), from_quantity=Decimal(since), **given
    )


def rate(currency: str, since: date, value: str) -> None:
    Company.objects.forget()
    ExchangeRate.objects.create(currency=currency, since=since, rate=Decimal(value))
