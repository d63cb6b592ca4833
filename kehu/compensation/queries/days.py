"""Days of pay are days of the company: the same for everybody, wherever he reads from."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from kehu.foundation.company.models import Company


def zone() -> ZoneInfo:
    return ZoneInfo(Company.objects.current().time_zone)


def today() -> date:
    return timezone.localdate(timezone=zone())


def day_of(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """The beginning of the first day, and the end of the last as the beginning of the next."""
    here = zone()
    return datetime.combine(since, time.min, here), datetime.combine(until + timedelta(days=1), time.min, here)


def month_named(text: str) -> date | None:
    """The first day of a month that is written as 2026-03; None for other texts, and for months to come."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if date(1990, 1, 1) <= found <= today() else None
