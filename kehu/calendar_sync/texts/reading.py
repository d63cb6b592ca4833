"""An entry of somebody's calendar, as far as we look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from kehu.calendar_sync.texts.times import YEARS, Span, moment

MOST_TEXT = 20_000


class Unreadable(Exception):
    """The text is no calendar entry, or one with impossible times."""


@dataclass(frozen=True)
class Entry:
    """`title`, `when`, `place` and `notes` are compared with the record here, as they stand there. `people` are the
    mail addresses of organiser and attendees in lower case, the organiser first if there is one.
    """

    uid: str
    title: str
    span: Span
    when: str
    place: str
    notes: str
    changed_at: datetime | None
    recurs: bool
    cancelled: bool
    free: bool
    private: bool
    organiser: str
    people: tuple[str, ...]

    def side(self) -> dict[str, str]:
        return {"title": self.title, "when": self.when, "place": self.place, "notes": self.notes}


def read(text: str, zone: ZoneInfo) -> Entry | None:
    """The entry in a text, None if it is no event (a task or journal of another program).

    Raises `Unreadable`. What is written without a zone is on the clock of `zone`.
    """
    event = main_event(parsed(text))
    if event is None:
        return None
    try:
        span = span_of(event, zone)
        people = tuple(dict.fromkeys(_people(event)))
        return Entry(
            uid=_text(event.get("uid"))[:400],
            title=line(_text(event.get("summary"))),
            span=span,
            when=span.word(zone),
            place=line(_text(event.get("location"))),
            notes=block(_text(event.get("description"))),
            changed_at=_changed(event, zone),
            recurs=bool(event.get("rrule") or event.get("rdate") or event.get("recurrence-id")),
            cancelled=_word(event, "status") == "CANCELLED",
            free=_word(event, "transp") == "TRANSPARENT",
            private=_word(event, "class") in {"PRIVATE", "CONFIDENTIAL"},
            organiser=_address(event.get("organizer")),
            people=people,
        )
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as wrong:
        raise Unreadable from wrong


def line(text: str) -> str:
    """A title or place as it is compared: one line, at most 300 letters."""
    return " ".join(text.replace("\x00", "").split())[:300].rstrip()


def block(text: str) -> str:
    """Notes as they are compared."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:MOST_TEXT].rstrip()


def parsed(text: str) -> Calendar:
    """Raises `Unreadable`."""
    try:
        return Calendar.from_ical(text)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError) as wrong:
        raise Unreadable from wrong


def main_event(calendar: Any) -> Event | None:
    """The event itself; of one that repeats, that with the rule, not its exceptions."""
    events = calendar.walk("VEVENT")
    return next((one for one in events if "recurrence-id" not in one), events[0] if events else None)


def span_of(event: Any, zone: ZoneInfo) -> Span:
    """When an event is. Without an end a day lasts a day and a moment no time; ends before starts count as none."""
    begins: date | datetime = event["dtstart"].dt
    if begins.year not in YEARS:
        raise ValueError("year")
    all_day = not isinstance(begins, datetime)
    if "dtend" in event:
        ends = event["dtend"].dt
    elif "duration" in event:
        ends = begins + event["duration"].dt
    else:
        ends = begins + timedelta(days=1) if all_day else begins
    start, end = moment(begins, zone), moment(ends, zone)
    if all_day and end <= start:
        end = moment(begins + timedelta(days=1), zone)
    return Span(start, max(start, end), all_day)


def _changed(event: Any, zone: ZoneInfo) -> datetime | None:
    for name in ("last-modified", "dtstamp"):
        if name in event and isinstance(event[name].dt, datetime):
            return moment(event[name].dt, zone)
    return None


def _people(event: Any) -> Iterator[str]:
    given = event.get("attendee") or []
    for one in [event.get("organizer"), *(given if isinstance(given, list) else [given])]:
        if address := _address(one):
            yield address


def _address(value: Any) -> str:
    text = _text(value)
    address = text[7:] if text.lower().startswith("mailto:") else ""
    return address.strip().lower() if "@" in address else ""


def _word(event: Any, name: str) -> str:
    return _text(event.get(name)).upper()


def _text(value: Any) -> str:
    """The text of a property, of the first one where it stands there twice by mistake."""
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value).strip()
