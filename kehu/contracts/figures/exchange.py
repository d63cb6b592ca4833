"""What a receipt in one currency settles of a debt in another, and what the change of the rate made of it."""

from decimal import Decimal

from kehu.contracts.figures.splits import rounded


def converted(amount: Decimal, rate: Decimal, to_rate: Decimal, to_currency: str) -> Decimal:
    """`amount`, a unit of which is worth `rate` of the home currency, in a currency whose unit is worth `to_rate`."""
    return rounded(amount * rate / to_rate, to_currency)


def difference(*, amount: Decimal, rate: Decimal, settled: Decimal, booked_rate: Decimal, home: str) -> Decimal:
    """In the home currency: what came, at the rate of its day, less what was settled, at the rate at which it stood in
    the books. Positive is a gain. Both sides are rounded, as they are in the books.
    """
    return rounded(amount * rate, home) - rounded(settled * booked_rate, home)
