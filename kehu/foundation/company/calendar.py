"""Working days and rates: what the rest of Kehu asks of the company's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kehu.foundation.company.models import CalendarDay, Company, ExchangeRate

LOOKED_AHEAD = 400  # days


def is_working_day(day: date) -> bool:
    """A weekday of the company's week that is no holiday, or a make-up working day."""
    special = CalendarDay.objects.filter(day=day).values_list("is_working", flat=True).first()
    return special if special is not None else day.isoweekday() in Company.objects.current().working_weekdays


@dataclass(frozen=True)
class WorkingDays:
    """The company's week (ISO weekdays) with its holidays (False) and make-up working days (True), read once for many
    questions.
    """

    week: frozenset[int]
    special: Mapping[date, bool]

    @classmethod
    def read(cls, start: date, days: int = LOOKED_AHEAD) -> "WorkingDays":
        """What is known of so many days from `start` on. One query."""
        rows = CalendarDay.objects.filter(day__gte=start, day__lt=start + timedelta(days=days))
        return cls(frozenset(Company.objects.current().working_weekdays), dict(rows.values_list("day", "is_working")))

    def works(self, day: date) -> bool:
        return self.special.get(day, day.isoweekday() in self.week)

    def add(self, start: date, count: int) -> date:
        """The `count`-th working day after `start` (0 gives `start` or the next working day). A company that never
        works gets `start`.
        """
        if not self.week and not any(self.special.values()):
            return start
        day, left = start, count
        for _step in range(4 * count + LOOKED_AHEAD):
            if self.works(day) and (day > start or count == 0):
                left -= 1
                if left <= 0:
                    return day
            day += timedelta(days=1)
        return day


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start` (0 gives `start` or the next working day). One query."""
    return WorkingDays.read(start, 4 * count + LOOKED_AHEAD).add(start, count)


def rate_on(currency: str, day: date) -> Decimal | None:
    """What one unit of `currency` was worth in the company's currency on `day`; None when no rate is known."""
    if currency == Company.objects.current().currency:
        return Decimal(1)
    known = ExchangeRate.objects.filter(currency=currency, since__lte=day).order_by("-since")
    return known.values_list("rate", flat=True).first()


def add_working_time(start: datetime, hours: float) -> datetime:
    """The moment when so many hours of working time have passed since `start`: the company's day, week and holidays in
    its time zone. Where the company never works, the hours pass as they are. Two queries.
    """
    company = Company.objects.current()
    zone, left = ZoneInfo(company.time_zone), timedelta(hours=hours)
    opens, closes = _clock(company.working_from), _clock(company.working_until)
    now = start.astimezone(zone)
    special = dict(
        CalendarDay.objects.filter(day__gte=now.date(), day__lt=now.date() + timedelta(days=LOOKED_AHEAD)).values_list(
            "day", "is_working"
        )
    )
    for step in range(LOOKED_AHEAD):
        day = now.date() + timedelta(days=step)
        if closes <= opens or not special.get(day, day.isoweekday() in company.working_weekdays):
            continue
        begins = max(datetime.combine(day, opens, zone), now)
        free = datetime.combine(day, closes, zone) - begins
        if free >= left:
            return (begins + left).astimezone(start.tzinfo)
        left -= max(free, timedelta())
    return start + timedelta(hours=hours)


def _clock(value: time | str) -> time:
    """A row that was just made still holds the text of its default."""
    return time.fromisoformat(value) if isinstance(value, str) else value
