"""The one door to quotas: what somebody was to sell in a span of days, and what he has sold of it.

Quotas are set in `forecasting`; here they are only read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from kehu.compensation.queries import deals
from kehu.forecasting.queries import quotas


@dataclass(frozen=True)
class Attainment:
    """In the company's currency."""

    quota: Decimal
    won: Decimal

    @property
    def percent(self) -> Decimal:
        return self.won * 100 / self.quota


def of_people(people: Iterable[UUID], start: date, end: date) -> dict[UUID, Decimal]:
    """By person, the quota of the months from `start` to `end`; who has none then is left out."""
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for (user, _month), amount in quotas.of_people(start, end + timedelta(days=1), list(people)).items():
        found[user] += amount
    return {user: amount for user, amount in found.items() if amount}


def attainment(people: Iterable[UUID], start: date, end: date) -> dict[UUID, Attainment]:
    """By person, of the days from `start` to `end`; who has no quota then is left out."""
    wanted = list(people)
    known = of_people(wanted, start, end)
    won = {
        user: sum((one.base for one in credited if one.undone_on is None), Decimal(0))
        for user, credited in deals.of_people(known, start, end).items()
    }
    return {user: Attainment(amount, won.get(user, Decimal(0))) for user, amount in known.items()}
