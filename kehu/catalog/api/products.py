"""/products: what is sold, with variants, parts of bundles, and the price that holds."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.catalog.actions import bundles, products, variants
from kehu.catalog.actions.cell_edits import values as named_rows
from kehu.catalog.api.prices import PriceQuestion, price_of
from kehu.catalog.api.resources import PARTS, PRODUCTS, VARIANTS
from kehu.catalog.models import BundlePart, PartGroup, Product, Variant
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf

router = Router()
CLEARED = {"category", "tax_class", "cost", "successor", "manager"}
Cost = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]


class ProductChange(Input):
    """What is changed; of the company's own fields only those in `custom`. `names` are those in other languages."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    sku: Annotated[str, Field(max_length=60)] | None = None
    names: dict[str, Annotated[str, Field(max_length=200)]] | None = None
    kind: Annotated[str, OneOf(Product.Kind.values)] | None = None
    category: UUID | None = None
    unit: UUID | None = None
    period: Annotated[str, OneOf(Product.Period.values)] | None = None
    tax_class: UUID | None = None
    cost: Cost | None = None
    bundle: Annotated[str, OneOf(Product.BundlePricing.values)] | None = None
    state: Annotated[str, OneOf(Product.State.values)] | None = None
    successor: UUID | None = None
    manager: UUID | None = None
    description: Annotated[str, Field(max_length=20_000)] | None = None
    custom: dict[str, Any] | None = None


class ProductCreate(ProductChange):
    """A product; without an SKU one is made of the name, without a state it is a draft."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"name": "Fibre 1000", "sku": "BB-1000", "kind": "subscription", "period": "month", "state": "active",
                 "names": {"zh-hans": "千兆光纤宽带"}}
            ]
        }
    }  # fmt: skip

    name: Annotated[str, Field(min_length=1, max_length=200)]


class Options(Input):
    """The options with their values, in order; a variant is made for every combination."""

    model_config = {
        "json_schema_extra": {"examples": [{"options": {"Colour": ["black", "white"], "Memory": ["128", "256"]}}]}
    }

    options: dict[Annotated[str, Field(max_length=60)], list[Annotated[str, Field(max_length=60)]]]


class VariantChange(Input):
    sku: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    cost: Cost | None = None
    is_active: bool | None = None


class PartCreate(Input):
    """A product, or one variant of it, as part of a bundle."""

    model_config = {
        "json_schema_extra": {"examples": [{"product": "0190b6c7-0000-7000-8000-000000000000", "quantity": "2"}]}
    }

    product: UUID
    variant: UUID | None = None
    group: UUID | None = None
    quantity: Quantity = Decimal(1)
    least: Quantity | None = None
    most: Quantity | None = None
    is_optional: bool = False
    is_chosen: bool = True


PRODUCTS.read_by(router)


@router.post("", response={201: PRODUCTS.schema})
def create_product(request: HttpRequest, payload: ProductCreate) -> HttpResponse:
    """Bring a product into the catalog."""
    user = reader(request)
    made = products.create(by=user, **_named(_said(payload), user))
    return PRODUCTS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=PRODUCTS.schema)
def change_product(request: HttpRequest, record_id: UUID, payload: ProductChange) -> HttpResponse:
    """Change the fields that the body names."""
    user = reader(request)
    with PRODUCTS.changing(request, record_id) as one:
        products.update(product=one, changes=_named(_said(payload), user), by=user)
    return PRODUCTS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_product(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """To the trash."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    user.require("product.delete")
    products.trash(product=one, by=user)
    return nothing()


@router.get("/{record_id}/price")
def get_product_price(
    request: HttpRequest, record_id: UUID, quantity: Quantity = Decimal(1), customer: UUID | None = None,
    variant: UUID | None = None, unit: UUID | None = None, currency: str = "", on: date | None = None,
) -> HttpResponse:  # fmt: skip
    """Which price holds for a customer, a quantity and a day, and why."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    asked = PriceQuestion(product=one.pk, variant=variant, unit=unit, quantity=quantity)
    (found,) = price_of([asked], user, customer=customer, currency=currency, on=on)
    return answer(found)


@router.get("/{record_id}/variants", response=list[VARIANTS.schema])  # type: ignore[name-defined]
def list_variants_of_product(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The variants of a product."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    return answer(VARIANTS.objects(Variant.objects.visible_to(user).filter(product=one), user))


@router.put("/{record_id}/options", response=list[VARIANTS.schema])  # type: ignore[name-defined]
def set_product_options(request: HttpRequest, record_id: UUID, payload: Options) -> HttpResponse:
    """Say by what one chooses; answers with the variants there are then."""
    user = reader(request)
    with PRODUCTS.changing(request, record_id) as one:
        variants.set_options(product=one, options=payload.options, by=user)
        variants.make_all(product=one, by=user)
    return answer(VARIANTS.objects(Variant.objects.visible_to(user).filter(product=record_id), user))


@router.patch("/{record_id}/variants/{variant_id}", response=VARIANTS.schema)
def change_variant(request: HttpRequest, record_id: UUID, variant_id: UUID, payload: VariantChange) -> HttpResponse:
    """Its number, its cost, whether it is sold."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    variant = named(Variant.objects.visible_to(user).filter(product=one), variant_id, "variant")
    said = {key: value for key, value in payload.given().items() if value is not None or key == "cost"}
    variants.update(variant=variant, changes=said, by=user)
    return VARIANTS.written(request, variant_id)


@router.get("/{record_id}/parts", response=list[PARTS.schema])  # type: ignore[name-defined]
def list_parts_of_bundle(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What a bundle is made of."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    return answer(PARTS.objects(BundlePart.objects.visible_to(user).filter(bundle=one), user))


@router.post("/{record_id}/parts", response={201: PARTS.schema})
def add_part_to_bundle(request: HttpRequest, record_id: UUID, payload: PartCreate) -> HttpResponse:
    """Put a product into a bundle."""
    user, said = reader(request), payload.model_dump()
    with PRODUCTS.changing(request, record_id) as one:
        said["product"] = PRODUCTS.named(user, payload.product, "product")
        for key, model in (("variant", Variant), ("group", PartGroup)):
            said[key] = named(model.objects.visible_to(user), said[key], key) if said[key] else None
        made = bundles.save_part(bundle=one, by=user, **said)
    return PARTS.written(request, made.pk, 201)


@router.delete("/{record_id}/parts/{part_id}", response={204: None})
def remove_part_of_bundle(request: HttpRequest, record_id: UUID, part_id: UUID) -> HttpResponse:
    """Take a part out of a bundle."""
    user = reader(request)
    one = PRODUCTS.find(user, record_id)
    bundles.remove_part(part=named(BundlePart.objects.visible_to(user).filter(bundle=one), part_id, "part"), by=user)
    return nothing()


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the rows that they name."""
    found = named_rows(values, user)
    for key in ("manager", "successor"):
        if values.get(key) is not None and found[key] is None:
            named(Product.objects.none(), values[key], key)
    return found
