"""Entries of other programs are read for what they mean, and ours amended without touching the rest."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kehu.calendar_sync.texts import reading, recurring, writing
from kehu.calendar_sync.texts.reading import Entry
from kehu.calendar_sync.texts.times import Span

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Our office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
"""


def text(*lines: str, before: str = "") -> str:
    body = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", before.strip(), "BEGIN:VEVENT", "UID:x", *lines, "END:VEVENT",
                      "END:VCALENDAR"])  # fmt: skip
    return "\r\n".join(line for line in body.split("\n") if line) + "\r\n"


def read(*lines: str, before: str = "", zone: ZoneInfo = SHANGHAI) -> Entry:
    found = reading.read(text(*lines, before=before), zone)
    assert found
    return found


@pytest.mark.parametrize(
    ("line", "before"),
    [
        ("DTSTART;TZID=Asia/Shanghai:20270301T090000", ""),
        ("DTSTART;TZID=China Standard Time:20270301T090000", ""),
        ("DTSTART;TZID=Our office:20270301T090000", OWN_ZONE),
        ("DTSTART:20270301T010000Z", ""),
        ("DTSTART:20270301T090000", ""),
    ],
)
def test_nine_in_the_morning_in_shanghai_is_that_however_it_is_written(line: str, before: str) -> None:
    entry = read(line, "DURATION:PT1H", before=before)
    assert entry.when == "2027-03-01T01:00:00Z/2027-03-01T02:00:00Z"


def test_a_whole_day_is_a_day_on_the_readers_clock() -> None:
    entry = read("DTSTART;VALUE=DATE:20270301")
    assert entry.when == "2027-03-01/2027-03-02"
    assert entry.span.start == datetime(2027, 2, 28, 16, tzinfo=UTC)


def test_an_end_before_the_start_lasts_no_time() -> None:
    assert read("DTSTART:20270301T010000Z", "DTEND:20270228T010000Z").when == (
        "2027-03-01T01:00:00Z/2027-03-01T01:00:00Z"
    )


@pytest.mark.parametrize("line", ["DTSTART:00010101T000000Z", "DTSTART:nonsense", "SUMMARY:without a start"])
def test_what_has_no_sensible_time_cannot_be_read(line: str) -> None:
    with pytest.raises(reading.Unreadable):
        reading.read(text(line), SHANGHAI)


def test_a_task_of_another_program_is_no_event() -> None:
    assert reading.read("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", SHANGHAI) is None


def test_nine_in_berlin_stays_nine_across_summer_time() -> None:
    event = text("DTSTART;TZID=Europe/Berlin:20270326T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4")
    found = recurring.occurrences(event, SHANGHAI, datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC))
    assert [one.start.astimezone(BERLIN).hour for one in found] == [9, 9, 9, 9]
    assert found[2].start - found[1].start == timedelta(hours=23)


def test_days_left_out_moved_and_called_off_are_so() -> None:
    moved = (
        "END:VEVENT", "BEGIN:VEVENT", "UID:x", "RECURRENCE-ID:20270302T010000Z", "DTSTART:20270302T050000Z",
        "END:VEVENT", "BEGIN:VEVENT", "UID:x", "RECURRENCE-ID:20270303T010000Z", "DTSTART:20270303T010000Z",
        "STATUS:CANCELLED",
    )  # fmt: skip
    event = text("DTSTART:20270301T010000Z", "RRULE:FREQ=DAILY;UNTIL=20270305T010000Z", "EXDATE:20270304T010000Z",
                 *moved)  # fmt: skip
    found = recurring.occurrences(event, SHANGHAI, datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC))
    assert [f"{one.start:%d %H}" for one in found] == ["01 01", "02 05", "05 01"]


def test_a_rule_without_end_ends() -> None:
    event = text("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY")
    assert (
        recurring.occurrences(event, SHANGHAI, datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)) == []
    )


def test_an_amended_entry_keeps_its_zone_its_alarm_and_what_we_do_not_know() -> None:
    before = text(
        "DTSTART;TZID=Europe/Berlin:20270301T090000", "DTEND;TZID=Europe/Berlin:20270301T100000", "SUMMARY:Old",
        "X-COLOUR:red", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "END:VALARM",
    )  # fmt: skip
    start = datetime(2027, 7, 1, 7, tzinfo=UTC)
    draft = writing.Draft("x", "New", Span(start, start + timedelta(hours=1)))
    after = writing.amended(before, draft, ["when", "title"], SHANGHAI, start)
    for line in ("DTSTART;TZID=Europe/Berlin:20270701T090000", "SUMMARY:New", "X-COLOUR:red", "TRIGGER:-PT15M"):
        assert line in after


def test_a_word_with_the_marks_of_the_format_survives() -> None:
    start = datetime(2027, 7, 1, 7, tzinfo=UTC)
    draft = writing.Draft("x", "甲;乙,丙\\丁", Span(start, start), place="A\\n", notes="one\ntwo")
    found = reading.read(writing.new(draft, SHANGHAI, start), SHANGHAI)
    assert found
    assert (found.title, found.place, found.notes) == ("甲;乙,丙\\丁", "A\\n", "one\ntwo")
