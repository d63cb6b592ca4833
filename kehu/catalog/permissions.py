"""Rights over products and their prices. What a product costs the company is a field of its own: rules of roles say who
reads it, and with it the margin.
"""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ProductVerb(Verb):
    VIEW = "product.view", _("see products")
    CREATE = "product.create", _("create products")
    EDIT = "product.edit", _("edit products, their variants and bundles")
    DELETE = "product.delete", _("move products to the trash")
    EXPORT = "product.export", _("export products")
    IMPORT = "product.import", _("import products and prices")
    NEWS = "product_news.write", _("write news of products")
    CONFIGURE = "catalog.configure", _("edit categories, units, tax classes and rules of pricing")


class PriceBookVerb(Verb):
    VIEW = "price_book.view", _("see price books")
    CREATE = "price_book.create", _("create price books")
    EDIT = "price_book.edit", _("edit price books and prices")
    DELETE = "price_book.delete", _("move price books to the trash")
    EXPORT = "price_book.export", _("export price books")


_SEE = {ProductVerb.VIEW, PriceBookVerb.VIEW}

DEFAULTS = {
    "manager": set(ProductVerb) - {ProductVerb.CONFIGURE} | set(PriceBookVerb),
    "sales": _SEE | {ProductVerb.EXPORT},
    "service": {ProductVerb.VIEW},
    "marketer": _SEE | {ProductVerb.NEWS, ProductVerb.EXPORT},
    "analyst": _SEE | {ProductVerb.EXPORT, PriceBookVerb.EXPORT},
    "auditor": _SEE,
    "partner": {ProductVerb.VIEW},
}

_READ = {"view": "all", "edit": "none"}
_ALL = {"view": "all", "edit": "all"}
_NOTHING = {"view": "none", "edit": "none"}
SCOPES = {
    "manager": {"product": _ALL, "price_book": _ALL, "product_news": _ALL},
    "sales": {"product": _READ, "price_book": _READ, "product_news": _READ},
    "service": {"product": _READ, "price_book": _NOTHING, "product_news": _READ},
    "marketer": {"product": _READ, "price_book": _READ, "product_news": _ALL},
    "analyst": {"product": _READ, "price_book": _READ, "product_news": _READ},
    "auditor": {"product": _READ, "price_book": _READ, "product_news": _READ},
    "partner": {"product": _READ, "price_book": _NOTHING, "product_news": _READ},
}

_NO_COST = {("product", "cost"): "hidden"}
FIELD_RULES = dict.fromkeys(("sales", "service", "marketer", "partner"), _NO_COST)
