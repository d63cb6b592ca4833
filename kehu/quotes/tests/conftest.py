"""A catalogue of a few products, and a quote of Alice for Acme."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import BundlePart, PriceBook, PriceEntry, Product, TaxClass, Unit
from kehu.foundation.database.records import new_id
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes.actions import quotes
from kehu.quotes.actions.grid import Cell, Edits, NewLine, Outcome, apply
from kehu.quotes.models import Line, Quote
from tests.world import World


@pytest.fixture
def shop(world: World) -> dict[str, Product]:
    """Fibre 100, from ten on 80, taxed at 9 %, costs 60; a router 300 at 13 %; a bundle of both for 350."""
    book = PriceBook.objects.get(is_standard=True)
    tax = {one.key: one for one in TaxClass.objects.all()}
    units = {one.key: one for one in Unit.objects.all()}

    def made(sku: str, name: str, price: str, unit: str, rate: str, **more: Any) -> Product:
        one = Product.objects.create(
            sku=sku, name=name, sort_name=sort_key(name), unit=units[unit], tax_class=tax[rate], state="active", **more
        )
        PriceEntry.objects.create(book=book, product=one, amount=Decimal(price))
        return one

    fibre = made(
        "FIB-100", "光纤专线 100M", "100", "month", "telecom_basic", cost=Decimal(60), names={"en": "Fibre line 100M"}
    )
    PriceEntry.objects.create(book=book, product=fibre, amount=Decimal(80), from_quantity=Decimal(10))
    router = made("RTR-1", "企业路由器", "300", "piece", "goods", cost=Decimal(210))
    bundle = made("SET-1", "办公套装", "350", "set", "telecom_basic", bundle="fixed")
    BundlePart.objects.create(bundle=bundle, product=fibre, quantity=Decimal(1), position=1)
    BundlePart.objects.create(bundle=bundle, product=router, quantity=Decimal(1), position=2)
    reindex("product", [fibre.pk, router.pk, bundle.pk])
    return {"fibre": fibre, "router": router, "bundle": bundle}


@pytest.fixture
def quote(world: World) -> Quote:
    return quotes.create(title="Lines for the plant", customer=world.acme, by=world.alice, language="en")


Put = Callable[..., Outcome]


@pytest.fixture
def put(world: World, quote: Quote) -> Put:
    """Adds a line: `put(product=…, quantity="2", discount="10%")`; returns what came of it."""

    def add(kind: str = "item", product: Product | None = None, **cells: str) -> Outcome:
        line = new_id()
        first = [Cell(line, "product", None, str(product.pk))] if product else []
        rest = [Cell(line, field, None, typed) for field, typed in cells.items()]
        return apply(quote=quote, edits=Edits(cells=first + rest, added=[NewLine(line, kind)]), by=world.alice)

    return add


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


def only_line(quote: Quote) -> Line:
    return Line.objects.get(quote=quote, parent=None)
