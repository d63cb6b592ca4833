"""The grid as the browser gets it: every cell as the text that stands in it, and what it needs to add up by itself."""

from collections.abc import Sequence
from typing import Any

from babel.numbers import get_currency_precision
from django.db.models import Q

from kehu.catalog.models import Unit
from kehu.catalog.queries.taxes import rules as pricing_rules
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.quotes.entries import shown, shown_discount
from kehu.quotes.models import Line, Quote
from kehu.quotes.queries.bundles import Bundles, looked_into, part_name
from kehu.quotes.queries.lines import units_of
from kehu.quotes.queries.sums import Sums, given_away


def sees_margin(user: User) -> bool:
    return access(user, "quote", "margin") in (FieldAccess.READ, FieldAccess.EDIT)


def sheet(
    quote: Quote, lines: Sequence[Line], totals: Sums, user: User, rounding: str = ""
) -> dict[str, Any]:  # fmt: skip
    """What the page begins with and what each saving answers."""
    units = list(Unit.objects.filter(Q(is_active=True) | Q(pk__in=[one.unit_id for one in lines if one.unit_id])))
    sold_in = units_of(lines, units)
    costs = sees_margin(user)
    bundles = looked_into(lines)
    rows = [_row(one, sold_in.get(one.product_id) if one.product_id else None, totals, costs) for one in lines]
    return {
        "version": quote.version, "currency": quote.currency, "digits": get_currency_precision(quote.currency),
        "rounding": str(rounding or pricing_rules().tax_rounding), "editable": quote.is_open_for_changes,
        "costs": costs,
        "discount": shown_discount(quote.discount_percent, quote.discount_amount),
        "units": [{"id": str(one.pk), "label": one.label, "decimals": one.decimals} for one in units],
        "lines": [row | _of_bundle(one, bundles) for one, row in zip(lines, rows, strict=True)],
        "totals": _totals(totals, costs),
    }  # fmt: skip


def _row(one: Line, units: list[Any] | None, totals: Sums, costs: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": str(one.pk), "kind": one.kind, "parent": str(one.parent_id or ""), "name": one.name,
        "description": one.description,
    }  # fmt: skip
    if one.kind in (Line.Kind.SECTION, Line.Kind.TEXT):
        return row
    row |= {
        "sku": one.sku, "product": f"{one.product_id or ''}{f':{one.variant_id}' if one.variant_id else ''}",
        "quantity": shown(one.quantity), "unit": str(one.unit_id or ""),
        "units": None if units is None else [str(unit) for unit in units],
        "bundle": bool(one.product and one.product.is_bundle),
    }  # fmt: skip
    if one.kind == Line.Kind.PART:
        return row
    total = totals.lines[one.pk]
    row |= {
        "price": shown(one.price), "list": shown(one.list_price), "own": one.price_is_own,
        "discount": shown_discount(one.discount_percent, one.discount_amount), "tax": shown(one.tax_percent),
        "included": one.tax_included, "optional": "1" if one.is_optional else "",
        "away": shown(given_away(one, total)), "amount": f"{total.amount:f}",
    }  # fmt: skip
    return row | ({"cost": shown(one.cost)} if costs else {})


def _of_bundle(one: Line, bundles: Bundles) -> dict[str, Any]:
    """What does not go together in it, and the parts that can be had in it besides."""
    if one.kind == Line.Kind.PART:
        return {"faults": bundles.problems.get(one.pk, [])}
    if one.pk not in bundles.further:
        return {}
    further = [
        {"part": str(part.pk), "name": part_name(part), "quantity": shown(part.quantity)}
        for part in bundles.further[one.pk]
    ]
    return {"faults": bundles.problems.get(one.pk, []), "further": further}


def _totals(totals: Sums, costs: bool) -> dict[str, Any]:
    found = totals.document
    said = {
        "subtotal": f"{found.subtotal:f}", "off": f"{found.document_discount:f}", "net": f"{found.net:f}",
        "tax": f"{found.tax:f}", "total": f"{found.total:f}",
        "taxes": [{"percent": shown(one.percent), "tax": f"{one.tax:f}"} for one in found.taxes],
    }  # fmt: skip
    if costs:
        said["margin"] = "" if found.margin is None else f"{found.margin:f}"
        said["margin_percent"] = shown(found.margin_percent)
    return said
