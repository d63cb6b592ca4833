"""When an entry that repeats takes place within some months: its rule, the days it leaves out, the ones it moves.

A rule runs on the wall clock of the entry's own zone, so that nine o'clock stays nine o'clock across summer time.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr  # type: ignore[import-untyped]

from kehu.calendar_sync.texts.reading import Unreadable, main_event, parsed, span_of
from kehu.calendar_sync.texts.times import Span, moment

MOST = 400
MOST_STEPS = 20_000


def occurrences(text: str, zone: ZoneInfo, since: datetime, until: datetime) -> list[Span]:
    """What lies between the two moments, in order, at most `MOST`. Raises `Unreadable`."""
    calendar: Any = parsed(text)
    event = main_event(calendar)
    if event is None:
        return []
    try:
        moved = {_key(one["recurrence-id"].dt, zone): one for one in calendar.walk("VEVENT") if "recurrence-id" in one}
        found = [span_of(one, zone) for one in moved.values() if _counts(one)]
        if "recurrence-id" not in event:
            found += [span for span in _regular(event, zone, until) if span.start not in moved]
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as wrong:
        raise Unreadable from wrong
    return sorted((one for one in found if one.start < until and one.end > since), key=lambda one: one.start)[:MOST]


def _regular(event: Any, zone: ZoneInfo, until: datetime) -> Iterator[Span]:
    begins: date | datetime = event["dtstart"].dt
    first = span_of(event, zone)
    length = first.end - first.start
    days = timedelta(days=round(length / timedelta(days=1)))
    clock = begins.tzinfo if isinstance(begins, datetime) and begins.tzinfo else zone
    wall = _wall(begins)
    for number, one in enumerate(_rules(event, wall, clock)):
        if number >= MOST_STEPS:
            return
        start = moment(one.date(), zone) if first.all_day else moment(one.replace(tzinfo=clock), zone)
        if start >= until:
            return
        end = moment(one.date() + days, zone) if first.all_day else start + length
        yield Span(start, end, first.all_day)


def _rules(event: Any, wall: datetime, clock: Any) -> rruleset:
    rules = rruleset()
    rules.rdate(wall)
    for one in _several(event.get("rrule")):
        parts = dict(one)
        ends = [_on(clock, until) for until in parts.pop("UNTIL", [])]
        text = ";".join(f"{name}={','.join(_plain(value) for value in values)}" for name, values in parts.items())
        rule = rrulestr(text, dtstart=wall)
        rules.rrule(rule.replace(until=ends[0]) if ends else rule)
    for one in _several(event.get("rdate")):
        for extra in one.dts:
            rules.rdate(_on(clock, extra.dt[0] if isinstance(extra.dt, tuple) else extra.dt))
    for one in _several(event.get("exdate")):
        for left_out in one.dts:
            rules.exdate(_on(clock, left_out.dt))
    return rules


def _on(clock: Any, value: date | datetime) -> datetime:
    """A moment on the wall clock of the entry; a whole day is taken as its midnight."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(clock).replace(tzinfo=None)
    return _wall(value)


def _wall(value: date | datetime) -> datetime:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- rules run on wall-clock time


def _plain(value: Any) -> str:
    return value.to_ical().decode() if hasattr(value, "to_ical") else str(value)


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _key(value: date | datetime, zone: ZoneInfo) -> datetime:
    return moment(value, zone)


def _counts(event: Any) -> bool:
    return str(event.get("status", "")).upper() != "CANCELLED"
