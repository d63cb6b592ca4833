from kehu.catalog.models.bundles import BundlePart, PartGroup, PartRule
from kehu.catalog.models.categories import Category
from kehu.catalog.models.news import NewsPost, NewsReading
from kehu.catalog.models.prices import PriceBook, PriceEntry
from kehu.catalog.models.products import Product, ProductUnit
from kehu.catalog.models.rules import PricingRules
from kehu.catalog.models.taxes import TaxClass, TaxRate
from kehu.catalog.models.units import Unit
from kehu.catalog.models.variants import OptionValue, ProductOption, Variant, VariantValue

__all__ = [
    "BundlePart", "Category", "NewsPost", "NewsReading", "OptionValue", "PartGroup", "PartRule", "PriceBook",
    "PriceEntry", "PricingRules", "Product", "ProductOption", "ProductUnit", "TaxClass", "TaxRate", "Unit", "Variant",
    "VariantValue",
]  # fmt: skip
