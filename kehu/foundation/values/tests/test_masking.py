import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import masking
from kehu.foundation.values.tests.strategies import MOBILES


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+442079460958", "+44 ****0958"),
        ("+861065529988", "+86 ****9988"),
        ("65529988", "****9988"),
        ("10086", "*****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_what_staff_recognise_it_by(number, masked):
    assert masking.mask_phone(number) == masked


def test_other_values_are_masked():
    assert masking.mask_email("alice@x.com") == "a***@x.com"
    assert masking.mask_email("rubbish") == "***"
    assert masking.mask_identity("110105194912310021") == "110105********0021"
    assert masking.mask_identity("110105194912310021", lead=3) == "110***********0021"
    assert masking.mask_identity("E12345678") == "E******78"
    assert masking.mask_identity("123") == "***"
    assert masking.mask_card("6222021234567890128") == "622202*********0128"
    assert masking.mask_name("张小明") == "张**"
    assert masking.mask_name("John Smith") == "J*** S***"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812345678找张三", "请打138****5678找张三"),
        ("tel.13912345678,", "tel.139****5678,"),
        ("１３８１２３４５６７８", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("身份证11010519491231002x。", "身份证110105********002x。"),
        ("卡号6222 0212 3456 7890 128", "卡号622202*********0128"),
        ("邮箱zhang.wei@x.com回复", "邮箱z***@x.com回复"),
        ("卡6222021234567890128 13812345678", "卡622202*********0128 138****5678"),
        ("订单20240101123456，金额13812345.67", "订单20240101123456，金额13812345.67"),
        ("单号138123456789", "单号138123456789"),
        ("110105194912310022", "110105194912310022"),
        ("0.13812345678", "0.13812345678"),
        ("nothing here", "nothing here"),
    ],
)
def test_numbers_hidden_in_text_are_masked_and_others_stay(text, masked):
    assert masking.mask_free_text(text) == masked


@given(
    MOBILES, st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=10), st.text("，。 找张三a", max_size=5)
)
def test_no_mobile_survives_in_text(number, before, after):
    if before.endswith("@"):
        before += " "
    assert number not in masking.mask_free_text(before + number + after)


@given(st.text(max_size=200))
def test_masking_never_raises_and_twice_is_once(text):
    once = masking.mask_free_text(text)
    assert masking.mask_free_text(once) == once


def test_long_hostile_text_takes_no_time():
    started = time.process_time()
    for text in ("a" * 20_000, "a." * 10_000 + "@", "1" * 20_000, "3 " * 10_000, "a@" + "a-" * 10_000):
        masking.mask_free_text(text)
    assert time.process_time() - started < 20
