"""When something is, as one word that can be compared and hashed, and back.

A stretch of time is `2026-03-01T01:00:00Z/2026-03-01T02:00:00Z`, one of whole days `2026-03-01/2026-03-02` with the day
after the last. Moving start or end is one change: both ends taken apart could end before they begin.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Span:
    """`start` and `end` are moments, or midnights on the reader's clock where it is `all_day`."""

    start: datetime
    end: datetime
    all_day: bool = False

    def word(self, zone: ZoneInfo) -> str:
        if self.all_day:
            return f"{self.start.astimezone(zone).date()}/{self.end.astimezone(zone).date()}"
        return f"{_utc(self.start)}/{_utc(self.end)}"


def moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    """A moment for what iCalendar calls a date or a time; what floats is on the reader's clock."""
    if not isinstance(value, datetime):
        return midnight(value, zone)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=zone).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_span(day: date, zone: ZoneInfo) -> Span:
    return Span(midnight(day, zone), midnight(day + timedelta(days=1), zone), all_day=True)


def _utc(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
