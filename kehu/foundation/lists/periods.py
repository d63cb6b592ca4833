"""Periods people name: today, this week, the last 30 days. Always whole days of the reader's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PERIODS = {
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
    "this_year": _("this year"),
    "last_year": _("last year"),
}


def bounds(period: str, today: date | None = None) -> tuple[date, date]:
    """First day of the period and first day after it. Weeks begin on Monday. Raises KeyError for an unknown one."""
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
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    index = (today.year * 12 + today.month - 1) // months * months + step * months
    return _month(index), _month(index + months)


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """The moment the day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
