"""The arithmetic, by hand: attainment and pace, accuracy, spreading to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.forecasting.figures import Attainment, Figures, accuracy, bias, spread, total

D = Decimal

FIRST, AFTER = date(2026, 4, 1), date(2026, 7, 1)  # a quarter of 91 days


def seen(quota: str, won: str, today: date) -> Attainment:
    return Attainment(D(quota), D(won), FIRST, AFTER, today)


def test_attainment_is_won_as_a_share_of_the_quota() -> None:
    # 450,000 of 600,000 is 3/4; 150,000 are missing
    half_way = seen("600000", "450000", date(2026, 5, 15))
    assert (half_way.rate, half_way.gap) == (D("0.75"), D(150000))


def test_the_pace_so_far_is_carried_on_over_all_days() -> None:
    # April 30 days and 15 of May: 45 of 91 days. 450,000 / 45 × 91 = 910,000
    assert seen("600000", "450000", date(2026, 5, 15)).projected == D("910000.00")


def test_what_is_missing_is_shared_out_over_the_weeks_that_are_left() -> None:
    # 91 − 45 = 46 days are 46/7 weeks. 150,000 / (46/7) = 22,826.0869… → 22,826.09
    assert seen("600000", "450000", date(2026, 5, 15)).needed_per_week == D("22826.09")


def test_a_rest_of_days_is_a_whole_week() -> None:
    # after 27 June three days are left, less than a week: the whole gap of 70,000 is needed in it
    assert seen("600000", "530000", date(2026, 6, 27)).needed_per_week == D("70000.00")


@pytest.mark.parametrize(("won", "today"), [("600000", date(2026, 5, 1)), ("10", date(2026, 6, 30))])
def test_nothing_is_needed_when_it_is_reached_or_over(won: str, today: date) -> None:
    assert seen("600000", won, today).needed_per_week is None


def test_before_it_begins_there_is_no_pace_and_all_of_it_is_needed() -> None:
    # 91 days are 13 weeks: 650,000 / 13 = 50,000
    early = seen("650000", "0", date(2026, 3, 20))
    assert (early.projected, early.needed_per_week) == (None, D("50000.00"))


def test_being_on_pace_compares_the_share_of_the_quota_with_that_of_the_time() -> None:
    # 45 of 91 days are 49.45%: 297,000 of 600,000 (49.5%) is on pace, 296,000 (49.3%) is not
    assert seen("600000", "297000", date(2026, 5, 15)).on_pace is True
    assert seen("600000", "296000", date(2026, 5, 15)).on_pace is False
    assert seen("0", "5", date(2026, 5, 15)).on_pace is None


@pytest.mark.parametrize(
    ("said", "came", "right"),
    [
        ("80", "100", "0.8"),  # 1 − 20/100
        ("120", "100", "0.8"),  # 1 − 20/100: too much is as wrong as too little
        ("100", "100", "1"),
        ("250", "100", "0"),  # off by more than what came
        ("0", "0", "1"),
        ("5", "0", "0"),
    ],
)
def test_accuracy(said: str, came: str, right: str) -> None:
    assert accuracy(D(said), D(came)) == D(right)


def test_bias_says_too_much_or_too_little() -> None:
    assert bias(D(120), D(100)) == D("0.2")
    assert bias(D(75), D(100)) == D("-0.25")
    assert bias(D(1), D(0)) is None


def test_weighted_and_categories_add_up() -> None:
    # won 100, commit 40, best case 30, pipeline 20; weighted open 40×.75 + 30×.5 + 20×.1 = 30 + 15 + 2 = 47
    one = Figures(D(100), D(40), D(30), D(20), weighted=D(47))
    assert (one.committed, one.at_best, one.open, one.expected) == (D(140), D(170), D(90), D(147))


def test_spreading_goes_to_the_cent_and_the_rest_to_who_lost_most() -> None:
    # 100 over three: 33.333… each, 33.33 × 3 = 99.99, one cent is left for the first
    assert spread(D(100), [D(1)] * 3) == [D("33.34"), D("33.33"), D("33.33")]
    # 10 by 1 : 2 : 4 of 7: 1.428…, 2.857…, 5.714… → 1.42 + 2.85 + 5.71 = 9.98; lost .857, .714, .428 of a cent
    assert spread(D(10), [D(1), D(2), D(4)]) == [D("1.43"), D("2.86"), D("5.71")]
    assert spread(D(9), [D(0), D(0), D(0)]) == [D(3), D(3), D(3)]


AMOUNTS = st.decimals(0, 10**12, places=2)


@given(AMOUNTS, st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=40))
def test_a_spread_always_adds_up(amount: D, weights: list[D]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), max_size=20))
def test_persons_add_up_to_their_team_in_any_order(rows: list[tuple[D, D, D, D]]) -> None:
    people = [Figures(*row) for row in rows]
    assert total(people) == total(reversed(people))
    assert total(people).open == sum((one.open for one in people), D(0))
