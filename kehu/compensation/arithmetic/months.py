"""Months as their first day, and the windows that are made of them."""

from collections.abc import Iterator
from datetime import date, timedelta

WINDOWS = {"month": 1, "quarter": 3, "year": 12}


def month_of(day: date) -> date:
    return day.replace(day=1)


def following(month: date, count: int = 1) -> date:
    """`count` months later; a negative count goes back."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def last_day(month: date) -> date:
    return following(month) - timedelta(days=1)


def window_start(day: date, window: str) -> date:
    """The first day of the month, quarter or year that the day lies in."""
    size = WINDOWS[window]
    return date(day.year, (day.month - 1) // size * size + 1, 1)


def window_end(day: date, window: str) -> date:
    """The last day of it."""
    return last_day(following(window_start(day, window), WINDOWS[window] - 1))


def months(first: date, last: date) -> Iterator[date]:
    """From the month of `first` to that of `last`, both included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = following(month)
