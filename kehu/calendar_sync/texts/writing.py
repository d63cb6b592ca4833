"""What we write into somebody's calendar. Whatever others put beside it (alarms, guests, colours) stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from kehu.calendar_sync.texts.reading import Unreadable, main_event, parsed
from kehu.calendar_sync.texts.times import Span

PRODUCT = "-//Kehu//Kehu//EN"


@dataclass(frozen=True)
class Draft:
    """`keeps_length`: a task has no end, so that of its entry follows the start. `url` leads to the record here."""

    uid: str
    title: str
    span: Span
    place: str = ""
    notes: str = ""
    url: str = ""
    free: bool = False
    keeps_length: bool = False


def new(draft: Draft, zone: ZoneInfo, now: datetime) -> str:
    """The text of an entry that is not there yet, times on the clock of `zone` with its VTIMEZONE."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    event.add("uid", draft.uid)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT" if draft.free else "OPAQUE")
    if draft.url:
        event.add("url", draft.url)
    _fill(event, draft, ("title", "when", "place", "notes"), zone)
    _stamp(event, now)
    calendar.add_component(event)
    return _written(calendar)


def amended(text: str, draft: Draft, fields: Iterable[str], zone: ZoneInfo, now: datetime) -> str:
    """The text with these fields as in the draft, all else untouched. Raises `Unreadable`."""
    calendar = parsed(text)
    event = main_event(calendar)
    if event is None:
        raise Unreadable
    try:
        _fill(event, draft, tuple(fields), zone)
        if str(event.get("status", "")).upper() == "CANCELLED":
            _put(event, "status", "CONFIRMED")
        _put(event, "sequence", int(event.get("sequence", 0)) + 1)
        _stamp(event, now)
        return _written(calendar)
    except (ValueError, TypeError, AttributeError, KeyError) as wrong:
        raise Unreadable from wrong


def _fill(event: Any, draft: Draft, fields: Iterable[str], zone: ZoneInfo) -> None:
    for name in fields:
        if name == "title":
            _put(event, "summary", draft.title)
        elif name == "place":
            _put(event, "location", draft.place)
        elif name == "notes":
            _put(event, "description", draft.notes)
        elif name == "when":
            _set_times(event, draft, zone)


def _set_times(event: Any, draft: Draft, zone: ZoneInfo) -> None:
    span, before = draft.span, event.get("dtstart")
    length = _length(event) if draft.keeps_length else None
    begins: date | datetime
    ends: date | datetime
    if span.all_day:
        begins, ends = span.start.astimezone(zone).date(), span.end.astimezone(zone).date()
    else:
        # An entry keeps the zone its owner gave it; a moment in UTC or without a zone gets his own.
        kept = before.dt.tzinfo if before is not None and isinstance(before.dt, datetime) else None
        clock = kept if isinstance(kept, ZoneInfo) and kept.key != "UTC" else zone
        begins, ends = span.start.astimezone(clock), span.end.astimezone(clock)
    if length is not None and isinstance(before.dt, datetime) != span.all_day:
        ends = begins + length
    _put(event, "dtstart", begins)
    event.pop("duration", None)
    _put(event, "dtend", ends)


def _length(event: Any) -> timedelta | None:
    if "dtstart" not in event:
        return None
    if "dtend" in event and type(event["dtend"].dt) is type(event["dtstart"].dt):
        found: timedelta = event["dtend"].dt - event["dtstart"].dt
        return found if found > timedelta(0) else None
    return event["duration"].dt if "duration" in event else None


def _stamp(event: Any, now: datetime) -> None:
    moment = now.astimezone(UTC).replace(microsecond=0)
    _put(event, "dtstamp", moment)
    _put(event, "last-modified", moment)


def _put(event: Any, name: str, value: Any) -> None:
    event.pop(name, None)
    if value != "":
        event.add(name, value)


def _written(calendar: Any) -> str:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()
