"""What is typed into cells."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.quotes.entries import Unreadable, discount, number, percent, shown, shown_discount


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1200", "1200"), ("1,200.50", "1200.50"), ("１２００", "1200"), ("¥ 1200", "1200"), ("-3.5", "-3.5"),
        (".5", "0.5"), ("88元", "88"), (" 7 ", "7"), ("1，200", "1200"), ("12,345,678", "12345678"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed: str, value: str) -> None:
    assert number(typed, places=4) == Decimal(value)


@pytest.mark.parametrize("typed", ["many", "", "1.2.3", "1,2", "--1", "1e5", "NaN", "1.23456"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        number(typed, places=4)


@pytest.mark.parametrize(
    ("typed", "share", "off"),
    [("", 0, 0), ("10%", 10, 0), ("10", 10, 0), ("12.5 %", "12.5", 0), ("-500", 0, 500), ("-¥500", 0, 500),
     ("10% -500", 10, 500), ("9折", 10, 0), ("85折", 15, 0), ("9.5折", 5, 0), ("10折", 0, 0), ("１０％", 10, 0)],
)  # fmt: skip
def test_discounts_are_read_as_people_write_them(typed: str, share: object, off: object) -> None:
    assert discount(typed) == (Decimal(str(share)), Decimal(str(off)))


@pytest.mark.parametrize("typed", ["half", "101%", "10% 5%", "-x", "200折"])
def test_what_is_no_discount_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        discount(typed)


def test_a_rate_of_tax_is_between_nothing_and_all() -> None:
    assert percent("13%") == 13
    with pytest.raises(Unreadable):
        percent("113")


@given(
    st.integers(0, 100 * 10**4).map(lambda whole: Decimal(whole).scaleb(-4)),
    st.integers(0, 10**10).map(lambda whole: Decimal(whole).scaleb(-2)),
    st.integers(-(10**12), 10**12).map(lambda whole: Decimal(whole).scaleb(-4)),
)
def test_what_is_shown_is_read_back_as_the_same(share: Decimal, off: Decimal, value: Decimal) -> None:
    assert discount(shown_discount(share, off)) == (share, off)
    assert number(shown(value), places=4) == value
