"""How much of an expense lies beyond the limit of its day."""

from decimal import Decimal

NOTHING = Decimal(0)


def beyond(amount: Decimal, others: Decimal, most: Decimal | None) -> Decimal:
    """The part of `amount` that lies above `most`, when `others` were spent already that day; nothing without a limit.
    Whatever the order of the lines of a day, their parts are together what the day is over its limit.
    """
    if most is None:
        return NOTHING
    return max(NOTHING, others + amount - most) - max(NOTHING, others - most)
