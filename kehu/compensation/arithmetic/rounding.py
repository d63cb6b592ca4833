"""Cents: rounding, and dividing without losing any.

Money is rounded half up, once, where a line ends; whatever is divided is divided by largest remainder, so that the
parts are together exactly the whole.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def cents(value: Decimal) -> Decimal:
    """Rounded half up to the cent, away from zero in the middle."""
    return value.quantize(CENT, ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT) -> list[Decimal]:
    """`total` divided by weights into parts that are whole units and together exactly the total (which is itself a
    number of whole units). What is left after rounding down goes unit by unit to the largest remainders, of equal ones
    to the first. Raises ValueError for negative weights, or if all are nothing.
    """
    whole = sum(weights, Decimal(0))
    if not whole or any(weight < 0 for weight in weights):
        raise ValueError("weights are not negative and not all nothing")
    return whole_units([total * weight / whole for weight in weights], total, unit)


def rounded_together(parts: Sequence[Decimal]) -> list[Decimal]:
    """Exact parts as cents that are together their exact sum rounded half up."""
    return whole_units(parts, cents(sum(parts, Decimal(0))), CENT)


def whole_units(parts: Sequence[Decimal], total: Decimal, unit: Decimal) -> list[Decimal]:
    """The parts as whole units that make up `total`, by largest remainder."""
    down = [(part / unit).to_integral_value(ROUND_FLOOR) for part in parts]
    left = int(total / unit - sum(down, Decimal(0)))
    order = sorted(range(len(parts)), key=lambda place: (down[place] - parts[place] / unit, place))
    for step in range(abs(left)):
        down[order[step % len(order)]] += 1 if left > 0 else -1
    return [(number * unit).quantize(unit) for number in down]
