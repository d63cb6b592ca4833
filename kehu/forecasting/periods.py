"""Months, quarters and years as the company counts them: by its fiscal year, in its time zone.

A period has a key that stands in links: `2026-11` a month, `2026-Q3` the third quarter and `2026` the whole of the
fiscal year that begins in 2026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.company.models import Company
from kehu.foundation.ui import formats

MONTH, QUARTER, YEAR = "month", "quarter", "year"
_LENGTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
_KEY = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True)
class Period:
    """From the day `first` until before the day `after`."""

    kind: str
    first: date

    @property
    def after(self) -> date:
        return plus(self.first, _LENGTHS[self.kind])

    @cached_property
    def months(self) -> list[date]:
        """The first day of each of its months."""
        return [plus(self.first, step) for step in range(_LENGTHS[self.kind])]

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.first)

    @property
    def key(self) -> str:
        if self.kind == MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.fiscal_year}-Q{self._quarter}" if self.kind == QUARTER else str(self.fiscal_year)

    @property
    def label(self) -> str:
        if self.kind == MONTH:
            return str(format_date(self.first, _("MMMM y"), locale=formats.locale()))
        label = year_label(self.fiscal_year)
        return _("Q%(quarter)s %(year)s") % {"quarter": self._quarter, "year": label} if self.kind == QUARTER else label

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When it begins and when it has passed, where the company is."""
        return midnight(self.first), midnight(self.after)

    @property
    def before(self) -> "Period":
        return Period(self.kind, plus(self.first, -_LENGTHS[self.kind]))

    @property
    def next(self) -> "Period":
        return Period(self.kind, self.after)

    @property
    def _quarter(self) -> int:
        return months_between(year(self.fiscal_year).first, self.first) // 3 + 1


def of_key(key: str) -> Period | None:
    """The period that a link names; None if it names none."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    number = int(found["year"])
    if found["month"]:
        return Period(MONTH, date(number, int(found["month"]), 1))
    first = year(number).first
    return Period(QUARTER, plus(first, 3 * (int(found["quarter"]) - 1))) if found["quarter"] else Period(YEAR, first)


def holding(kind: str, day: date) -> Period:
    """The month, quarter or fiscal year in which a day lies."""
    whole = year(fiscal_year_of(day))
    gone = months_between(whole.first, day)
    return Period(kind, plus(whole.first, gone - gone % _LENGTHS[kind]))


def year(fiscal_year: int) -> Period:
    """The fiscal year that begins in this calendar year."""
    return Period(YEAR, date(fiscal_year, Company.objects.current().fiscal_year_start, 1))


def fiscal_year_of(day: date) -> int:
    return day.year if day.month >= Company.objects.current().fiscal_year_start else day.year - 1


def year_label(fiscal_year: int) -> str:
    """2026, or 2026/27 where the fiscal year spans two."""
    if Company.objects.current().fiscal_year_start == 1:
        return str(fiscal_year)
    return f"{fiscal_year}/{(fiscal_year + 1) % 100:02}"


def month_label(month: date, *, with_year: bool = False) -> str:
    """Short, as the heads of columns need it: Nov, 11月."""
    return str(format_date(month, _("MMM y") if with_year else "LLL", locale=formats.locale()))


def weeks(first: date, after: date) -> Iterator[date]:
    """The Mondays from `first` until before `after`."""
    day = first + timedelta(days=-first.weekday() % 7)
    while day < after:
        yield day
        day += timedelta(weeks=1)


def today() -> date:
    """The day it is where the company is."""
    return timezone.now().astimezone(zone()).date()


def zone() -> ZoneInfo:
    return ZoneInfo(Company.objects.current().time_zone)


def midnight(day: date) -> datetime:
    """When the day begins where the company is."""
    return datetime.combine(day, time.min, zone())


def plus(month: date, count: int) -> date:
    """The first day of the month so many months later."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
