"""Products, prices and news, for the matrices. They are no customer's: whoever has the right sees them all."""

from decimal import Decimal
from typing import Any

from kehu.catalog.models import (
    BundlePart,
    Category,
    NewsPost,
    PriceBook,
    PriceEntry,
    Product,
    TaxClass,
    TaxRate,
    Unit,
    Variant,
)
from tests.architecture.expectations import Rule

_WRITE = {"administrator", "manager"}
_BOOKS = {"administrator", "manager", "sales", "marketer", "analyst", "auditor"}
CAN = {
    "create products": _WRITE, "edit products": _WRITE, "delete products": _WRITE,
    "write news of products": _WRITE | {"marketer"}, "configure the catalog": {"administrator"},
    "see price books": _BOOKS, "create price books": _WRITE, "edit price books": _WRITE, "delete price books": _WRITE,
}  # fmt: skip


def _see(path: str, can: str = "anything", **more: Any) -> Rule:
    return Rule(path, sees="open", can=can, **more)


_PRODUCT, _BOOK = "/products/{product}", "/price-books/{price_book}"
RULES = {
    "list_products": _see("/products"), "get_product": _see(_PRODUCT),
    "create_product": _see("/products", "create products", body={"name": "x"}),
    "change_product": _see(_PRODUCT, "edit products", body={"description": "x"}),
    "delete_product": _see(_PRODUCT, "delete products"),
    "get_product_price": _see(f"{_PRODUCT}/price?quantity=2"),
    "list_variants_of_product": _see(f"{_PRODUCT}/variants"),
    "set_product_options": _see(f"{_PRODUCT}/options", "edit products", body={"options": {}}, ok=(200, 422)),
    "change_variant": _see(f"{_PRODUCT}/variants/{{variant}}", "edit products", body={"is_active": False}),
    "list_parts_of_bundle": _see("/products/{bundle}/parts"),
    "add_part_to_bundle": _see("/products/{bundle}/parts", "edit products", body={"product": "{spare}"}),
    "remove_part_of_bundle": _see("/products/{bundle}/parts/{bundle_part}", "edit products"),
    "list_product_categories": _see("/product-categories"),
    "get_product_category": _see("/product-categories/{product_category}"),
    "create_product_category": _see("/product-categories", "configure the catalog", body={"name": "New"}),
    "change_product_category": _see(
        "/product-categories/{product_category}", "configure the catalog", body={"name": "Other"}
    ),
    "delete_product_category": _see("/product-categories/{empty_category}", "configure the catalog"),
    "list_product_news": _see("/product-news"), "get_news_post": _see("/product-news/{news_post}"),
    "write_product_news": _see("/product-news", "write news of products", body={"title": "x", "product": "{product}"}),
    "delete_product_news": _see("/product-news/{news_post}", "write news of products"),
    "read_product_news": _see("/product-news/{news_post}/reading"),
    "list_units": _see("/units"), "get_unit": _see("/units/{unit}"),
    "list_tax_classes": _see("/tax-classes"), "get_tax_class": _see("/tax-classes/{tax_class}"),
    "add_tax_rate": _see(
        "/tax-classes/{tax_class}/rates", "configure the catalog", body={"since": "2027-01-01", "percent": "12"}
    ),
    "list_tax_rates": _see("/tax-rates"), "get_tax_rate": _see("/tax-rates/{tax_rate}"),
    "list_price_books": _see("/price-books", "see price books"), "get_price_book": _see(_BOOK, "see price books"),
    "create_price_book": _see("/price-books", "create price books", body={"name": "New", "currency": "CNY"}),
    "change_price_book": _see(_BOOK, "edit price books", body={"notes": "x"}),
    "delete_price_book": _see(_BOOK, "delete price books"),
    "enter_prices": _see(
        f"{_BOOK}/prices", "edit price books", body={"prices": [{"product": "{product}", "amount": "5"}]}
    ),
    "list_price_entries": _see("/price-entries", "see price books"),
    "get_price_entry": _see("/price-entries/{price_entry}", "see price books"),
    "find_prices": _see("/prices", body={"lines": [{"product": "{product}"}]}),
}  # fmt: skip


def rows(rows: dict[str, Any], owner: Any, author: Any) -> None:
    """A product with a variant and a price, a bundle with a part, a book, a post: of nobody, in every household."""
    unit, number = Unit.objects.get(key="piece"), Product.objects.count()

    def product(sku: str, **more: Any) -> Product:
        return Product.objects.create(
            sku=f"{sku}{number}", name=f"{sku} {number}", unit=unit, currency="CNY", state="active", cost=5, **more
        )

    category = Category.objects.create(name=f"Category {number}")
    rows["product_category"], rows["empty_category"] = category, Category.objects.create(name=f"Empty {number}")
    rows["product"], rows["spare"] = product("P", category=category), product("S")
    rows["bundle"] = product("B", bundle="summed")
    rows["variant"] = Variant.objects.create(product=rows["product"], sku=f"V{number}", name="v", combination="v")
    rows["bundle_part"] = BundlePart.objects.create(bundle=rows["bundle"], product=rows["product"])
    rows["news_post"] = NewsPost.objects.create(product=rows["product"], title="x", author=author)
    rows["unit"], rows["tax_class"] = unit, TaxClass.objects.get(key="goods")
    rows["tax_rate"] = TaxRate.objects.get(tax_class=rows["tax_class"])
    rows["price_book"] = PriceBook.objects.create(name=f"Book {number}", currency="CNY")
    rows["price_entry"] = PriceEntry.objects.create(book=rows["price_book"], product=rows["product"], amount=Decimal(9))


ELSEWHERE = {
    "uuid:product_id", "uuid:variant_id", "uuid:part_id", "uuid:thing_id", "uuid:post_id", "uuid:book_id",
}  # fmt: skip
