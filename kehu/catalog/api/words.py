"""/product-categories, /units, /tax-classes, /product-news: what products are sorted by, counted in, taxed as, and what
is new of them.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.catalog.actions import news as news_actions
from kehu.catalog.actions import vocabulary
from kehu.catalog.api.resources import CATEGORIES, NEWS, PRODUCTS, TAX_CLASSES, TAX_RATES, UNITS
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.schemas import Input

categories, units, tax_classes, tax_rates, news = Router(), Router(), Router(), Router(), Router()
for resource, router in (
    (CATEGORIES, categories),
    (UNITS, units),
    (TAX_CLASSES, tax_classes),
    (TAX_RATES, tax_rates),
    (NEWS, news),
):
    resource.read_by(router)


class CategoryBody(Input):
    """A category; `parent` is the one it stands below, `names` are those in other languages."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Broadband", "names": {"zh-hans": "宽带"}}]}}

    name: Annotated[str, Field(min_length=1, max_length=120)]
    parent: UUID | None = None
    names: dict[str, Annotated[str, Field(max_length=120)]] = {}
    position: Annotated[int, Field(ge=0, le=30_000)] | None = None


class RateCreate(Input):
    """A rate that holds from a day on, until the next one."""

    model_config = {"json_schema_extra": {"examples": [{"since": "2027-01-01", "percent": "12"}]}}

    since: date
    percent: Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=4)]


class PostCreate(Input):
    """News of a product, or of a category and all below it."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"product": "0190b6c7-0000-7000-8000-000000000000", "title": "Now with Wi-Fi 7"}]
        }
    }

    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(max_length=20_000)] = ""
    product: UUID | None = None
    category: UUID | None = None
    published_on: date | None = None
    until: date | None = None
    is_important: bool = False


@categories.post("", response={201: CATEGORIES.schema})
def create_product_category(request: HttpRequest, payload: CategoryBody) -> HttpResponse:
    """Make a category."""
    user = reader(request)
    parent = CATEGORIES.named(user, payload.parent, "parent")
    made = vocabulary.save_category(by=user, **{**payload.model_dump(), "parent": parent})
    return CATEGORIES.written(request, made.pk, 201)


@categories.patch("/{record_id}", response=CATEGORIES.schema)
def change_product_category(request: HttpRequest, record_id: UUID, payload: CategoryBody) -> HttpResponse:
    """Rename or move a category; what stands below moves along."""
    user = reader(request)
    with CATEGORIES.changing(request, record_id) as one:
        parent = CATEGORIES.named(user, payload.parent, "parent")
        vocabulary.save_category(category=one, by=user, **{**payload.model_dump(), "parent": parent})
    return CATEGORIES.written(request, record_id)


@categories.delete("/{record_id}", response={204: None})
def delete_product_category(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Only a category in which nothing stands."""
    with CATEGORIES.changing(request, record_id) as one:
        vocabulary.remove(word=one, by=reader(request))
    return nothing()


@tax_classes.post("/{record_id}/rates", response={201: TAX_CLASSES.schema})
def add_tax_rate(request: HttpRequest, record_id: UUID, payload: RateCreate) -> HttpResponse:
    """From a day on another rate holds for the class."""
    with TAX_CLASSES.changing(request, record_id) as one:
        vocabulary.save_tax_class(
            tax_class=one, name=one.label, is_default=one.is_default, is_active=one.is_active, percent=payload.percent,
            since=payload.since, by=reader(request),
        )  # fmt: skip
    return TAX_CLASSES.written(request, record_id, 201)


@news.post("", response={201: NEWS.schema})
def write_product_news(request: HttpRequest, payload: PostCreate) -> HttpResponse:
    """Tell the sellers something of a product."""
    user = reader(request)
    said = payload.model_dump() | {
        "product": PRODUCTS.named(user, payload.product, "product"),
        "category": CATEGORIES.named(user, payload.category, "category"),
    }
    return NEWS.written(request, news_actions.write(by=user, **said).pk, 201)


@news.delete("/{record_id}", response={204: None})
def delete_product_news(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a post away for everybody."""
    with NEWS.changing(request, record_id) as one:
        news_actions.remove(post=one, by=reader(request))
    return nothing()


@news.post("/{record_id}/reading", response={204: None})
def read_product_news(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The caller has seen it."""
    user = reader(request)
    news_actions.mark_read(posts=[NEWS.find(user, record_id).pk], by=user)
    return nothing()
