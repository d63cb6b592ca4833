from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import money
from kehu.foundation.values.money import Money

CENTS = st.integers(-(10**15), 10**15).map(lambda n: Decimal(n).scaleb(-2))


def yuan(amount) -> Money:
    return Money(Decimal(amount), "CNY")


def test_arithmetic_keeps_the_currency():
    assert yuan("1.10") + yuan("2.20") == yuan("3.30")
    assert yuan(3) - yuan(1) == yuan(2)
    assert 3 * yuan("1.5") == yuan("4.5") and -yuan(1) == yuan(-1)
    assert yuan(1) < yuan(2) <= yuan(2) and not yuan(0)


def test_currencies_never_mix():
    for mix in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b):
        with pytest.raises(money.CurrencyMismatch):
            mix(yuan(1), Money(Decimal(1), "USD"))
    assert yuan(1) != Money(Decimal(1), "USD")


def test_floats_and_unknown_currencies_are_refused():
    with pytest.raises(TypeError):
        Money(1.5, "CNY")
    with pytest.raises(TypeError):
        yuan(1) * 1.5
    for amount, currency in (("1", "XYZ"), ("1", "cny"), ("nan", "CNY")):
        with pytest.raises(ValueError):
            Money(Decimal(amount), currency)


def test_rounding_follows_the_currency():
    assert yuan("1.005").rounded() == yuan("1.01")
    assert Money(Decimal("1.5"), "JPY").rounded().amount == 2
    assert Money(Decimal("1.0005"), "KWD").rounded().amount == Decimal("1.001")


def test_allocation_gives_every_cent_to_somebody():
    assert [m.amount for m in yuan("100.00").split(3)] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert [m.amount for m in yuan("0.05").allocate([3, 7])] == [Decimal("0.02"), Decimal("0.03")]
    for weights in ([], [0, 0], [1, -1]):
        with pytest.raises(ValueError):
            yuan(1).allocate(weights)
    with pytest.raises(ValueError):
        yuan("0.001").split(2)


@given(CENTS, st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_allocation_adds_up_and_is_fair(amount, weights):
    shares = yuan(amount).allocate(weights)
    assert sum((share.amount for share in shares), Decimal(0)) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount - amount * weight / sum(weights)) < Decimal("0.01")
        assert weight or not share


@pytest.mark.parametrize(
    ("amount", "language", "shown", "short"),
    [
        ("1234.5", "zh-hans", "¥1,234.50", "¥1,234.50"),
        ("12345", "zh-hans", "¥12,345.00", "¥1.23万"),
        ("345678901", "zh-hans", "¥345,678,901.00", "¥3.46亿"),
        ("12345", "en", "CN¥12,345.00", "CN¥12.3K"),
        ("345678901", "en", "CN¥345,678,901.00", "CN¥346M"),
        ("-12345", "zh-hans", "-¥12,345.00", "-¥1.23万"),
        ("0", "en", "CN¥0.00", "CN¥0.00"),
    ],
)
def test_amounts_are_shown_as_the_language_writes_them(amount, language, shown, short):
    assert money.display(yuan(amount), language) == shown
    assert money.display_short(yuan(amount), language) == short


@given(CENTS, st.sampled_from(["en", "zh-hans", "zh-hant", "xx"]))
def test_every_amount_can_be_shown(amount, language):
    assert money.display(yuan(amount), language) and money.display_short(yuan(amount), language)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10", "壹拾元整"),
        ("123", "壹佰贰拾叁元整"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("20000", "贰万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("100100010001", "壹仟零壹亿零壹万零壹元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000300000000", "壹万零叁亿元整"),
        ("-3", "负叁元整"),
        ("1.005", "壹元零壹分"),
    ],
)
def test_capital_characters_follow_the_rule_for_cheques(amount, written):
    assert money.capitals(Decimal(amount)) == written


def _read_back(text: str) -> Decimal:
    """An independent reader: units multiply what stands before them."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = Decimal(0)
    for c in text.removesuffix("整"):
        if c in "零壹贰叁肆伍陆柒捌玖":
            digit = Decimal("零壹贰叁肆伍陆柒捌玖".index(c))
        elif c in units:
            section, digit = section + digit * units[c], Decimal(0)
        elif c == "万":
            section, digit = (section + digit) * 10_000, Decimal(0)
        elif c == "亿":
            total, section, digit = (total + section + digit) * 10**8, Decimal(0), Decimal(0)
        elif c == "元":
            total, section, digit = total + section + digit, Decimal(0), Decimal(0)
        else:
            total, digit = total + digit / {"角": 10, "分": 100}[c], Decimal(0)
    return total


@given(st.integers(0, 10**17).map(lambda n: Decimal(n).scaleb(-2)))
def test_capitals_read_back_are_the_same_amount(amount):
    assert _read_back(money.capitals(amount)) == amount
    assert "零零" not in money.capitals(amount)


def test_amounts_too_large_to_write_out_are_refused():
    with pytest.raises(ValueError):
        money.capitals(Decimal(10) ** 16)
