"""/price-books, /price-entries and /prices: what is asked for products, and which price holds."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.catalog.actions import prices
from kehu.catalog.actions.cell_edits import values as named_rows
from kehu.catalog.api.resources import PRICE_BOOKS, PRICES, PRODUCTS
from kehu.catalog.queries.prices import Ask, Price, prices_for
from kehu.customers.api.resources import CUSTOMERS
from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf

books, entries, router = Router(), Router(), Router()
CLEARED = {"valid_from", "valid_until", "tag"}
Quantity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]


class BookChange(Input):
    """What is changed. A book holds for customers who meet all it names."""

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    currency: Currency | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    tier: Annotated[str, OneOf(["", *Customer.Tier.values])] | None = None
    standing: Annotated[str, OneOf(["", *Customer.Standing.values])] | None = None
    tag: UUID | None = None
    region: Annotated[str, Field(max_length=80)] | None = None
    territory: Annotated[str, Field(max_length=80)] | None = None
    includes_tax: bool | None = None
    is_active: bool | None = None
    notes: Annotated[str, Field(max_length=20_000)] | None = None


class BookCreate(BookChange):
    """A price book; empty, or with the prices of `copy_of`, each `percent` higher."""

    model_config = {
        "json_schema_extra": {"examples": [{"name": "Dealers 2027", "currency": "CNY", "standing": "dealer"}]}
    }

    name: Annotated[str, Field(min_length=1, max_length=120)]
    currency: Currency
    copy_of: UUID | None = None
    percent: Annotated[Decimal, Field(gt=-100, max_digits=7, decimal_places=2)] = Decimal(0)


class PriceCell(Input):
    """One price of the book; without an amount it is taken out."""

    product: UUID
    variant: UUID | None = None
    unit: UUID | None = None
    from_quantity: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)] = Decimal(0)
    amount: Amount | None = None


class PriceCells(Input):
    """Prices to be entered, all or none."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "prices": [
                        {"product": "0190b6c7-0000-7000-8000-000000000000", "amount": "199"},
                        {"product": "0190b6c7-0000-7000-8000-000000000000", "from_quantity": "10", "amount": "179"},
                    ]
                }
            ]
        }
    }

    prices: Annotated[list[PriceCell], Field(min_length=1, max_length=5000)]


class PriceQuestion(Input):
    """A price that is wanted."""

    product: UUID
    variant: UUID | None = None
    unit: UUID | None = None
    quantity: Quantity = Decimal(1)


class PriceQuestions(Input):
    """Prices of many lines for one customer on one day."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"lines": [{"product": "0190b6c7-0000-7000-8000-000000000000", "quantity": "12"}], "currency": "CNY"}
            ]
        }
    }

    lines: Annotated[list[PriceQuestion], Field(min_length=1, max_length=500)]
    customer: UUID | None = None
    currency: Currency | None = None
    on: date | None = None
    region: Annotated[str, Field(max_length=80)] = ""
    territory: Annotated[str, Field(max_length=80)] = ""


PRICE_BOOKS.read_by(books)
PRICES.read_by(entries)


@books.post("", response={201: PRICE_BOOKS.schema})
def create_price_book(request: HttpRequest, payload: BookCreate) -> HttpResponse:
    """Open a price book."""
    user, said = reader(request), _said(payload)
    origin = PRICE_BOOKS.named(user, said.pop("copy_of", None), "copy_of")
    percent = said.pop("percent", Decimal(0))
    if origin is None:
        made = prices.create(by=user, **named_rows(said, user))
    else:
        said.pop("currency")
        made = prices.copy(book=origin, percent=percent, by=user, **named_rows(said, user))
    return PRICE_BOOKS.written(request, made.pk, 201)


@books.patch("/{record_id}", response=PRICE_BOOKS.schema)
def change_price_book(request: HttpRequest, record_id: UUID, payload: BookChange) -> HttpResponse:
    """Change for whom it holds, when, and how it is called."""
    user = reader(request)
    with PRICE_BOOKS.changing(request, record_id) as one:
        prices.update(book=one, changes=named_rows(_said(payload), user), by=user)
    return PRICE_BOOKS.written(request, record_id)


@books.delete("/{record_id}", response={204: None})
def delete_price_book(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """To the trash. The standard book stays."""
    user = reader(request)
    one = PRICE_BOOKS.find(user, record_id)
    user.require("price_book.delete")
    prices.trash(book=one, by=user)
    return nothing()


@books.put("/{record_id}/prices", response={200: dict[str, int]})
def enter_prices(request: HttpRequest, record_id: UUID, payload: PriceCells) -> HttpResponse:
    """Put prices into the book, all or none; says how many changed."""
    user = reader(request)
    cells = [prices.Cell(one.product, one.amount, one.variant, one.unit, one.from_quantity) for one in payload.prices]
    with PRICE_BOOKS.changing(request, record_id) as one:
        count = prices.enter(book=one, cells=cells, by=user)
    return answer({"changed": count})


@router.post("")
def find_prices(request: HttpRequest, payload: PriceQuestions) -> HttpResponse:
    """Which prices hold for a customer on a day, and why; in the order of the lines."""
    user = reader(request)
    user.require("product.view")
    found = price_of(
        payload.lines, user, customer=payload.customer, currency=payload.currency or "", on=payload.on,
        region=payload.region, territory=payload.territory,
    )  # fmt: skip
    return answer({"prices": found})


def price_of(
    lines: Sequence[PriceQuestion], user: User, *, customer: UUID | None, currency: str, on: date | None,
    region: str = "", territory: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """The prices as the API says them. Raises a Refusal for a product or a customer that the user does not see."""
    known = set(PRODUCTS.seen_by(user).filter(pk__in={one.product for one in lines}).values_list("pk", flat=True))
    for one in lines:
        if one.product not in known:
            named(PRODUCTS.seen_by(user).none(), one.product, "product")
    asks = [Ask(one.product, one.variant, one.quantity, one.unit) for one in lines]
    buyer = CUSTOMERS.named(user, customer, "customer")
    found = prices_for(asks, customer=buyer, currency=currency, on=on, region=region, territory=territory)
    with_cost = access(user, "product", "cost") in (FieldAccess.READ, FieldAccess.EDIT)
    return [_said_of(one, user, with_cost) for one in found]


def _said_of(price: Price, user: User, with_cost: bool) -> dict[str, Any]:
    with_book = user.may("price_book.view")
    said = {
        "amount": price.amount, "currency": price.currency, "includes_tax": price.includes_tax,
        "book": price.book.pk if price.book and with_book else None, "from_quantity": price.step,
        "why": price.explanation if with_book else [],
    }  # fmt: skip
    return {**said, "cost": price.cost} if with_cost else said


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}
