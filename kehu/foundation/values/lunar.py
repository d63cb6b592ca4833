"""Days that come back every year: lunar and solar birthdays and when they fall next.

Half of the older customers in China keep their birthday by the lunar calendar, where a month has 29 or 30 days and some
years repeat a month.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import LunarYear, Solar

from kehu.foundation.values.folding import halfwidth, simplify

_MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_ONES = "一二三四五六七八九十"
_DAYS = tuple(
    [f"初{c}" for c in _ONES] + [f"十{c}" for c in _ONES[:9]] + ["二十"] + [f"廿{c}" for c in _ONES[:9]] + ["三十"]
)
_MONTH_NUMBERS = {name: n for n, name in enumerate(_MONTHS, 1)} | {"一月": 1, "十一月": 11, "十二月": 12, "臘月": 12}
_DAY_NUMBERS = {name: n for n, name in enumerate(_DAYS, 1)} | {f"二十{c}": 20 + n for n, c in enumerate(_ONES[:9], 1)}
_CHINESE = re.compile(
    r"(?:农历|阴历|旧历)?\s*(闰)?\s*([正一二三四五六七八九十冬腊]{1,2}月)\s*([初十廿二三][一二三四五六七八九十]{1,2})日?\Z"
)
_NUMERIC = re.compile(
    r"(?:农历|阴历|旧历|lunar)?\s*(闰|leap)?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\Z", re.ASCII | re.IGNORECASE
)
_NOON_OF_ORDINAL_ZERO = 1721425  # the Julian day number at noon before 1 January of the year 1


@dataclass(frozen=True, slots=True, order=True)
class LunarDate:
    """A day of the lunar year: month 1–12, day 1–30, in a leap month or not. Raises ValueError otherwise."""

    month: int
    day: int
    leap: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.day <= 30):
            raise ValueError("lunar month or day out of range")

    def in_year(self, year: int) -> date:
        """The solar date on which this day is kept in a lunar year (named by the solar year it begins in).

        A leap month that the year lacks is kept in the plain month; a 30th that the month lacks on the 29th.
        """
        months = _months(year)
        start, days = months.get((self.month, self.leap)) or months[self.month, False]
        return start + timedelta(days=min(self.day, days) - 1)

    def next_occurrence(self, since: date) -> date:
        """The first solar date on or after `since` on which this day is kept."""
        for year in (since.year - 1, since.year, since.year + 1):
            if (found := self.in_year(year)) >= since:
                return found
        raise ValueError("no lunar year begins within the next two")

    def wording(self, language: str = "en") -> str:
        """`农历八月十五`, `Lunar month 8, day 15`."""
        if language.startswith("zh"):
            return f"农历{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}{_DAYS[self.day - 1]}"
        return f"Lunar {'leap ' if self.leap else ''}month {self.month}, day {self.day}"

    def __str__(self) -> str:
        return f"{'L' if self.leap else ''}{self.month:02}-{self.day:02}"


@lru_cache(maxsize=400)
def _months(year: int) -> dict[tuple[int, bool], tuple[date, int]]:
    """First solar day and length of each month of a lunar year, by (month, leap)."""
    months = {}
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            start = date.fromordinal(int(month.getFirstJulianDay() + 0.5) - _NOON_OF_ORDINAL_ZERO)
            months[abs(month.getMonth()), month.getMonth() < 0] = (start, month.getDayCount())
    return months


def from_solar(day: date) -> tuple[int, LunarDate]:
    """Lunar year and lunar date of a solar date."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getYear(), LunarDate(abs(lunar.getMonth()), lunar.getDay(), lunar.getMonth() < 0)


def parse(text: str) -> LunarDate | None:
    """A lunar date as typed (`农历八月十五`, `闰六月初一`, `lunar 8-15`) or stored (`L06-01`); None if it is none."""
    plain = simplify(halfwidth(text)).strip()
    if match := _CHINESE.match(plain):
        month, day = _MONTH_NUMBERS.get(match[2]), _DAY_NUMBERS.get(match[3])
        return LunarDate(month, day, bool(match[1])) if month and day else None
    if plain.startswith("L") and not plain.lower().startswith("lunar"):
        plain = "leap" + plain[1:]
    if match := _NUMERIC.match(plain):
        month, day = int(match[2]), int(match[3])
        if 1 <= month <= 12 and 1 <= day <= 30:
            return LunarDate(month, day, bool(match[1]))
    return None


def next_solar(month: int, day: int, since: date) -> date:
    """The first date on or after `since` with this month and day; 29 February is kept on the 28th in other years.

    Raises ValueError if no year has such a day.
    """
    date(2000, month, day)
    for year in (since.year, since.year + 1):
        kept = 28 if (month, day) == (2, 29) and not _leap(year) else day
        if (found := date(year, month, kept)) >= since:
            return found
    raise AssertionError("a day of the year comes back within a year")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
