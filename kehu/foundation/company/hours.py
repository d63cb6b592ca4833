"""Working hours of the company: whether it is open, and when so many of its hours will have passed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kehu.foundation.company.models import CalendarDay, Company

FURTHEST_DAYS = 400


def is_open(at: datetime, special: dict[date, bool] | None = None) -> bool:
    """Whether the company works at this moment: a working day of its calendar, between its hours. `special` are the
    days of the calendar (`special_days`) where many moments are asked for.
    """
    company = Company.objects.current()
    local = at.astimezone(ZoneInfo(company.time_zone))
    days = special_days(local.date(), 1) if special is None else special
    return _works(local.date(), company, days) and _from(company) <= local.time() < _until(company)


def after_hours(start: datetime, hours: float) -> datetime:
    """When so many working hours have passed since `start`. A company that never works lets the clock run."""
    company = Company.objects.current()
    zone = ZoneInfo(company.time_zone)
    moment, left = start.astimezone(zone), timedelta(hours=hours)
    special = special_days(moment.date(), FURTHEST_DAYS)
    day = moment.date()
    for _step in range(FURTHEST_DAYS):
        if _works(day, company, special):
            opens, closes = _at(day, _from(company), zone), _at(day, _until(company), zone)
            begins = max(moment, opens)
            if begins < closes:
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
        day += timedelta(days=1)
    return start + timedelta(hours=hours)


def _works(day: date, company: Company, special: dict[date, bool]) -> bool:
    return special.get(day, day.isoweekday() in company.working_weekdays)


def special_days(start: date, days: int) -> dict[date, bool]:
    """Holidays (False) and make-up working days (True) of so many days from `start` on."""
    rows = CalendarDay.objects.filter(day__gte=start, day__lt=start + timedelta(days=days))
    return dict(rows.values_list("day", "is_working"))


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def _from(company: Company) -> time:
    return _clock(company.working_from)


def _until(company: Company) -> time:
    return _clock(company.working_until)


def _clock(value: time | str) -> time:
    """A company that was never saved by a form has its defaults as text."""
    return value if isinstance(value, time) else time.fromisoformat(value)
