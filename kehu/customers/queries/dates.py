"""Key dates: when they come round next."""

from dataclasses import dataclass
from datetime import date

from kehu.customers.models import KeyDate
from kehu.foundation.values import lunar


@dataclass(frozen=True)
class Upcoming:
    """`turns` is how many years it will be then, if the first year is known."""

    key_date: KeyDate
    next: date
    days: int
    turns: int | None


def upcoming_dates(dates: list[KeyDate], today: date) -> list[Upcoming]:
    """The next occurrence of each, soonest first."""
    found = []
    for one in dates:
        day = next_occurrence(one, today)
        turns = day.year - one.year if one.year and day.year > one.year else None
        found.append(Upcoming(one, day, (day - today).days, turns))
    return sorted(found, key=lambda one: one.next)


def next_occurrence(one: KeyDate, today: date) -> date:
    """The first day on or after `today` on which it is kept."""
    if one.calendar == KeyDate.Calendar.LUNAR:
        return lunar.LunarDate(one.month, one.day, one.leap).next_occurrence(today)
    return lunar.next_solar(one.month, one.day, today)
