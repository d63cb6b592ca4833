"""The order of names."""

from kehu.foundation.search.sorting import LONGEST, sort_key


def in_order(*names: str) -> list[str]:
    return sorted(names, key=lambda name: sort_key(name).encode())


def test_chinese_names_stand_among_western_ones_by_their_sound() -> None:
    assert in_order("张伟", "Xavier", "重庆银行", "Adler", "北京大学", "习近平") == [
        "Adler", "北京大学", "重庆银行", "Xavier", "习近平", "张伟",
    ]  # fmt: skip


def test_a_shorter_syllable_comes_before_a_longer_one() -> None:
    assert in_order("现代", "先锋", "习武")[0] == "习武"


def test_names_of_one_sound_stay_together_by_character() -> None:
    assert in_order("王伟", "汪强", "王强", "汪伟") in (
        ["王强", "王伟", "汪强", "汪伟"], ["汪强", "汪伟", "王强", "王伟"],
    )  # fmt: skip


def test_surnames_are_read_as_surnames() -> None:
    assert sort_key("单伟").startswith("shan")


def test_capitals_accents_and_wide_letters_do_not_count() -> None:
    assert sort_key("Müller") == sort_key("MULLER") == sort_key("ＭＵＬＬＥＲ")


def test_keys_have_an_end() -> None:
    assert len(sort_key("中国移动通信集团广东有限公司" * 20)) <= LONGEST
    assert len(sort_key("x" * 500)) <= LONGEST
    assert len(sort_key("ß" * 200)) <= LONGEST
