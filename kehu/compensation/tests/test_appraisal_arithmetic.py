"""Golden cases of appraisal: curves, weights, scores. Computed by hand, the arithmetic beside it. No database."""

from decimal import Decimal

import pytest

from kehu.compensation.arithmetic.curves import Linear, Steps, points, weights_in_force
from kehu.compensation.arithmetic.limits import beyond

D = Decimal
UP = Linear(D(60), D(120), D(0), D(120))
STEPS = Steps(((D(0), D(20)), (D(5), D(60)), (D(10), D(100))))
FALLING = Steps(((D(2), D(100)), (D(5), D(60)), (D(8), D(30))), falling=True)


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("50", "0.00"),  # below the floor
        ("60", "0.00"),  # the floor itself
        ("90", "60.00"),  # (90 − 60) / (120 − 60) = 0.5 × 120
        ("100", "80.00"),  # 40 / 60 = 0.6667 × 120
        ("110.5", "101.00"),  # 50.5 / 60 × 120
        ("120", "120.00"),
        ("300", "120.00"),  # beyond the cap no more
    ],
)
def test_a_linear_curve_between_floor_and_cap(value: str, score: str) -> None:
    assert UP.score(D(value)) == D(score)


def test_a_linear_curve_may_begin_above_nothing() -> None:
    # 40 + (100 − 40) × (15 − 10) / (30 − 10) = 40 + 60 × 0.25 = 55
    assert Linear(D(10), D(30), D(40), D(100)).score(D(15)) == D(55)


@pytest.mark.parametrize(
    ("value", "score"), [("12", "0.00"), ("10", "0.00"), ("7", "37.50"), ("2", "100.00"), ("0", "100.00")]
)
def test_a_floor_above_the_cap_means_less_is_better(value: str, score: str) -> None:
    # from 10 (nothing) to 2 (all): at 7 it is 3 / 8 × 100 = 37.5
    assert Linear(D(10), D(2)).score(D(value)) == D(score)


def test_thirds_are_rounded_half_up_to_hundredths() -> None:
    # 1/3 × 100 = 33.333…; 2/3 × 100 = 66.666…
    assert (Linear(D(0), D(3)).score(D(1)), Linear(D(0), D(3)).score(D(2))) == (D("33.33"), D("66.67"))


@pytest.mark.parametrize(
    ("value", "score"), [("-1", "0.00"), ("0", "20.00"), ("4.99", "20.00"), ("5", "60.00"), ("50", "100.00")]
)
def test_steps(value: str, score: str) -> None:
    assert STEPS.score(D(value)) == D(score)


@pytest.mark.parametrize(
    ("value", "score"), [("1", "100.00"), ("2", "100.00"), ("2.01", "60.00"), ("8", "30.00"), ("9", "0.00")]
)
def test_falling_steps(value: str, score: str) -> None:
    assert FALLING.score(D(value)) == D(score)


def test_points_are_together_the_weighted_score() -> None:
    # 50 × 80 / 100 = 40; 30 × 33.33 / 100 = 9.999; 20 × 66.67 / 100 = 13.334; sum 63.333 → 63.33
    got = points([D(50), D(30), D(20)], [D(80), D("33.33"), D("66.67")])
    assert got == [D("40.00"), D("10.00"), D("13.33")]
    assert sum(got) == D("63.33")


def test_the_weight_of_what_does_not_apply_goes_to_the_others_in_proportion() -> None:
    # 50 : 30 of 80: 62.5 and 37.5
    assert weights_in_force([D(50), D(30), D(20)], [False, False, True]) == [D("62.50"), D("37.50"), D(0)]


def test_spread_weights_are_still_one_hundred() -> None:
    # thirds: 33.34 + 33.33 + 33.33
    spread = weights_in_force([D(25), D(25), D(25), D(25)], [False, False, False, True])
    assert spread == [D("33.34"), D("33.33"), D("33.33"), D(0)]


def test_where_nothing_applies_there_is_no_weight() -> None:
    assert weights_in_force([D(60), D(40)], [True, True]) == [D(0), D(0)]


def test_a_whole_sheet() -> None:
    # quota 95 %: (95 − 60) / 60 × 120 = 70; visits 6: 60; expenses 4 %: 60
    # 50 × 70 + 30 × 60 + 20 × 60 = 3,500 + 1,800 + 1,200 = 6,500 / 100 = 65
    scores = [UP.score(D(95)), STEPS.score(D(6)), FALLING.score(D(4))]
    assert sum(points([D(50), D(30), D(20)], scores)) == D("65.00")


@pytest.mark.parametrize(
    ("amount", "others", "over"),
    [
        ("300", "0", "0"),  # 300 of 500
        ("300", "250", "50"),  # 550 − 500
        ("300", "600", "300"),  # all of it: the day was over before
        ("600", "0", "100"),
    ],
)
def test_what_lies_beyond_the_limit_of_a_day(amount: str, others: str, over: str) -> None:
    assert beyond(D(amount), D(others), D(500)) == D(over)


def test_without_a_limit_nothing_is_beyond_it() -> None:
    assert beyond(D(9999), D(0), None) == 0
