"""Products, price books and prices as lists, search, import, export and the API know them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.catalog.choices import categories, tags, tax_classes, units
from kehu.catalog.models import Product
from kehu.customers.models import Customer
from kehu.foundation.company.forms import currencies
from kehu.foundation.objects.registry import ANY_COLUMN, Field, Kind, ObjectType, register


def _refresh(ids: list[UUID]) -> None:
    from kehu.catalog.derived import refresh_products

    refresh_products(ids)


def _refresh_books(ids: list[UUID]) -> None:
    from kehu.catalog.derived import refresh_books

    refresh_books(ids)


def _refresh_entries(ids: list[UUID]) -> None:
    from kehu.catalog.derived import refresh_entries

    refresh_entries(ids)


PRODUCT = register(
    ObjectType(
        key="product",
        model="catalog.Product",
        label=_("Product"),
        label_plural=_("Products"),
        icon="package",
        view="product.view",
        create="product.create",
        edit="product.edit",
        delete="product.delete",
        export="product.export",
        page="catalog:product",
        list_page="catalog:products",
        custom_fields=True,
        refresh=_refresh,
        derived_from={
            "catalog_product": frozenset({"name", "names", "sku", "description", "unit_id"}),
            "catalog_variant": ANY_COLUMN,
        },
        fields=(
            Field(
                "name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True,
                by_language="names", synonyms=("product", "Product Name", "产品", "产品名称", "商品名称"),
            ),
            Field(
                "sku", _("SKU"), sortable=True, listed=True,
                synonyms=("Product Code", "Item number", "产品编码", "产品编号", "料号", "货号"),
            ),
            Field(
                "kind", _("Kind"), Kind.CHOICE, choices=lambda: Product.Kind.choices, listed=True,
                synonyms=("Product type", "产品类型"),
            ),
            Field(
                "category", _("Category"), Kind.CHOICE, choices=categories, listed=True,
                synonyms=("series", "Product Family", "Product Category", "产品分类", "类别", "系列"),
            ),
            Field("state", _("State"), Kind.CHOICE, choices=lambda: Product.State.choices, listed=True),
            Field(
                "list_price", _("List price"), Kind.MONEY, sortable=True, listed=True, writable=False, summed=False,
                importable=False,
            ),
            Field("unit", _("Unit"), Kind.CHOICE, choices=units, synonyms=("UOM", "单位", "计量单位")),
            Field("period", _("Charged"), Kind.CHOICE, choices=lambda: Product.Period.choices[1:]),
            Field("tax_class", _("Tax class"), Kind.CHOICE, choices=tax_classes, synonyms=("税收分类", "税类")),
            Field("cost", _("Cost"), Kind.MONEY, summed=False, synonyms=("Unit cost", "成本", "成本价")),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, writable=False, importable=False),
            Field("bundle", _("Bundle"), Kind.CHOICE, choices=lambda: Product.BundlePricing.choices[1:]),
            Field("manager", _("Product manager"), Kind.REFERENCE, reference="user", synonyms=("产品经理",)),
            Field("successor", _("Successor"), Kind.REFERENCE, reference="product"),
            Field("state_since", _("In this state since"), Kind.MOMENT, writable=False, importable=False),
            Field(
                "description", _("Description"), Kind.LONG_TEXT, filterable=False,
                synonyms=("Product description", "描述", "产品描述"),
            ),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False, synonyms=("Created Date", "创建时间")),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip

PRICE_BOOK = register(
    ObjectType(
        key="price_book",
        model="catalog.PriceBook",
        label=_("Price book"),
        label_plural=_("Price books"),
        icon="book-2",
        view="price_book.view",
        create="price_book.create",
        edit="price_book.edit",
        delete="price_book.delete",
        export="price_book.export",
        page="catalog:price_book",
        list_page="catalog:price_books",
        refresh=_refresh_books,
        derived_from={"catalog_pricebook": frozenset({"name", "currency"}), "catalog_priceentry": ANY_COLUMN},
        fields=(
            Field("name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, required=True, listed=True),
            Field("is_standard", _("Standard"), Kind.BOOLEAN, writable=False, importable=False),
            Field("is_active", _("In use"), Kind.BOOLEAN, listed=True),
            Field("priority", _("Priority"), Kind.NUMBER, sortable=True, listed=True, summed=False),
            Field("tier", _("Tier"), Kind.CHOICE, choices=lambda: Customer.Tier.choices, listed=True),
            Field("standing", _("Kind of customer"), Kind.CHOICE, choices=lambda: Customer.Standing.choices),
            Field("tag", _("Tag"), Kind.CHOICE, choices=tags, listed=True),
            Field("region", _("Province or state"), listed=True),
            Field("territory", _("Territory")),
            Field("valid_from", _("Valid from"), Kind.DATE, listed=True),
            Field("valid_until", _("Valid until"), Kind.DATE, listed=True),
            Field("includes_tax", _("Prices include tax"), Kind.BOOLEAN),
            Field("notes", _("Notes"), Kind.LONG_TEXT, filterable=False),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False, importable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip

PRICE_ENTRY = register(
    ObjectType(
        key="price_entry",
        model="catalog.PriceEntry",
        label=_("Price"),
        label_plural=_("Prices"),
        icon="currency-yuan",
        title="id",
        list_page="catalog:price_entries",
        view="price_book.view",
        edit="price_book.edit",
        export="price_book.export",
        refresh=_refresh_entries,
        derived_from={"catalog_priceentry": ANY_COLUMN},
        fields=(
            Field("book", _("Price book"), Kind.REFERENCE, reference="price_book", required=True, listed=True),
            Field("product", _("Product"), Kind.REFERENCE, reference="product", required=True, listed=True),
            Field("sku", _("SKU"), source="product__sku", writable=False, listed=True),
            Field("variant", _("Variant"), source="variant__sku", writable=False, listed=True),
            Field("unit", _("Unit"), Kind.CHOICE, choices=units, listed=True),
            Field("from_quantity", _("From quantity"), Kind.NUMBER, listed=True, summed=False),
            Field("amount", _("Price"), Kind.NUMBER, required=True, listed=True, summed=False),
            Field("currency", _("Currency"), source="book__currency", writable=False, importable=False, listed=True),
            Field("updated_at", _("Changed"), Kind.MOMENT, writable=False, importable=False),
        ),
    )
)  # fmt: skip

PRODUCT_NEWS = register(
    ObjectType(
        key="product_news",
        model="catalog.NewsPost",
        label=_("Product news"),
        label_plural=_("Product news"),
        icon="news",
        title="title",
        view="product.view",
        create="product_news.write",
        edit="product_news.write",
        list_page="catalog:news",
        fields=(
            Field("product", _("Product"), Kind.REFERENCE, reference="product"),
            Field("category", _("Category"), Kind.CHOICE, choices=categories),
            Field("title", _("Title"), required=True),
            Field("body", _("Text"), Kind.LONG_TEXT, filterable=False),
            Field("published_on", _("Published on"), Kind.DATE),
            Field("until", _("Worth knowing until"), Kind.DATE),
            Field("is_important", _("Important"), Kind.BOOLEAN),
        ),
    )
)  # fmt: skip
