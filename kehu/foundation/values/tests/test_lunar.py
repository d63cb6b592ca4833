from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import lunar
from kehu.foundation.values.lunar import LunarDate

DATES = st.dates(date(1901, 1, 1), date(2098, 12, 31))
LUNAR = st.builds(LunarDate, st.integers(1, 12), st.integers(1, 30), st.booleans())


@pytest.mark.parametrize(
    ("day", "since", "expected"),
    [
        (LunarDate(8, 15), date(2025, 1, 1), date(2025, 10, 6)),
        (LunarDate(1, 1), date(2025, 1, 29), date(2025, 1, 29)),
        (LunarDate(1, 1), date(2025, 1, 30), date(2026, 2, 17)),
        (LunarDate(6, 1, leap=True), date(2025, 1, 1), date(2025, 7, 25)),
        (LunarDate(6, 1, leap=True), date(2026, 1, 1), date(2026, 7, 14)),
        (LunarDate(12, 30), date(2025, 2, 1), date(2026, 2, 16)),
        (LunarDate(12, 8), date(2026, 1, 1), date(2026, 1, 26)),
    ],
)
def test_a_lunar_day_falls_on(day, since, expected):
    assert day.next_occurrence(since) == expected


def test_wording_in_both_languages():
    assert LunarDate(8, 15).wording("zh-hans") == "农历八月十五"
    assert LunarDate(6, 1, leap=True).wording("zh-hans") == "农历闰六月初一"
    assert LunarDate(12, 23).wording("zh-hans") == "农历腊月廿三"
    assert LunarDate(6, 1, leap=True).wording("en") == "Lunar leap month 6, day 1"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("农历八月十五", LunarDate(8, 15)),
        ("農曆臘月二十三", LunarDate(12, 23)),
        ("正月初一", LunarDate(1, 1)),
        ("闰六月初一", LunarDate(6, 1, leap=True)),
        ("农历8月15日", LunarDate(8, 15)),
        ("lunar 8-15", LunarDate(8, 15)),
        ("L06-01", LunarDate(6, 1, leap=True)),
        ("十三月初一", None),
        ("8-31", None),
        ("rubbish", None),
    ],
)
def test_a_typed_lunar_date_is_understood(typed, day):
    assert lunar.parse(typed) == day


def test_days_that_do_not_exist_are_refused():
    for month, day in ((0, 1), (13, 1), (1, 31)):
        with pytest.raises(ValueError):
            LunarDate(month, day)
    with pytest.raises(ValueError):
        lunar.next_solar(2, 30, date(2025, 1, 1))


def test_the_29th_of_february_is_kept_on_the_28th():
    assert lunar.next_solar(2, 29, date(2025, 1, 1)) == date(2025, 2, 28)
    assert lunar.next_solar(2, 29, date(2027, 3, 1)) == date(2028, 2, 29)
    assert lunar.next_solar(12, 31, date(2025, 12, 31)) == date(2025, 12, 31)


@given(LUNAR, DATES)
def test_the_next_occurrence_is_soon_and_what_was_shown_is_understood(day, since):
    found = day.next_occurrence(since)
    assert since <= found <= since + timedelta(days=385)
    assert (
        lunar.parse(day.wording("zh"))
        == lunar.parse(day.wording("en").replace("month ", "").replace(", day ", "-"))
        == day
    )
    assert lunar.parse(str(day)) == day


@given(DATES)
def test_a_solar_date_and_its_lunar_name_are_the_same_day(day):
    year, lunar_day = lunar.from_solar(day)
    assert lunar_day.in_year(year) == day


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), DATES)
def test_a_solar_day_comes_back_within_a_year(day, since):
    assert since <= lunar.next_solar(day.month, day.day, since) <= since + timedelta(days=366)
