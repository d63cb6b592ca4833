"""What may be spent: rates and limits of categories by the tier of a city and the day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from kehu.compensation.models import CityTier, ExpenseCategory, ExpenseRate


@dataclass(frozen=True)
class Limit:
    """`most` a day and what a kilometre is worth, None where nothing is said. In the company's currency."""

    tier: int
    most: Decimal | None = None
    per_km: Decimal | None = None


def tier_of(city: str) -> int:
    """1 to 3; cities that nobody listed are 3."""
    found = CityTier.objects.filter(city__iexact=city.strip()).values_list("tier", flat=True).first() if city else None
    return found or CityTier.OTHERS


def limit_on(category: ExpenseCategory, city: str, day: date) -> Limit:
    """The rate in force on the day: that of the city's tier, else the one for all."""
    tier = tier_of(city)
    rows = ExpenseRate.objects.filter(Q(tier=tier) | Q(tier=None), category=category, since__lte=day)
    known = sorted(rows, key=lambda one: (one.tier is not None, one.since))
    if not known:
        return Limit(tier)
    return Limit(tier, known[-1].most, known[-1].per_km)
