from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import identity_numbers as ids


def test_a_resident_number_tells_birthday_and_sex():
    holder = ids.resident("11010519491231002x")
    assert (holder.number, holder.birthday, holder.sex) == ("11010519491231002X", date(1949, 12, 31), "female")
    assert holder.region_code == "110105"
    assert ids.resident("４４０５２４１８８００１０１００１４").sex == "male"


def test_fifteen_old_digits_become_eighteen():
    assert ids.resident("110105491231002").number == "11010519491231002X"


@pytest.mark.parametrize("typed", ["110105194912310021", "110105194913310021", "99010519491231002X", "1101", "", "无"])
def test_other_numbers_are_not_resident_numbers(typed):
    assert ids.resident(typed) is None


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", "91110000802100433B"])
def test_valid_credit_codes_pass(code):
    assert ids.credit_code(f" {code.lower()} ") == code


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100I000100Y43", "9135", ""])
def test_other_credit_codes_fail(code):
    assert ids.credit_code(code) is None


def test_any_number_has_a_comparison_form():
    assert ids.normalise(" e-123 456 ") == "E123456"
    assert ids.normalise("110105491231002") == "11010519491231002X"


@given(st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birthday, serial, place, shift):
    first17 = f"110105{birthday:%Y%m%d}{serial:03}"
    number = first17 + ids.resident_check(first17)
    assert ids.resident(number).birthday == birthday
    if number[place].isdigit():
        wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
        assert ids.resident(wrong) is None


@given(st.text(max_size=20))
def test_rubbish_never_raises(text):
    assert ids.resident(text) is None or len(text) >= 15
    ids.credit_code(text), ids.normalise(text)
