"""The collections of the catalog as the API lists them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.catalog.choices import categories, tax_classes, units
from kehu.catalog.models import Product
from kehu.catalog.objects import PRICE_BOOK, PRICE_ENTRY, PRODUCT, PRODUCT_NEWS
from kehu.foundation.access.models import User
from kehu.foundation.api.resources import Resource
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.registry import Field, Kind, ObjectType


def _with_names(objects: list[dict[str, Any]], _user: User) -> None:
    """What products are called in other languages."""
    found = dict(Product.objects.filter(pk__in=[one["id"] for one in objects]).values_list("pk", "names"))
    for one in objects:
        one["names"] = found.get(one["id"], {})


PRODUCTS = Resource("products", "product", Plan(PRODUCT, default_sort="-updated_at"), shape=_with_names)
PRICE_BOOKS = Resource("price_books", "price_book", Plan(PRICE_BOOK, default_sort="-updated_at"))
PRICES = Resource("price_entries", "price_entry", Plan(PRICE_ENTRY))


def _words(plural: str, singular: str, model: str, label: object, fields: tuple[Field, ...]) -> Resource:
    kind = ObjectType(
        key=singular, model=f"catalog.{model}", label=label, label_plural=label, icon="list", view="product.view",
        fields=fields, title="id",
    )  # fmt: skip
    return Resource(plural, singular, Plan(kind))


CATEGORIES = _words(
    "product_categories", "product_category", "Category", _("Category"),
    (
        Field("name", _("Name")),
        Field("parent", _("Below"), Kind.CHOICE, choices=categories),
        Field("position", _("Position"), Kind.NUMBER),
    ),
)  # fmt: skip
UNITS = _words(
    "units", "unit", "Unit", _("Unit"),
    (
        Field("key", _("Key")),
        Field("name", _("Name")),
        Field("base", _("of the unit"), Kind.CHOICE, choices=units),
        Field("factor", _("One is so many"), Kind.NUMBER),
        Field("decimals", _("Digits behind the point"), Kind.NUMBER),
        Field("is_active", _("In use"), Kind.BOOLEAN),
    ),
)  # fmt: skip
TAX_CLASSES = _words(
    "tax_classes", "tax_class", "TaxClass", _("Tax class"),
    (
        Field("key", _("Key")),
        Field("name", _("Name")),
        Field("is_default", _("For new products"), Kind.BOOLEAN),
        Field("is_active", _("In use"), Kind.BOOLEAN),
    ),
)  # fmt: skip
TAX_RATES = _words(
    "tax_rates", "tax_rate", "TaxRate", _("Rates"),
    (
        Field("tax_class", _("Tax class"), Kind.CHOICE, choices=tax_classes),
        Field("since", _("from"), Kind.DATE),
        Field("percent", _("Rate in percent"), Kind.NUMBER),
    ),
)  # fmt: skip
VARIANTS = _words(
    "variants", "variant", "Variant", _("Variants"),
    (
        Field("product", _("Product"), Kind.REFERENCE, reference="product"),
        Field("sku", _("SKU")),
        Field("name", _("Name")),
        Field("is_active", _("On sale"), Kind.BOOLEAN),
        Field("cost", _("Cost"), Kind.NUMBER, ruled_by="product.cost"),
    ),
)  # fmt: skip
PARTS = _words(
    "bundle_parts", "bundle_part", "BundlePart", _("Parts of the bundle"),
    (
        Field("bundle", _("Bundle"), Kind.REFERENCE, reference="product"),
        Field("product", _("Product"), Kind.REFERENCE, reference="product"),
        Field("variant", _("Variant"), filterable=False),
        Field("group", _("Group"), filterable=False),
        Field("quantity", _("Quantity"), Kind.NUMBER),
        Field("least", _("At least"), Kind.NUMBER),
        Field("most", _("At most"), Kind.NUMBER),
        Field("is_optional", _("May be left out"), Kind.BOOLEAN),
        Field("is_chosen", _("Chosen at first"), Kind.BOOLEAN),
    ),
)  # fmt: skip
NEWS = Resource("product_news", "news_post", Plan(PRODUCT_NEWS))
