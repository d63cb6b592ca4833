"""One cell of the grid: what stands in it, and what a text typed into it means for its line."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.catalog.models import Product, Unit, Variant
from kehu.catalog.queries.taxes import default_class, rate_on
from kehu.catalog.queries.taxes import rules as pricing_rules
from kehu.foundation.access.models import User
from kehu.foundation.values.languages import name_in
from kehu.quotes.entries import Unreadable, discount, number, percent, shown, shown_discount
from kehu.quotes.models import Line, Quote
from kehu.quotes.queries.lines import units_of

# Cells whose change asks the price books anew.
ASKS = {"quantity", "unit", "price"}
COLUMNS = (
    "position", "product", "variant", "unit", "sku", "name", "description", "quantity", "list_price", "price",
    "price_is_own", "discount_percent", "discount_amount", "tax_percent", "tax_included", "cost", "is_optional",
    "amount", "net", "tax", "total",
)  # fmt: skip
LONGEST = {"name": 300, "description": 20_000}
_ITEM = {"product", "name", "description", "quantity", "unit", "price", "discount", "tax", "optional"}
_CELLS: dict[str, set[str]] = {
    Line.Kind.ITEM: _ITEM, Line.Kind.PART: {"quantity", "name", "description"},
    Line.Kind.SECTION: {"name"}, Line.Kind.TEXT: {"name", "description"},
}  # fmt: skip


def begin(line: Line, quote: Quote) -> None:
    """A new line before anything is typed into it: taxed as things usually are."""
    if line.kind == Line.Kind.ITEM:
        line.tax_percent = rate_on(default_class(), quote.price_date)
        line.tax_included = pricing_rules().prices_include_tax


def shown_in(line: Line, key: str) -> str:
    """What stands in a cell, as the browser shows it."""
    match key:
        case "name" | "description":
            return str(getattr(line, key))
        case "quantity" | "price":
            return shown(getattr(line, key))
        case "discount":
            return shown_discount(line.discount_percent, line.discount_amount)
        case "tax":
            return shown(line.tax_percent)
        case "unit":
            return str(line.unit_id or "")
        case "optional":
            return "1" if line.is_optional else ""
        case "product":
            return f"{line.product_id or ''}{f':{line.variant_id}' if line.variant_id else ''}"
    return ""


def put(line: Line, key: str, text: str, *, quote: Quote, by: User) -> None:
    """Raises a Refusal with the sentence that belongs beside the cell."""
    if key not in _CELLS[line.kind]:
        raise Unreadable(_("This line has no such cell."))
    _PUT[key](line, text, quote, by)


def sell(line: Line, product: Product, variant: Variant | None, quote: Quote) -> None:
    """Let the line sell a product, described in the language of the quote; its price is asked for afterwards."""
    line.product, line.variant, line.unit = product, variant, product.unit
    line.sku = variant.sku if variant else product.sku
    name = name_in(product.name, product.names, quote.language)
    line.name = f"{name} {variant.name}"[:300] if variant else name
    line.tax_percent = rate_on(product.tax_class_id, quote.price_date) if product.tax_class_id else Decimal(0)
    line.price_is_own = False


def _product(line: Line, text: str, quote: Quote, by: User) -> None:
    """`id` or `id:variant`; empty makes a free item of the line."""
    if not text:
        line.product = line.variant = line.list_price = None
        line.price_is_own = True
        return
    key, _colon, variant_key = text.partition(":")
    product = Product.objects.visible_to(by).select_related("unit", "tax_class").filter(pk=_uuid(key)).first()
    variant = Variant.objects.filter(product=product, pk=_uuid(variant_key)).first() if variant_key else None
    if product is None or (variant_key and variant is None):
        raise Unreadable(_("There is no such product."))
    sell(line, product, variant, quote)


def _name(line: Line, text: str, quote: Quote, by: User) -> None:
    """A text that is exactly the SKU of a product sells it, so that a pasted column of SKUs works."""
    _text("name", line, text)
    if line.kind != Line.Kind.ITEM or line.product_id or not text.strip():
        return
    product = (
        Product.objects.visible_to(by).select_related("unit", "tax_class").filter(sku__iexact=text.strip()).first()
    )
    if product is not None:
        sell(line, product, None, quote)


def _description(line: Line, text: str, _quote: Quote, _by: User) -> None:
    _text("description", line, text)


def _text(key: str, line: Line, text: str) -> None:
    if len(text) > LONGEST[key]:
        raise Unreadable(_("At most %(count)s letters.") % {"count": LONGEST[key]})
    setattr(line, key, text.strip())


def _quantity(line: Line, text: str, _quote: Quote, _by: User) -> None:
    places = line.unit.decimals if line.unit else 4
    try:
        line.quantity = number(text, places=places, least=Decimal(0))
    except Unreadable:
        number(text, places=4, least=Decimal(0))  # says what is wrong with the number itself
        raise Unreadable(
            _("“%(unit)s” is counted with at most %(count)s digits after the point.")
            % {"unit": line.unit.label if line.unit else "", "count": places}
        ) from None


def _unit(line: Line, text: str, _quote: Quote, _by: User) -> None:
    units = list(Unit.objects.filter(is_active=True).select_related("base"))
    wanted = next((one for one in units if str(one.pk) == text), None)
    if text and wanted is None:
        raise Unreadable(_("There is no such unit."))
    if line.product_id and (wanted is None or wanted.pk not in units_of([line], units)[line.product_id]):
        raise Unreadable(_("This product is not sold in this unit."))
    line.unit = wanted


def _price(line: Line, text: str, _quote: Quote, _by: User) -> None:
    """A price of one's own; an empty cell goes back to what the price books ask."""
    if not text.strip() and line.product_id:
        line.price_is_own = False
        return
    line.price = number(text or "0", places=6)
    line.price_is_own = True


def _discount(line: Line, text: str, _quote: Quote, _by: User) -> None:
    line.discount_percent, line.discount_amount = discount(text)


def _tax(line: Line, text: str, _quote: Quote, _by: User) -> None:
    line.tax_percent = percent(text)


def _optional(line: Line, text: str, _quote: Quote, _by: User) -> None:
    line.is_optional = text not in ("", "0", "false")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_PUT: dict[str, Any] = {
    "product": _product, "name": _name, "description": _description, "quantity": _quantity, "unit": _unit,
    "price": _price, "discount": _discount, "tax": _tax, "optional": _optional,
}  # fmt: skip
