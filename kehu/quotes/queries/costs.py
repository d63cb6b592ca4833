"""What one unit of a product costs us, in the currency of a quote."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext
from uuid import UUID

from kehu.catalog.models import ProductUnit, Unit
from kehu.foundation.company.calendar import rate_on
from kehu.quotes.models import Line


def set_costs(lines: Iterable[Line], currency: str, on: date) -> None:
    """Fill `cost` of item lines with a product, which know their product and variant; those of free items stay. None
    where the cost or a rate is unknown.
    """
    rows = [one for one in lines if one.product is not None]
    rate = rate_on(currency, on) if rows else None
    factors = _factors(rows)
    for one in rows:
        own = one.variant.cost if one.variant is not None and one.variant.cost is not None else None
        cost = own if own is not None else one.product.cost if one.product else None
        factor = factors.get(one.pk)
        if cost is None or not rate or factor is None:
            one.cost = None
            continue
        with localcontext(prec=40):
            one.cost = (cost * factor / rate).quantize(Decimal("0.000001"))


def _factors(rows: list[Line]) -> dict[UUID, Decimal]:
    """How many of its product's own unit the unit of each line is."""
    found = {one.pk: Decimal(1) for one in rows if one.product and one.unit_id in (None, one.product.unit_id)}
    foreign = [one for one in rows if one.pk not in found]
    if not foreign:
        return found
    said = {
        (one.product_id, one.unit_id): one.factor
        for one in ProductUnit.objects.filter(product__in={one.product_id for one in foreign})
    }
    wanted = {one.unit_id for one in foreign} | {one.product.unit_id for one in foreign if one.product}
    units = Unit.objects.in_bulk([one for one in wanted if one])
    for one in foreign:
        if one.product is None or one.unit_id is None:
            continue
        given = said.get((one.product.pk, one.unit_id))
        unit, own = units[one.unit_id], units[one.product.unit_id]
        if given is not None:
            found[one.pk] = given
        elif (unit.base_id or unit.pk) == (own.base_id or own.pk):
            found[one.pk] = unit.factor / own.factor
    return found
