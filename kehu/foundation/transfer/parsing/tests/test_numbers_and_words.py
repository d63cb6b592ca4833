from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.transfer.parsing import (
    Money,
    Problem,
    decimal_sign_of,
    parse_boolean,
    parse_money,
    parse_number,
    parse_tags,
)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1,234.50", "1234.5", None),
        ("￥3.2万", "32000", "CNY"),
        ("1亿元", "100000000", "CNY"),
        ("(500)", "-500", None),
        ("US$ 20k", "20000", "USD"),
        ("-1,000", "-1000", None),
        ("1 234 567", "1234567", None),
        ("1'234.5", "1234.5", None),
        ("€99", "99", "EUR"),
        ("99 EUR", "99", "EUR"),
        ("12,34,567", "1234567", None),
        ("人民币500元", "500", "CNY"),
        (".5", "0.5", None),
        ("1e3", "1000", None),
        ("１００", "100", None),
        ("500-", "-500", None),
        ("300万美元", "3000000", "USD"),
        ("5万元整", "50000", "CNY"),
    ],
)
def test_amounts_are_exact_and_know_their_currency(text, amount, currency):
    assert parse_money(text) == Money(Decimal(amount), currency)


def test_decimal_commas_are_read_where_the_column_writes_them():
    assert decimal_sign_of(["1.234,50", "7"]) == ","
    assert decimal_sign_of(["1,234", "2,50"]) == ","
    assert decimal_sign_of(["1.000.000"]) == ","
    assert decimal_sign_of(["1,234"]) == "."
    assert parse_number("1.234,50", ",") == Decimal("1234.5")
    assert parse_number("15%") == Decimal("0.15")


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1,5", "12 apples", "(5", "1" * 400, "--5x"])
def test_what_is_no_number_is_a_problem(text):
    assert "is not a number" in str(parse_number(text))


@pytest.mark.parametrize("text", [None, "", "  ", "-", "—"])
def test_empty_is_nothing(text):
    assert parse_number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_survives_thousands_separators(number):
    assert parse_number(f"{number:,}") == number
    german = f"{number:,}".translate(str.maketrans(",.", ".,"))
    assert parse_number(german, ",") == number


@given(st.text(max_size=40))
def test_no_text_raises(text):
    assert isinstance(parse_money(text), Money | Problem | None)
    assert isinstance(parse_boolean(text), bool | Problem | None)
    parse_tags(text)
    decimal_sign_of([text])


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", True), ("否", False), ("Yes", True), (" FALSE ", False), ("√", True), ("1", True), ("", None)],
)
def test_yes_and_no_in_both_languages(text, value):
    assert parse_boolean(text) is value


def test_other_words_are_neither():
    assert "neither yes nor no" in str(parse_boolean("maybe"))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("VIP、重点客户，老客户", ["VIP", "重点客户", "老客户"]),
        ("a; b;A", ["a", "b"]),
        ("* myContacts ::: * family", ["myContacts", "family"]),
        ('["x", "y"]', ["x", "y"]),
        ("#hot\ncold", ["hot", "cold"]),
        ("", []),
    ],
)
def test_tags_are_cut_at_every_usual_sign(text, tags):
    assert parse_tags(text) == tags
