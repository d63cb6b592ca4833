import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import phones
from kehu.foundation.values.tests.strategies import MOBILES, RUBBISH, TYPED_NUMBERS


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("13812345678", "+8613812345678", ""),
        ("+86 138-1234-5678", "+8613812345678", ""),
        ("0086 138 1234 5678", "+8613812345678", ""),
        ("8613812345678", "+8613812345678", ""),
        ("１３８１２３４５６７８", "+8613812345678", ""),
        ("13812345678.0", "+8613812345678", ""),
        ("手机：13812345678（微信同号）", "+8613812345678", ""),
        ("(010) 6552-9988转8001", "+861065529988", "8001"),
        ("（０１０）６５５２９９８８ 轉 8001", "+861065529988", "8001"),
        ("021-58881234 ext. 12", "+862158881234", "12"),
        ("021-58881234分机12", "+862158881234", "12"),
        ("0755-88888888-801", "+8675588888888", "801"),
        ("400-810-8888", "+864008108888", ""),
        ("+44 20 7946 0958 x12", "+442079460958", "12"),
        ("0044 20 7946 0958", "+442079460958", ""),
        ("447946095800", "+447946095800", ""),
        ("+1 (650) 253-0000", "+16502530000", ""),
    ],
)
def test_a_typed_number_becomes_e164(typed, e164, extension):
    phone = phones.parse(typed)
    assert (phone.e164, phone.extension) == (e164, extension)


@pytest.mark.parametrize("typed", ["10086", "138xxxx5678", "1.38E+10", "123", "65529988"])
def test_an_unknown_number_keeps_what_was_typed(typed):
    phone = phones.parse(typed)
    assert (phone.raw, phone.e164, phone.valid) == (typed, None, False)
    assert phone.key == phones.digits(typed)


@pytest.mark.parametrize("typed", ["", "abc", "无", "  ", "-"])
def test_text_without_digits_is_no_number(typed):
    assert phones.parse(typed) is None


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("010-65529988/89；13812345678", ["+861065529988", "+861065529989", "+8613812345678"]),
        ("13812345678 13912345678", ["+8613812345678", "+8613912345678"]),
        ("13812345678、138 1234 5678", ["+8613812345678"]),
        ("13812345678\n无", ["+8613812345678"]),
        ("010-65529988转8001/8002", ["+861065529988", "+861065529988"]),
    ],
)
def test_several_numbers_in_one_cell_are_told_apart(cell, numbers):
    assert [phone.e164 for phone in phones.parse_many(cell)] == numbers


def test_a_number_without_country_code_is_read_as_its_region_dials_it():
    assert phones.parse("020 7946 0958", "GB").e164 == "+442079460958"
    assert phones.parse("(650) 253-0000", "US").e164 == "+16502530000"
    assert phones.parse("138 1234 5678", "US").e164 != "+8613812345678"


def test_only_mobiles_are_called_mobile():
    assert phones.parse("13812345678").mobile and phones.parse("+44 7946 095800").mobile
    assert not phones.parse("010-65529988").mobile


def test_a_number_is_shown_as_its_reader_writes_it():
    assert phones.display("+8613812345678") == "138 1234 5678"
    assert phones.display("+8613812345678", region="GB") == "+86 138 1234 5678"
    assert phones.display("+861065529988", "8001", language="zh-hans") == "010 6552 9988转8001"
    assert phones.display("+442079460958", "12") == "+44 20 7946 0958 ext. 12"
    assert phones.display("rubbish") == "rubbish"


def test_country_code_and_tails():
    assert phones.split_country("+442079460958") == ("44", "2079460958")
    assert phones.split_country("+8613812345678") == ("86", "13812345678")
    assert phones.split_country("+1") == ("1", "")
    assert phones.tails("+86 138-1234-5678") == ("12345678", "5678")


@given(st.one_of(TYPED_NUMBERS, RUBBISH), st.sampled_from(["CN", "US", "GB", "", "ZZ"]))
def test_rubbish_never_raises(text, region):
    for phone in phones.parse_many(text, region):
        assert phone.raw and phone.key is not None


@given(TYPED_NUMBERS)
def test_parsing_a_recognised_number_again_gives_the_same(text):
    for phone in phones.parse_many(text):
        if phone.valid:
            assert phones.parse(phone.e164).e164 == phone.e164
            assert phones.parse(phones.display(phone.e164)).e164 == phone.e164


@given(MOBILES, st.sampled_from(["{}", "+86{}", " {} ", "0086{}", "tel: {}"]))
def test_every_chinese_mobile_is_recognised(number, form):
    assert phones.parse(form.format(number)).e164 == "+86" + number
