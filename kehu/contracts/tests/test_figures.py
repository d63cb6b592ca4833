"""Golden cases: each figure was worked out by hand, the arithmetic stands beside it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.contracts.figures.ageing import bucket_of, days_overdue, level_of
from kehu.contracts.figures.allocating import Debt, oldest_first, state_of
from kehu.contracts.figures.exchange import converted, difference
from kehu.contracts.figures.splits import (
    DoesNotSum,
    Share,
    TwoRests,
    amounts,
    due_days,
    equal,
    in_proportion,
    months_later,
    percent_of,
    periods_between,
)
from kehu.contracts.figures.taxes import by_rate, chinese_tax_number, foreign_tax_number, net_and_tax
from kehu.foundation.database.records import new_id

D = Decimal
PERCENTS = {
    # 100,000.00 × 30 % = 30,000.00; × 60 % = 60,000.00; × 10 % = 10,000.00
    "round": ("100000.00", ["30", "60", "10"], ["30000.00", "60000.00", "10000.00"]),
    # 1,000.01: 300.003, 600.006, 100.001 → cut 300.00 + 600.00 + 100.00 = 1,000.00, 0.01 is left;
    # the largest remainder is that of 60 % (0.006)
    "one cent over": ("1000.01", ["30", "60", "10"], ["300.00", "600.01", "100.00"]),
    # 0.05: 0.0165, 0.0165, 0.017 → cut 0.01 + 0.01 + 0.01, 0.02 is left; remainders 0.0065, 0.0065, 0.007: the last and
    # then the first get a cent
    "few cents": ("0.05", ["33", "33", "34"], ["0.02", "0.01", "0.02"]),
    # 99,999.99 × 33.3333 % = 33,333.2966667 → 33,333.29 …; × 33.3334 % = 33,333.3966666 → 33,333.39; cut together
    # 33,333.29 × 2 + 33,333.39 = 99,999.97, 0.02 is left; the remainders are 0.0066…, 0.0066…, 0.0066…: exactly
    # .29666667×2 and .39666666: .00666667, .00666667, .00666666 → the first two get a cent
    "thirds": ("99999.99", ["33.3333", "33.3333", "33.3334"], ["33333.30", "33333.30", "33333.39"]),
}
ROWS = {
    # 50,000 × 30 % = 15,000; an amount of 20,000; the rest is 50,000 − 15,000 − 20,000 = 15,000
    "percent, amount and rest": (
        "50000.00", [Share(percent=D(30)), Share(amount=D(20000)), Share()], ["15000.00", "20000.00", "15000.00"],
    ),
    # 777.77 × 33.33 % = 259.230741 → 259.23, twice; the rest is 777.77 − 518.46 = 259.31
    "the rest takes the rounding": (
        "777.77", [Share(percent=D("33.33")), Share(percent=D("33.33")), Share()], ["259.23", "259.23", "259.31"],
    ),
    # 0.05 × 50 % = 0.025 → 0.03 (half away from zero); the rest is 0.02
    "half a cent goes up": ("0.05", [Share(percent=D(50)), Share()], ["0.03", "0.02"]),
}  # fmt: skip
# Of yen there are no cents: 1,000 × 33 % = 330, twice, and 34 % = 340.
YEN = ("1000", ["33", "33", "34"], ["330", "330", "340"])


@pytest.mark.parametrize("case", PERCENTS)
def test_percentages_of_together_a_hundred_lose_no_cent(case: str) -> None:
    total, percents, wanted = PERCENTS[case]
    found = amounts(D(total), "CNY", [Share(percent=D(one)) for one in percents])
    assert found == [D(one) for one in wanted]
    assert sum(found) == D(total)


@pytest.mark.parametrize("case", ROWS)
def test_rows_of_several_kinds_make_the_whole(case: str) -> None:
    total, shares, wanted = ROWS[case]
    assert amounts(D(total), "CNY", shares) == [D(one) for one in wanted]


def test_a_currency_without_cents_is_split_into_whole_units() -> None:
    total, percents, wanted = YEN
    assert amounts(D(total), "JPY", [Share(percent=D(one)) for one in percents]) == [D(one) for one in wanted]


def test_a_plan_that_does_not_sum_says_by_how_much() -> None:
    with pytest.raises(DoesNotSum) as less:
        amounts(D(100), "CNY", [Share(amount=D("99.99"))])  # 100 − 99.99 = 0.01 is missing
    assert less.value.difference == D("0.01")
    with pytest.raises(DoesNotSum) as more:
        amounts(D(100), "CNY", [Share(amount=D(60)), Share(percent=D(50))])  # 100 − 60 − 50 = −10
    assert more.value.difference == D(-10)
    with pytest.raises(DoesNotSum):
        amounts(D(100), "CNY", [Share(amount=D(100)), Share()])  # nothing is left for the rest
    with pytest.raises(TwoRests):
        amounts(D(100), "CNY", [Share(), Share()])


def test_equal_parts_differ_by_a_cent_at_most() -> None:
    # 1,000 / 12 = 83.333… → 12 × 83.33 = 999.96, four cents are left: the first four get one
    assert equal(D(1000), "CNY", 12) == [D("83.34")] * 4 + [D("83.33")] * 8
    # 0.07 / 12: seven cents on twelve parts
    assert equal(D("0.07"), "CNY", 12) == [D("0.01")] * 7 + [D(0)] * 5


def test_what_is_left_is_shared_as_it_was() -> None:
    # 900 in the proportion 100 : 200 = 300 : 600
    assert in_proportion(D(900), "CNY", [D(100), D(200)]) == [D(300), D(600)]
    # 100 in the proportion 1 : 1 : 1 = 33.33…, one cent is left for the first
    assert in_proportion(D(100), "CNY", [D(5), D(5), D(5)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert in_proportion(D(10), "CNY", [D(0), D(0)]) == [D(5), D(5)]


def test_due_days_keep_the_day_of_the_month() -> None:
    assert due_days(date(2026, 1, 31), 4, 1) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    # From 15 January to 14 July begin the months of 15 January, February, … June: six; a day more makes seven.
    assert periods_between(date(2026, 1, 15), date(2026, 7, 14), 1) == 6
    assert periods_between(date(2026, 1, 15), date(2026, 7, 15), 1) == 7
    assert periods_between(date(2026, 1, 1), date(2026, 12, 31), 3) == 4


def test_tax_is_taken_out_of_the_gross_amount() -> None:
    # 113 / 1.13 = 100; 113 − 100 = 13
    assert net_and_tax(D(113), D(13), "CNY") == (D(100), D(13))
    # 1,000 / 1.06 = 943.39622… → 943.40; 1,000 − 943.40 = 56.60
    assert net_and_tax(D(1000), D(6), "CNY") == (D("943.40"), D("56.60"))
    # 0.01 / 1.13 = 0.00884… → 0.01; no tax is left
    assert net_and_tax(D("0.01"), D(13), "CNY") == (D("0.01"), D(0))
    assert net_and_tax(D(500), D(0), "CNY") == (D(500), D(0))
    assert by_rate([(D(6), D(1)), (D(13), D(2)), (D(6), D(3))]) == {D(13): D(2), D(6): D(4)}


def test_money_of_another_currency_settles_at_the_rates_of_its_day() -> None:
    # 7,200 yuan (rate 1) against dollars at 7.20: 7,200 / 7.20 = 1,000
    assert converted(D(7200), D(1), D("7.20"), "USD") == D(1000)
    # 1,000 euro at 7.85 in dollars at 7.18: 7,850 / 7.18 = 1,093.3147… → 1,093.31
    assert converted(D(1000), D("7.85"), D("7.18"), "USD") == D("1093.31")


def test_the_exchange_difference_is_what_the_rate_made_of_it() -> None:
    # 1,000 dollars booked at 7.10 (7,100.00) came at 7.25 (7,250.00): a gain of 150.00
    assert difference(amount=D(1000), rate=D("7.25"), settled=D(1000), booked_rate=D("7.10"), home="CNY") == D(150)
    # 333.33 dollars booked at 7.1234 = 2,374.442922 → 2,374.44; came at 7.05 = 2,349.9765 → 2,349.98: −24.46
    found = difference(amount=D("333.33"), rate=D("7.05"), settled=D("333.33"), booked_rate=D("7.1234"), home="CNY")
    assert found == D("-24.46")
    # 7,200 yuan settle 1,000 dollars that stood in the books at 7.10: 7,200 − 7,100 = 100
    assert difference(amount=D(7200), rate=D(1), settled=D(1000), booked_rate=D("7.10"), home="CNY") == D(100)


def test_age_is_counted_from_the_day_after_it_was_due() -> None:
    due = date(2026, 3, 1)
    ages = {date(2026, 2, 27): 0, due: 0, date(2026, 3, 2): 1, date(2026, 3, 31): 30, date(2026, 4, 1): 31}
    assert {day: days_overdue(due, day) for day in ages} == ages
    assert days_overdue(None, due) == 0
    keys = [getattr(bucket_of(days), "key", "") for days in (0, 1, 30, 31, 60, 61, 90, 91, 400)]
    assert keys == ["", "30", "30", "60", "60", "90", "90", "more", "more"]
    assert [level_of(days) for days in (0, 1, 14, 15, 29, 30, 59, 60, 365)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_the_oldest_debt_is_paid_first() -> None:
    march, april, never = (Debt(new_id(), D(100), day) for day in (date(2026, 3, 1), date(2026, 4, 1), None))
    # 250 = 100 of March + 100 of April + 50 of what has no day
    found = oldest_first(D(250), [never, april, march])
    assert found == [(march.id, D(100)), (april.id, D(100)), (never.id, D(50))]
    assert oldest_first(D(0), [march]) == []
    states = [state_of(D(100), received, waived) for received, waived in ((D(0), D(0)), (D(1), D(0)), (D(100), D(0)))]
    assert states == ["open", "partly", "paid"]
    assert (state_of(D(100), D(0), D(100)), state_of(D(100), D(40), D(60))) == ("waived", "paid")


def test_a_share_is_told_in_percent() -> None:
    assert percent_of(D(1), D(3)) == D("33.33")
    assert percent_of(D(1), D(0)) is None


def test_tax_numbers_are_checked_by_their_digits() -> None:
    assert chinese_tax_number("91310000607378001x") is None  # the last character must be another
    assert chinese_tax_number("9135 0100 M000 100Y 43") == "91350100M000100Y43"
    assert chinese_tax_number("91350100M000100Y34") is None  # two digits changed places
    assert chinese_tax_number("410105123456789") == "410105123456789"  # an old one of 15
    assert foreign_tax_number("de 123 456 789") == "DE123456789"
    assert foreign_tax_number("?") is None


money = st.decimals(min_value=0, max_value=10**9, places=2)


@given(money, st.lists(st.integers(1, 100), min_size=1, max_size=24))
def test_whatever_is_shared_adds_up(total: D, weights: list[int]) -> None:
    found = in_proportion(total, "CNY", [D(one) for one in weights])
    assert sum(found) == total
    assert all(one >= 0 for one in found)


@given(money, st.lists(money, max_size=12))
def test_no_more_is_paid_than_there_is_and_than_is_owed(credit: D, owed: list[D]) -> None:
    debts = [Debt(new_id(), one, date(2026, 1, 1 + place)) for place, one in enumerate(owed)]
    parts = oldest_first(credit, debts)
    assert sum((amount for _id, amount in parts), D(0)) == min(credit, sum(owed, D(0)))
    assert all(0 < amount <= next(debt.outstanding for debt in debts if debt.id == pk) for pk, amount in parts)
