import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.search import pinyin


@pytest.mark.parametrize(
    ("text", "read"),
    [("张伟", "zhang wei"), ("重庆", "chong qing"), ("中国银行", "zhong guo yin hang"), ("长沙", "chang sha"),
     ("成都", "cheng du"),
     ("厦门", "xia men"), ("绿地", "lv di"), ("都江堰", "du jiang yan"), ("會計", "kuai ji"), ("a张", "a zhang")],
)  # fmt: skip
def test_words_are_read_as_they_are_spoken(text, read):
    assert pinyin.syllables(text) == read.split()


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("单雄信", "shan xiong xin"),
        ("曾志伟", "zeng zhi wei"),
        ("尉迟恭", "yu chi gong"),
        ("任重", "ren zhong"),
        ("張偉", "zhang wei"),
    ],
)
def test_a_surname_is_read_as_a_surname(name, read):
    assert pinyin.person_syllables(name) == read.split()


@given(st.text(max_size=12))
def test_there_is_a_syllable_for_every_character(text):
    assert len(pinyin.syllables(text)) == len(text)
    assert all(len(reading) == len(text) for reading in pinyin.person_readings(text))
