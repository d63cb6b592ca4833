from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.interactions.models import repeating

ZONES = [
    ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
]
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)).map(
    lambda one: one.replace(tzinfo=UTC, microsecond=0)
)
FREQUENCIES = st.sampled_from(["daily", "weekly", "monthly", "yearly", "weekdays"])


@settings(max_examples=200, deadline=None)
@given(MOMENTS, FREQUENCIES, st.integers(1, 4), st.sampled_from(ZONES), st.integers(0, 800))
def test_the_next_time_is_later_on_the_same_clock_time_and_within_reach(
    due: datetime, frequency: str, interval: int, zone: ZoneInfo, late: int
) -> None:
    local = due.astimezone(zone)
    rule = repeating.rule_for(frequency, local, interval)
    after = due + timedelta(days=late)

    coming, same = repeating.next_occurrence(rule=rule, due_at=due, after=after, zone=zone)

    assert coming > after
    assert same == rule
    assert coming - after <= timedelta(
        days=366 * (4 * interval if (local.month, local.day) == (2, 29) else interval) + 2
    )
    clock = coming.astimezone(zone)
    wall = clock.replace(tzinfo=None)
    exists = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    same_clock = (clock.hour, clock.minute) == (local.hour, local.minute)
    assert same_clock or not _existed(local, clock, zone), "only a skipped hour moves the clock time"
    assert exists
    if frequency in {"monthly", "yearly"}:
        last = _days_of(clock.year, clock.month)
        assert clock.day == min(local.day, last)
        assert frequency == "monthly" or clock.month == local.month
    if frequency == "weekdays":
        assert clock.isoweekday() <= 5


def _existed(due: datetime, found: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock showed the due hour at all on the day that was found."""
    wall = found.replace(hour=due.hour, minute=due.minute, second=due.second, tzinfo=None)
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def _days_of(year: int, month: int) -> int:
    return ((datetime(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)).day


@pytest.mark.parametrize(
    ("rule", "due", "expected"),
    [
        (repeating.rule_for("monthly", datetime(2027, 1, 31)), datetime(2027, 1, 31, 9), datetime(2027, 2, 28, 9)),
        (repeating.rule_for("yearly", datetime(2028, 2, 29)), datetime(2028, 2, 29, 9), datetime(2029, 2, 28, 9)),
        ("FREQ=WEEKLY", datetime(2027, 3, 25, 9), datetime(2027, 4, 1, 9)),
    ],
)
def test_known_cases(rule: str, due: datetime, expected: datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = due.replace(tzinfo=berlin).astimezone(UTC)
    coming, _ = repeating.next_occurrence(rule=rule, due_at=at, after=at, zone=berlin)
    assert coming.astimezone(berlin).replace(tzinfo=None) == expected


def test_a_count_gets_smaller_and_runs_out() -> None:
    utc = ZoneInfo("UTC")
    due = datetime(2027, 1, 1, 9, tzinfo=UTC)
    coming, rule = repeating.next_occurrence(rule="FREQ=DAILY;COUNT=3", due_at=due, after=due, zone=utc)
    assert (coming.day, rule) == (2, "FREQ=DAILY;COUNT=2")
    assert repeating.next_occurrence(rule="FREQ=DAILY;COUNT=1", due_at=due, after=due, zone=utc) is None


def test_until_ends_the_rule_and_a_rule_that_never_matches_ends_too() -> None:
    utc = ZoneInfo("UTC")
    due = datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert repeating.next_occurrence(rule="FREQ=DAILY;UNTIL=20270101", due_at=due, after=due, zone=utc) is None
    never = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    assert repeating.next_occurrence(rule=never, due_at=due, after=due, zone=utc) is None


@pytest.mark.parametrize(
    "rule", ["", "FREQ=HOURLY", "every day", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYHOUR=1,2", "FREQ=WEEKLY;BYDAY=XX"]
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(repeating.NotARule):
        repeating.checked(rule)


def test_a_rule_is_accepted_as_other_programs_write_it() -> None:
    assert repeating.checked(" rrule:freq=weekly;byday=mo,we ") == "FREQ=WEEKLY;BYDAY=MO,WE"
