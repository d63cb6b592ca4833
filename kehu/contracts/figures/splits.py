"""Dividing a contract's amount into instalments so that no cent is lost, and the days on which they fall due."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kehu.foundation.values.money import Money

HUNDRED = Decimal(100)
MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@dataclass(frozen=True)
class Share:
    """A row of a plan as it was entered: an amount, a percentage of the whole, or neither, which is the rest."""

    amount: Decimal | None = None
    percent: Decimal | None = None

    @property
    def is_rest(self) -> bool:
        return self.amount is None and self.percent is None


class DoesNotSum(ValueError):
    """The rows make more or less than the whole; `difference` is what is missing, negative for too much."""

    def __init__(self, difference: Decimal):
        super().__init__(str(difference))
        self.difference = difference


class TwoRests(ValueError):
    """Only one row can be the rest."""


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, half away from zero."""
    return Money(amount, currency).rounded().amount


def amounts(total: Decimal, currency: str, shares: Sequence[Share]) -> list[Decimal]:
    """The amount of each row, adding up to exactly `total`.

    Rows that are all percentages of together 100 share the rounding among them: what is left over goes to the largest
    remainders. Otherwise a percentage is rounded by itself, and the row that is the rest takes what remains. Raises
    DoesNotSum, TwoRests.
    """
    percents = [share.percent for share in shares if share.percent is not None]
    if percents and len(percents) == len(shares) and sum(percents) == HUNDRED:
        return [part.amount for part in Money(total, currency).allocate(percents)]
    found = [_of(share, total, currency) for share in shares]
    rests = [place for place, share in enumerate(shares) if share.is_rest]
    if len(rests) > 1:
        raise TwoRests
    left = total - sum(found, Decimal(0))
    if rests and left > 0:
        found[rests[0]] = left
    elif rests or left:
        raise DoesNotSum(left)
    return found


def equal(total: Decimal, currency: str, count: int) -> list[Decimal]:
    """`count` amounts as equal as the smallest unit allows, the larger ones first."""
    return [part.amount for part in Money(total, currency).split(count)]


def in_proportion(total: Decimal, currency: str, former: Sequence[Decimal]) -> list[Decimal]:
    """`total` shared as `former` were; equally where these are all nothing."""
    if not any(former):
        return equal(total, currency, len(former))
    return [part.amount for part in Money(total, currency).allocate(list(former))]


def months_later(day: date, months: int) -> date:
    """The same day of a later month, its last where the month is shorter: 31 January, 28 February, 31 March."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_days(first: date, count: int, months: int) -> list[date]:
    """`count` days, each `months` after the one before, counted from the first so that short months leave no trace."""
    return [months_later(first, months * step) for step in range(count)]


def periods_between(first: date, last: date, months: int) -> int:
    """How many periods of so many months begin between two days, both counted; at least one."""
    count = 1
    while months_later(first, months * count) <= last:
        count += 1
    return count


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """With two decimals; None of nothing."""
    return (part * HUNDRED / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None


def _of(share: Share, total: Decimal, currency: str) -> Decimal:
    if share.amount is not None:
        return rounded(share.amount, currency)
    return rounded(total * share.percent / HUNDRED, currency) if share.percent is not None else Decimal(0)
