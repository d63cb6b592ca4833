"""When steps are due: working days of the company after what came before, at an hour of its clock. Pure but for the
calendar that is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from kehu.foundation.company.calendar import WorkingDays

ANY_TIME = time(12)  # where a task of a whole day stands


class Timed(Protocol):
    days: int
    at: time | None


@dataclass(frozen=True)
class Due:
    """`all_day`: at any time of that day of the company, which `moment` is the noon of."""

    moment: datetime
    all_day: bool


def due(days: int, at: time | None, after: datetime, calendar: WorkingDays, zone: ZoneInfo) -> Due:
    """So many working days after `after`; an hour that has passed by then is that of the next working day."""
    local = after.astimezone(zone)
    day = calendar.add(local.date(), days)
    if at is None:
        return Due(datetime.combine(day, ANY_TIME, zone), True)
    moment = datetime.combine(day, at, zone)
    if moment <= local:
        following = calendar.add(day, 1)
        moment = datetime.combine(following, at, zone)
    return Due(moment, False)


def course(steps: Iterable[Timed], start: datetime, calendar: WorkingDays, zone: ZoneInfo) -> list[Due]:
    """When all steps are due if each is done on its day."""
    found, after = [], start
    for one in steps:
        coming = due(one.days, one.at, after, calendar, zone)
        found.append(coming)
        after = max(after, coming.moment)
    return found
