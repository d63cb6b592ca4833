"""When a repeating task comes next.

A rule is an RFC 5545 RRULE without DTSTART: it counts from the task's own due time, on the clock of the assignee, so
that nine o'clock stays nine o'clock when summer time begins.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr  # type: ignore[import-untyped]
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal

FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
HORIZON = timedelta(days=366 * 12)
_PART = re.compile(r"[A-Z]+=[A-Z0-9,+:\-]+")


class NotARule(Refusal):
    """The text is no recurrence rule that tasks can follow."""


def rule_for(frequency: str, due: datetime, interval: int = 1) -> str:
    """The rule behind "every day, weekday, week, month, year" for a task first due at local time `due`.

    Days that some months lack fall on the last day of such months: RFC 5545 by itself would leave those months out.
    """
    every = f";INTERVAL={interval}" if interval > 1 else ""
    day = due.day
    days = ",".join(str(one) for one in range(28, day + 1))
    if frequency == "weekdays":
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    if frequency == "monthly" and day > 28:
        return f"FREQ=MONTHLY{every};BYMONTHDAY={days};BYSETPOS=-1"
    if frequency == "yearly" and (due.month, day) == (2, 29):
        return f"FREQ=YEARLY{every};BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    if frequency.upper() not in FREQUENCIES:
        raise NotARule(_("Choose how often the task repeats."), field="repeat")
    return f"FREQ={frequency.upper()}{every}"


def checked(rule: str) -> str:
    """The rule in its canonical form. Raises `NotARule` for what is no rule, or repeats more often than daily."""
    text = rule.strip().upper().removeprefix("RRULE:")
    parts = [part for part in text.split(";") if part]
    known = dict(part.split("=", 1) for part in parts if _PART.fullmatch(part))
    refused = NotARule(_("This is not a rule by which a task can repeat."), field="repeat")
    if (
        len(known) != len(parts)
        or known.get("FREQ") not in FREQUENCIES
        or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(known)
    ):
        raise refused
    try:
        _parse(known, datetime(2024, 1, 1))  # noqa: DTZ001 -- rules run on wall-clock time
        if int(known.get("INTERVAL", 1)) < 1 or int(known.get("COUNT", 1)) < 1:
            raise refused
    except (ValueError, TypeError, ArithmeticError, IndexError, KeyError) as problem:
        raise refused from problem
    return ";".join(parts)


def next_occurrence(*, rule: str, due_at: datetime, after: datetime, zone: ZoneInfo) -> tuple[datetime, str] | None:
    """When a task with `rule`, due at `due_at`, is due the next time after both `due_at` and `after`, and the rule it
    then has (a COUNT gets smaller). None when the rule has run out.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    left = int(parts.pop("COUNT", 0))
    start = timezone.localtime(due_at, zone).replace(tzinfo=None)
    for number, moment in enumerate(
        _parse(parts, start, until=max(start, timezone.localtime(after, zone).replace(tzinfo=None)) + HORIZON)
    ):
        if moment <= start:
            continue
        passed = number  # occurrences used up before this one, the task's own among them
        if left and passed >= left:
            return None
        aware = on_the_clock(moment, zone)
        if aware > after and aware > due_at:
            return aware, (_with_count(parts, left - passed) if left else rule)
    return None


def on_the_clock(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment when clocks in `zone` show `wall`; in the hour that summer time skips, as much later."""
    return wall.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))


def zone_of(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone or Company.objects.current().time_zone)


def _parse(parts: dict[str, str], start: datetime, until: datetime | None = None) -> rrule:
    """The rule from `start` on, all in wall-clock time; it ends at its own UNTIL or at `until`, whichever is first, so
    that a rule that never matches ends as well.
    """
    own = parts.get("UNTIL", "")
    bare = {key: value for key, value in parts.items() if key != "UNTIL"}
    parsed: rrule = rrulestr(";".join(f"{key}={value}" for key, value in bare.items()), dtstart=start)
    ends = [until] if until else []
    if own:
        day = datetime.strptime(own[:8], "%Y%m%d")  # noqa: DTZ007
        ends.append(datetime.strptime(own.rstrip("Z"), "%Y%m%dT%H%M%S") if "T" in own else day + timedelta(days=1))  # noqa: DTZ007
    return parsed.replace(until=min(ends)) if ends else parsed


def _with_count(parts: dict[str, str], left: int) -> str:
    return ";".join([f"{key}={value}" for key, value in parts.items()] + [f"COUNT={left}"])
