"""The lines of a quote, and what a line may be sold in."""

from collections.abc import Iterable
from uuid import UUID

from kehu.catalog.models import ProductUnit, Unit
from kehu.quotes.models import Line, Quote


def lines_of(quote: Quote) -> list[Line]:
    """In the order of the document: parts after the line of their bundle. One statement."""
    rows = list(Line.objects.filter(quote=quote).select_related("product", "variant", "unit"))
    return in_order(rows)


def in_order(rows: Iterable[Line]) -> list[Line]:
    ordered = sorted(rows, key=lambda one: (one.position, one.pk))
    parts: dict[UUID, list[Line]] = {}
    for one in ordered:
        if one.parent_id:
            parts.setdefault(one.parent_id, []).append(one)
    return [row for one in ordered if not one.parent_id for row in (one, *parts.get(one.pk, []))]


def units_of(lines: Iterable[Line], units: list[Unit]) -> dict[UUID, list[UUID]]:
    """Which units each product may be sold in, its own first: further ones it names, and those that convert."""
    products = {one.product.pk: one.product for one in lines if one.product is not None}
    further: dict[UUID, list[UUID]] = {}
    for sold, unit in ProductUnit.objects.filter(product__in=products).values_list("product", "unit"):
        further.setdefault(sold, []).append(unit)
    bases = {one.pk: one.base_id or one.pk for one in units}
    found: dict[UUID, list[UUID]] = {}
    for pk, product in products.items():
        own = product.unit_id
        alike = [one.pk for one in units if bases[one.pk] == bases.get(own) and one.pk != own]
        found[pk] = list(dict.fromkeys([own, *further.get(pk, []), *alike]))
    return found


def sections(lines: list[Line]) -> dict[UUID, list[Line]]:
    """The lines below each heading, up to the next one."""
    found: dict[UUID, list[Line]] = {}
    current: list[Line] | None = None
    for one in lines:
        if one.kind == Line.Kind.SECTION:
            current = found.setdefault(one.pk, [])
        elif current is not None:
            current.append(one)
    return found
