"""Periods people name: today, this week, the last 30 days. Always whole days of the reader's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PERIODS = {
    "past": _("the past"),
    "future": _("the future"),
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this_week": _("this week"),
    "last_week": _("last week"),
    "next_week": _("next week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "next_month": _("next month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "next_quarter": _("next quarter"),
    "this_year": _("this year"),
    "last_year": _("last year"),
    "next_year": _("next year"),
}
# How soon something is due, in the order of urgency; "-" has no date.
NEAR = {
    "before": _("Before today"),
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "soon": _("Within a week"),
    "later": _("Later"),
}


def bounds(period: str, today: date | None = None) -> tuple[date | datetime | None, date | datetime | None]:
    """First day of the period and first day after it; of past and future this moment is the border. Weeks begin on
    Monday. Raises KeyError for an unknown one.
    """
    if period in {"past", "future"}:
        return (None, timezone.now()) if period == "past" else (timezone.now(), None)
    today = today or timezone.localdate()
    if period not in PERIODS:
        raise KeyError(period)
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if period in days:
        first = today + timedelta(days=days[period])
        return first, first + timedelta(days=1)
    which, unit = period.split("_")
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return first, first + timedelta(weeks=1)
    months = _MONTHS[unit]
    index = (today.year * 12 + today.month - 1) // months * months + step * months
    return _month(index), _month(index + months)


def near_bounds(value: str, today: date | None = None) -> tuple[date | None, date | None]:
    """First day and first day after of one of `NEAR`, None where there is no end. Raises ValueError."""
    today = today or timezone.localdate()
    days = {"before": (None, 0), "today": (0, 1), "tomorrow": (1, 2), "soon": (2, 8), "later": (8, None)}.get(value)
    if days is None:
        raise ValueError(value)
    first, after = (None if one is None else today + timedelta(days=one) for one in days)
    return first, after


def period_bounds(unit: str, day: date) -> tuple[date, date]:
    """The day, week, month, quarter or year that holds `day`: its first day and the first day after it."""
    if unit == "day":
        return day, day + timedelta(days=1)
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(weeks=1)
    index = (day.year * 12 + day.month - 1) // _MONTHS[unit] * _MONTHS[unit]
    return _month(index), _month(index + _MONTHS[unit])


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """The moment the day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
