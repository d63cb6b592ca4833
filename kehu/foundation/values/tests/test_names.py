import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import names
from kehu.foundation.values.tests.strategies import HAN, RUBBISH


@pytest.mark.parametrize(
    ("typed", "family", "given"),
    [
        ("张伟", "张", "伟"),
        ("张晓明", "张", "晓明"),
        ("欧阳修", "欧阳", "修"),
        ("司马相如", "司马", "相如"),
        ("歐陽 鋒", "歐陽", "鋒"),
        ("爱新觉罗溥仪", "", "爱新觉罗溥仪"),
        ("张 三丰", "张", "三丰"),
        ("买买提・吐尔逊", "", "买买提·吐尔逊"),
        ("张伟 女士", "张", "伟"),
        ("李经理", "李", ""),
        ("王总", "王", ""),
        ("李总明", "李", "总明"),
        ("山田 太郎", "山田", "太郎"),
        ("김철수", "김", "철수"),
        ("Peter 陈", "陈", "Peter"),
        ("John Smith", "Smith", "John"),
        ("Smith, John", "Smith", "John"),
        ("Smith, Jr., John", "Smith", "John"),
        ("Dr. John Smith Jr.", "Smith", "John"),
        ("John van der Berg", "van der Berg", "John"),
        ("Vincent Van Gogh", "Van Gogh", "Vincent"),
        ("Nguyen Van An", "An", "Nguyen Van"),
        ("Maria de la Cruz Lopez", "de la Cruz Lopez", "Maria"),
        ("Jean DUPONT", "DUPONT", "Jean"),
        ("DUPONT Jean", "DUPONT", "Jean"),
        ("Zhang Xiaoming", "Zhang", "Xiaoming"),
        ("Zhang Xiao Ming", "Zhang", "Xiao Ming"),
        ("Xiaoming Zhang", "Zhang", "Xiaoming"),
        ("Li Wei", "Li", "Wei"),
        ("Mr Smith", "Smith", ""),
        ("Madonna", "", "Madonna"),
        ("先生", "", "先生"),
        ("", "", ""),
    ],
)
def test_a_name_is_told_apart(typed, family, given):
    name = names.parse(typed)
    assert (name.family, name.given) == (family, given)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("欧阳 修", "欧阳修"), ("Smith, John", "John Smith"), ("Zhang Wei", "Zhang Wei"), ("Peter 陈", "Peter 陈"),
     ("Smith, John, Jr.", "John Smith Jr."), ("买买提·吐尔逊", "买买提·吐尔逊")],
)  # fmt: skip
def test_a_name_is_shown_in_its_own_order(typed, shown):
    assert names.parse(typed).full == shown


def test_the_order_of_two_stored_parts_follows_their_script():
    assert names.display("张", "伟") == "张伟"
    assert names.display("Smith", "John") == "John Smith"
    assert names.display("", "张三") == "张三"


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("张伟", "张伟"),
        ("张晓明", "晓明"),
        ("欧阳修", "阳修"),
        ("张", "张"),
        ("John van der Berg", "JB"),
        ("Madonna", "M"),
        ("", ""),
    ],
)
def test_initials_fit_an_avatar(typed, letters):
    assert names.initials(typed) == letters


def test_a_letter_begins_politely():
    assert names.salutation(names.parse("张伟"), "zh-hans", "male") == "尊敬的张先生"
    assert names.salutation(names.parse("欧阳修"), "zh-hans", "female") == "尊敬的欧阳女士"
    assert names.salutation(names.parse("张伟"), "zh-hans") == "尊敬的张伟"
    assert names.salutation(names.parse("李经理"), "zh-hans") == "尊敬的李经理"
    assert names.salutation(names.parse("买买提·吐尔逊"), "zh-hans", "male") == "尊敬的买买提·吐尔逊先生"
    assert names.salutation(names.parse("John Smith"), "en", "male") == "Dear Mr Smith"
    assert names.salutation(names.parse("John Smith"), "en") == "Dear John Smith"
    assert names.salutation(names.parse("Prof. Ann Lee"), "en") == "Dear Prof. Lee"
    assert names.salutation(names.parse(""), "en") == "Dear Sir or Madam"
    assert names.salutation(names.parse(""), "zh-hans") == "尊敬的客户"


@given(
    st.one_of(
        RUBBISH,
        HAN,
        st.lists(st.sampled_from(["张", "伟", "John", "Smith,", "van", "Jr", "Dr", "·", "先生", ","])).map(" ".join),
    )
)
def test_no_name_raises_and_none_is_lost(text):
    name = names.parse(text)
    names.initials(name), names.salutation(name), names.salutation(name, "zh"), name.sort_key
    if any(c.isalnum() for c in text):
        assert name.full or name.prefix or name.suffix


@given(HAN)
def test_a_chinese_name_without_title_keeps_every_character(text):
    name = names.parse(text)
    assert name.full + name.prefix == text
