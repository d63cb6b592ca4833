"""Days of steps: laws of the arithmetic, and the Spring Festival of 2027 by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.cadences.schedule import course, due
from kehu.foundation.company.calendar import WorkingDays, add_working_days
from kehu.foundation.company.models import CalendarDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = frozenset({1, 2, 3, 4, 5})
# The holiday from Friday the 5th to Thursday the 11th of February 2027; Sunday the 31st of January and Saturday the
# 20th of February are worked instead.
FESTIVAL = {date(2027, 2, day): False for day in range(5, 12)} | {date(2027, 1, 31): True, date(2027, 2, 20): True}
CALENDAR = WorkingDays(WEEK, FESTIVAL)


@dataclass
class Step:
    days: int
    at: time | None = None


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=SHANGHAI)


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
calendars = st.builds(
    WorkingDays, st.frozensets(st.integers(1, 7), min_size=1), st.dictionaries(days, st.booleans(), max_size=40)
)
moments = st.datetimes(datetime(2026, 6, 1), datetime(2028, 6, 1), timezones=st.just(UTC))
hours = st.none() | st.times().map(lambda one: one.replace(microsecond=0))
steps = st.lists(st.builds(Step, st.integers(0, 30), hours), max_size=8)


@given(calendars, moments, st.integers(0, 40), hours)
def test_a_step_is_due_on_a_working_day_and_never_before_what_it_follows(
    calendar: WorkingDays, after: datetime, count: int, hour: time | None
) -> None:
    found = due(count, hour, after, calendar, SHANGHAI)
    local, start = found.moment.astimezone(SHANGHAI), after.astimezone(SHANGHAI)
    assert calendar.works(local.date())
    assert local.date() >= start.date()
    assert found.all_day == (hour is None)
    if hour is not None:
        assert found.moment > after and local.time() == hour


@given(calendars, moments, st.integers(0, 40), hours)
def test_so_many_working_days_lie_between_or_one_more_where_the_hour_has_passed(
    calendar: WorkingDays, after: datetime, count: int, hour: time | None
) -> None:
    start = after.astimezone(SHANGHAI).date()
    end = due(count, hour, after, calendar, SHANGHAI).moment.astimezone(SHANGHAI).date()
    worked = sum(calendar.works(start + timedelta(days=place)) for place in range(1, (end - start).days + 1))
    passed = 1 if count == 0 and not calendar.works(start) else 0
    assert worked in {count + passed, count + passed + 1}
    assert worked == count + passed or hour is not None


@given(calendars, moments, steps)
def test_the_days_of_a_course_never_go_back(calendar: WorkingDays, after: datetime, given_steps: list[Step]) -> None:
    found = [one.moment.date() for one in course(given_steps, after, calendar, SHANGHAI)]
    assert found == sorted(found)


@given(calendars, days, st.integers(1, 40))
def test_a_working_day_more_is_later(calendar: WorkingDays, start: date, count: int) -> None:
    assert calendar.add(start, count + 1) > calendar.add(start, count) > start


@pytest.mark.parametrize(
    ("after", "count", "hour", "expected"),
    [
        # Wednesday before the festival: Thursday the 4th is the last working day, the next is Friday the 12th.
        (at(2, 3), 1, time(10), at(2, 4, 10)),
        (at(2, 3), 2, time(10), at(2, 12, 10)),
        # Then Monday the 15th; Saturday the 20th is worked, so the fifth day after the 15th is that Saturday.
        (at(2, 3), 3, time(10), at(2, 15, 10)),
        (at(2, 15), 5, time(10), at(2, 20, 10)),
        (at(2, 15), 6, time(10), at(2, 22, 10)),
        # Friday the 29th of January: the next working day is the Sunday that is worked instead.
        (at(1, 29), 1, time(9, 30), at(1, 31, 9, 30)),
        # Within the holiday nothing is due: the same day becomes the first after it.
        (at(2, 8), 0, None, at(2, 12, 12)),
        (at(2, 8), 1, time(8), at(2, 12, 8)),
        # Ten has passed at eleven: it is due at ten of the next working day.
        (at(2, 4, 11), 0, time(10), at(2, 12, 10)),
        (at(2, 4, 9), 0, time(10), at(2, 4, 10)),
        # Late in the evening in London it is the next day already in Shanghai.
        (datetime(2027, 2, 3, 17, tzinfo=UTC), 1, time(9), at(2, 12, 9)),
    ],
)
def test_days_over_the_spring_festival(after: datetime, count: int, hour: time | None, expected: datetime) -> None:
    assert due(count, hour, after, CALENDAR, SHANGHAI).moment == expected


def test_a_whole_cadence_over_the_spring_festival() -> None:
    planned = [Step(0), Step(2, time(10)), Step(3, time(15)), Step(5, time(10))]
    found = [one.moment for one in course(planned, at(2, 3), CALENDAR, SHANGHAI)]
    # 3rd; 4th and 12th; 15th, 16th, 17th; 18th, 19th, 20th (Saturday), 22nd, 23rd.
    assert found == [at(2, 3, 12), at(2, 12, 10), at(2, 17, 15), at(2, 23, 10)]


def test_the_company_calendar_counts_the_same(db: None) -> None:
    for day, works in FESTIVAL.items():
        CalendarDay.objects.create(day=day, is_working=works, name="Spring Festival")
    read = WorkingDays.read(date(2027, 1, 25))
    for count in range(25):
        assert add_working_days(date(2027, 1, 28), count) == read.add(date(2027, 1, 28), count)
    assert read.add(date(2027, 2, 3), 2) == date(2027, 2, 12)
