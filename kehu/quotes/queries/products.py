"""Products offered while one types into a line: by name, pinyin, initials or SKU, with the price for this customer."""

from typing import Any

from kehu.catalog.models import Product
from kehu.catalog.queries.prices import Ask, prices_for
from kehu.foundation.access.models import User
from kehu.foundation.search.query import search
from kehu.foundation.ui.formats import show_money
from kehu.foundation.values.languages import name_in
from kehu.quotes.models import Quote

MOST = 12


def offered(quote: Quote, text: str, user: User) -> list[dict[str, Any]]:
    """Without a text those sold last by the user. Products with variants are offered by variant."""
    ids = [hit.record_id for hit in search(user, text, ["product"], limit=MOST)] if text.strip() else _usual(user)
    rows = Product.objects.visible_to(user).filter(pk__in=ids, state=Product.State.ACTIVE)
    found = {one.pk: one for one in rows.select_related("unit").prefetch_related("variants")}
    choices: list[tuple[Product, Any]] = []
    for pk in ids:
        if pk in found:
            variants: list[Any] = [one for one in found[pk].variants.all() if one.is_active]
            choices += [(found[pk], one) for one in variants or [None]]
    choices = choices[:MOST]
    asks = [Ask(product.pk, variant.pk if variant else None) for product, variant in choices]
    prices = prices_for(asks, customer=quote.customer, currency=quote.currency, on=quote.price_date) if asks else []
    return [
        {
            "value": f"{product.pk}{f':{variant.pk}' if variant else ''}",
            "name": " ".join(filter(None, [name_in(product.name, product.names), variant.name if variant else ""])),
            "sku": variant.sku if variant else product.sku, "unit": product.unit.label,
            "price": show_money(price.amount, quote.currency) if price.amount is not None else "",
            "bundle": product.is_bundle,
        }
        for (product, variant), price in zip(choices, prices, strict=True)
    ]  # fmt: skip


def _usual(user: User) -> list[Any]:
    """What he quoted last."""
    rows = Quote.objects.filter(owner=user, lines__product__isnull=False).order_by("-updated_at", "-pk")
    recent = list(rows.values_list("lines__product", flat=True)[:60])
    usual = list(dict.fromkeys(recent))[:MOST]
    return usual or list(
        Product.objects.visible_to(user)
        .filter(state=Product.State.ACTIVE)
        .order_by("sort_name")
        .values_list("pk", flat=True)[:MOST]
    )
