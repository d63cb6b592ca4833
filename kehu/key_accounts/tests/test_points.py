"""Golden cases of the rule, computed by hand."""

from decimal import Decimal

import pytest

from kehu.key_accounts.points import Step, judge

LADDER = [
    Step("receipts", Decimal(1_000_000), 40), Step("receipts", Decimal(200_000), 25),
    Step("employees", Decimal(500), 20), Step("employees", Decimal(50), 10),
]  # fmt: skip
TIERS = (("key", 60), ("a", 45), ("b", 25), ("c", 5))


@pytest.mark.parametrize(
    ("receipts", "employees", "points", "tier"),
    [
        ("1000000", "500", 60, "key"),  # 40 + 20, both exactly at their step
        ("999999.99", "500", 45, "a"),  # 25 + 20: a cent below the million
        ("350000", "620", 45, "a"),  # 25 + 20
        ("350000", "49", 25, "b"),  # 25 + 0
        ("199999.99", "50", 10, "c"),  # 0 + 10
        ("0", "0", 0, ""),
        ("5000000", "0", 40, "b"),  # the highest step alone, once: 40, not 40 + 25
    ],
)
def test_of_each_measure_the_highest_step_reached_counts(receipts: str, employees: str, points: int, tier: str) -> None:
    found = judge(LADDER, TIERS, {"receipts": Decimal(receipts), "employees": Decimal(employees)})
    assert (found.points, found.tier) == (points, tier)


def test_a_number_that_is_not_known_gives_nothing() -> None:
    assert judge(LADDER, TIERS, {}).points == 0


def test_nought_reaches_no_step_even_if_one_begins_there() -> None:
    assert judge([Step("pipeline", Decimal(0), 5)], TIERS, {"pipeline": Decimal(0)}).points == 0


def test_the_verdict_tells_which_step_gave_what() -> None:
    found = judge(LADDER, TIERS, {"receipts": Decimal(250_000), "employees": Decimal(60)})
    assert {one.measure: one.points for one in found.shares} == {"receipts": 25, "employees": 10}
