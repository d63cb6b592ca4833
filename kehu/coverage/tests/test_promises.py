from datetime import date

import pytest

from kehu.coverage.promises import due, promises

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("客户很满意。我答应下周三之前给他报价。再联系", ["我答应下周三之前给他报价。"]),
        ("Talked about fibre. We will send the offer by Friday. Nice weather.", ["We will send the offer by Friday."]),
        ("承诺5天内修复；已转技术部", ["承诺5天内修复；"]),
        ("He promised nothing? No. I'll get back to him", ["He promised nothing?", "I'll get back to him"]),
        ("客户说价格太高，没有结果。", []),
        ("", []),
    ],
)
def test_sentences_that_sound_like_a_promise_are_found(text: str, sentences: list[str]) -> None:
    assert [one.sentence for one in promises(text, MONDAY)] == sentences


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("2026-04-05 前给答复", date(2026, 4, 5)),
        ("3月15日前完成", date(2026, 3, 15)),
        ("1月15日前完成", date(2027, 1, 15)),  # that day of this year is over
        ("下周三之前给报价", date(2026, 3, 11)),
        ("周五前给报价", date(2026, 3, 6)),
        ("5天内修复", date(2026, 3, 7)),
        ("2周内回复", date(2026, 3, 16)),
        ("明天给他打电话", date(2026, 3, 3)),
        ("后天给他打电话", date(2026, 3, 4)),
        ("月底前完成", date(2026, 3, 31)),
        ("We will call on Friday", date(2026, 3, 6)),
        ("will send it within 3 days", date(2026, 3, 5)),
        ("I'll get back next week", date(2026, 3, 9)),
        ("2月31日前完成", None),
        ("尽快回复", None),
    ],
)
def test_the_day_is_told_from_the_day_it_was_said(sentence: str, day: date | None) -> None:
    assert due(sentence, MONDAY) == day
