"""Working days and rates: what the rest of Kehu asks of the company's calendar."""

from datetime import date, timedelta
from decimal import Decimal

from kehu.foundation.company.models import CalendarDay, Company, ExchangeRate


def is_working_day(day: date) -> bool:
    """A weekday of the company's week that is no holiday, or a make-up working day."""
    special = CalendarDay.objects.filter(day=day).values_list("is_working", flat=True).first()
    return special if special is not None else day.isoweekday() in Company.objects.current().working_weekdays


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start` (0 gives `start` or the next working day). One query."""
    week = set(Company.objects.current().working_weekdays)
    special = dict(
        CalendarDay.objects.filter(day__gte=start, day__lt=start + timedelta(days=4 * count + 400)).values_list(
            "day", "is_working"
        )
    )
    if not week and not any(special.values()):
        return start
    day, left = start, count
    for _step in range(4 * count + 400):
        works = special.get(day, day.isoweekday() in week)
        if works and (day > start or count == 0):
            left -= 1
            if left <= 0:
                return day
        day += timedelta(days=1)
    return day


def rate_on(currency: str, day: date) -> Decimal | None:
    """What one unit of `currency` was worth in the company's currency on `day`; None when no rate is known."""
    if currency == Company.objects.current().currency:
        return Decimal(1)
    known = ExchangeRate.objects.filter(currency=currency, since__lte=day).order_by("-since")
    return known.values_list("rate", flat=True).first()
