import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.search.terms import LONGEST, MOST, query_terms, terms
from kehu.foundation.values.phones import parse


def finds(typed: str, **record) -> bool:
    """True if a record is found by a typed text, at the first attempt or by the fallback."""
    query, found = query_terms(typed), terms(**record)
    return query.matches(found) or bool(query.fallback and query.fallback.matches(found))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张晓明", "张晓明"), ("张晓明", "晓明"), ("张晓明", "明"), ("张晓明", "zhangxiaoming"), ("张晓明", "zhangx"),
        ("张晓明", "xiaoming"), ("张晓明", "zxm"), ("张晓明", "xm"), ("张晓明", "zhang ming"), ("张晓明", "張曉明"),
        ("張曉明", "张晓明"), ("張曉明", "zhangxiaoming"), ("张 晓明", "张晓明"),
        ("单伟", "shanwei"), ("单伟", "danwei"), ("曾国藩", "zengguofan"), ("解晓东", "xie xiaodong"), ("仇英",
        "qiuying"),
        ("区少坤", "oushaokun"), ("查良镛", "zha"), ("朴树", "piaoshu"), ("盖叫天", "gai"), ("任我行", "renwoxing"),
        ("翟天临", "zhaitianlin"), ("尉迟恭", "yuchigong"), ("万俟卨", "moqi"), ("長孫無忌", "zhangsunwuji"),
        ("吕布", "lvbu"), ("吕布", "lubu"), ("吕布", "lyubu"), ("吕布", "Lü Bu"), ("张茜", "zhangxi"), ("张乐",
        "zhangyue"),
        ("乾隆", "qianlong"),
        ("宁波华宁科技有限公司", "宁科"), ("宁波华宁科技有限公司", "hnkj"), ("宁波华宁科技有限公司", "nkj"),
        ("宁波华宁科技有限公司", "华宁科技"), ("宁波华宁科技有限公司", "huaning"), ("宁波华宁科技有限公司", "nbhn"),
        ("宁波华宁科技有限公司", "寧波 科技"), ("宁波华宁科技有限公司", "宁波华宁科技有限公司"),
        ("华宁科技", "nkj"), ("重庆银行", "chongqingyinhang"), ("重庆长安汽车股份有限公司", "chongqingchangan"),
        ("华为（深圳）技术有限公司", "华为深圳"), ("华为（深圳）技术有限公司", "华为(深圳)"),
        ("TCL科技集团股份有限公司", "tcl"), ("TCL科技集团股份有限公司", "tcl科技"), ("ＴＣＬ科技集团", "tclkj"),
        ("7天酒店", "7天"), ("7天酒店", "jiudian"),
        ("John Smith", "smith"), ("John Smith", "Smith J"), ("John Smith", "johnsm"), ("Müller GmbH", "muller"),
        ("Jean-Luc O’Brien", "o'brien"), ("Jean-Luc O'Brien", "jean luc"), ("Zhang Wei", "zhangwei"),
        ("买买提·吐尔逊", "吐尔逊"), ("买买提·吐尔逊", "买买提吐尔逊"), ("Иван Петров", "петр"), ("山田太郎", "太郎"),
    ],
)  # fmt: skip
def test_a_name_is_found_by(name, typed):
    assert finds(typed, names=[name])


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "8613812345678", "0086 13812345678", "138",
     "5678",
     "12345678", "345678", "138****5678", "138xxxx5678", "138 **** 5678", "+86 138****5678", "****5678",
     "１３８１２３４５６７８",
     "138***45678", "1381234"],
)  # fmt: skip
def test_a_mobile_is_found_by(typed):
    assert finds(typed, phones=["+8613812345678"])
    assert not finds(typed, phones=["+8613912340000"]) or typed == "138"


@pytest.mark.parametrize(
    "typed",
    ["01065529988", "010-65529988", "(010) 6552-9988", "+86 10 65529988", "65529988", "6552 9988", "9988", "010 6552"],
)
def test_a_fixed_line_is_found_by(typed):
    assert finds(typed, phones=["+861065529988"])


@pytest.mark.parametrize("typed", ["+44 20 7946 0958", "0044 20 7946 0958", "020 7946 0958", "2079460958", "0958"])
def test_a_foreign_number_is_found_by(typed):
    assert finds(typed, phones=["+442079460958"])


def test_a_number_of_no_country_is_found_as_it_stands():
    assert terms(phones=["10086"]) == {"10086", "0086"}
    assert finds("95588", phones=["95588"])


def test_mail_and_numbers_of_other_systems_are_found():
    record = {"emails": ["Li.Wei_x@Example.com"], "identifiers": ["CUST-00123", "11010519491231002X"]}
    for typed in ("li.wei_x@example.com", "li.wei_x@", "Li.Wei", "wei", "cust-00123", "00123", "CUST00123", "002X",
                  "11010519491231002x", "123"):  # fmt: skip
        assert finds(typed, **record) or typed == "123"
    assert not finds("liXwei", **record)


def test_every_fragment_must_be_found():
    record = {"names": ["John Smith"], "phones": ["+8613812345678"]}
    assert finds("smith 5678", **record) and finds("138 john", **record)
    assert not finds("smith 9999", **record) and not finds("jane smith", **record)


def test_the_most_telling_fragment_is_looked_up():
    assert query_terms("张伟 s").lookup == "张伟"
    assert query_terms("smith 5678").lookup == "5678"
    assert query_terms("j smith").lookup == "smith"
    assert query_terms("138****5678").lookup == "5678"
    assert query_terms("138****5678").patterns == ("138%5678",)


def test_wild_cards_of_sql_are_only_letters():
    query = query_terms("a_b%c@x.com smith")
    assert query.lookup == "a_b%c@x.com" and query.patterns == ("smith%",)
    assert query_terms("x_@y.de 123456789012345").patterns == (r"x\_@y.de%",)


@pytest.mark.parametrize("typed", ["", "  ", "，。", "***", "%", "()", "\x00"])
def test_nothing_telling_finds_nothing(typed):
    assert not query_terms(typed)
    assert not query_terms(typed).matches(["a", ""])


def test_there_are_never_too_many_or_too_long_terms():
    found = terms(
        names=["中国移动通信集团广东有限公司深圳分公司" * 3, "甲乙丙丁戊己庚辛壬癸科技"],
        words=["x" * 100],
        phones=["+8613812345678"],
    )
    assert len(found) <= MOST and max(map(len, found)) <= LONGEST
    assert "13812345678" in found


texts = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12),
    st.lists(
        st.sampled_from(["张", "有限公司", "abc", "138", " ", "*", "@x.com", "-", "+86", "（", "·", "ü", "%"]),
        max_size=8,
    ).map("".join),
)


@given(texts, texts, texts, texts, texts)
def test_any_text_gives_folded_terms(name, phone, email, identifier, word):
    found = terms(names=[name], phones=[phone], emails=[email], identifiers=[identifier], words=[word])
    assert len(found) <= MOST and all(0 < len(term) <= LONGEST for term in found)


@given(texts)
def test_any_text_can_be_typed(typed):
    query = query_terms(typed)
    assert query.upper > query.lookup or not query
    query.matches(["张伟", "zhangwei"])


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12), st.data())
def test_any_part_of_a_chinese_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    core = name.removesuffix("公司")
    assert start >= len(core) or finds(part, names=[name])


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(4, 11))
def test_any_beginning_and_any_end_of_a_mobile_finds_it(number, size):
    phone = parse(number).e164
    assert finds(number[:size], phones=[phone]) and finds(number[-size:], phones=[phone])
    assert finds(f"{number[:3]}****{number[-4:]}", phones=[phone])
