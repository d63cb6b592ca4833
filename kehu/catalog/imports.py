"""What of the catalog can be brought in from files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.catalog.import_headings import KINDS, PERIODS, PRICE_HEADINGS, PRODUCT_HEADINGS, STATES
from kehu.catalog.importing.prices import PriceWriter
from kehu.catalog.importing.products import ProductWriter
from kehu.catalog.models import Product
from kehu.catalog.permissions import ProductVerb
from kehu.customers.importing.fields import custom_fields
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register


class Products(ImportTarget):
    key = "products"
    object_key = "product"
    label = gettext_lazy("Products")
    verb = ProductVerb.IMPORT
    icon = "package"
    position = 70
    match_rules = (("sku", gettext_lazy("SKU")), ("name", gettext_lazy("Name")))

    def fields(self, user: User) -> list[TargetField]:
        named = PRODUCT_HEADINGS
        found = [
            TargetField("name", _("Name"), names=named["name"]),
            TargetField("sku", _("SKU"), names=named["sku"]),
            TargetField("name_en", _("Name in English"), names=named["name_en"]),
            TargetField("name_zh-hans", _("Name in Chinese"), names=named["name_zh-hans"]),
            TargetField("kind", _("Kind"), Kind.CHOICE, named["kind"], lambda: Product.Kind.choices, KINDS),
            TargetField("category", _("Category"), names=named["category"]),
            TargetField("unit", _("Unit"), names=named["unit"]),
            TargetField(
                "period", _("Charged"), Kind.CHOICE, named["period"], lambda: Product.Period.choices[1:], PERIODS
            ),
            TargetField("price", _("List price"), Kind.MONEY, named["price"]),
            TargetField("cost", _("Cost"), Kind.MONEY, named["cost"]),
            TargetField("tax_class", _("Tax class"), names=named["tax_class"]),
            TargetField("state", _("State"), Kind.CHOICE, named["state"], lambda: Product.State.choices, STATES),
            TargetField("description", _("Description"), Kind.LONG_TEXT, named["description"]),
        ]
        open_to_him = [one for one in found if access(user, "product", one.key) == FieldAccess.EDIT]
        return open_to_him + custom_fields("product", user)

    def begin(self, context: Context) -> Writer:
        return ProductWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        return "" if fields & {"name", "sku"} else _("One column must name the products.")


class Prices(ImportTarget):
    key = "prices"
    object_key = "price_entry"
    label = gettext_lazy("Prices")
    verb = ProductVerb.IMPORT
    icon = "tags"
    position = 71

    def fields(self, user: User) -> list[TargetField]:
        named = PRICE_HEADINGS
        return [
            TargetField("product", _("Product"), names=named["product"]),
            TargetField("book", _("Price book"), names=named["book"]),
            TargetField("from_quantity", _("From quantity"), Kind.NUMBER, named["from_quantity"]),
            TargetField("unit", _("Unit"), names=named["unit"]),
            TargetField("amount", _("Price"), Kind.MONEY, named["amount"]),
        ]

    def begin(self, context: Context) -> Writer:
        return PriceWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        return "" if {"product", "amount"} <= fields else _("One column must name the product, another hold the price.")


for one in (Products(), Prices()):
    register(one)
