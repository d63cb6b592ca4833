import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.customers.matching import branch_key, organisation_key, organisation_sound, person_key
from kehu.customers.matching.organisation_names import read


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (
            ("张晓明", "張曉明", "张 晓明", "张晓明 先生", "Zhang Xiaoming", "Xiaoming ZHANG", "Zhang Xiao Ming"),
            "xiaoming zhang",
        ),
        (("单伟", "Shan Wei"), "shan wei"),
        (("欧阳修", "歐陽修", "Ouyang Xiu"), "ouyang xiu"),
        (("John Smith", "Smith, John", "JOHN  SMITH", "Dr. John Smith Jr."), "john smith"),
        (("Jean-Luc O’Brien", "O'Brien, Jean Luc"), "jean luc obrien"),
        (("Müller, Jürgen", "Jurgen Muller"), "jurgen muller"),
        (("", " ", "--"), ""),
    ],
)
def test_writings_of_one_person_have_one_key(names, key):
    assert {person_key(name) for name in names} == {key}


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("深圳市华宁科技有限公司", "华宁科技（深圳）股份有限公司", "華寧科技", "广东省深圳市华宁科技集团",
          "华宁科技有限责任公司", "华宁科技有限公司宁波分公司", "华宁科技（中国）"), "华宁科技"),
        (("Acme Trading Co., Ltd.", "ACME TRADING GmbH", "The Acme Trading S.A.", "Trading Acme, Inc.",
          "Acme Trading L.L.C."), "acme trading"),
        (("北京银行股份有限公司", "北京银行"), "北京银行"),
        (("上海电力", "上海电力股份有限公司"), "上海电力"),
        (("有限公司",), "有限公司"),
        (("Ltd",), "ltd"),
        (("内蒙古伊利实业集团股份有限公司", "伊利实业"), "伊利实业"),
    ],
)  # fmt: skip
def test_writings_of_one_firm_have_one_key(names, key):
    assert {organisation_key(name) for name in names} == {key}


def test_branches_are_told_apart_by_a_second_key():
    head, ningbo = "中国移动有限公司", "中国移动有限公司宁波分公司"
    assert organisation_key(head) == organisation_key(ningbo)
    assert branch_key(head) != branch_key(ningbo) == branch_key("中国移动宁波分公司")


def test_firms_of_other_names_keep_other_keys():
    assert (
        len(
            {
                organisation_key(n)
                for n in ("北京银行", "上海银行", "中国银行", "宁波银行", "南京师范大学", "杭州师范大学")
            }
        )
        == 6
    )


def test_firms_that_sound_alike_share_a_sound():
    assert organisation_sound("华宁科技有限公司") == organisation_sound("华凝科技") == "huaningkeji"
    assert organisation_sound("Acme Trading Ltd") == "acmetrading"


def test_only_a_registered_name_is_legal():
    assert read("宁波华宁科技有限公司").legal and not read("华宁科技").legal and not read("Acme Ltd").legal


names = st.one_of(
    st.text(max_size=25),
    st.lists(
        st.sampled_from(
            ["深圳", "市", "华宁", "科技", "有限公司", "集团", "分公司", "（", "）", "Acme", " Ltd", "s.a.", "&", " "]
        )
    ).map("".join),
)


@given(names)
def test_any_text_has_keys_and_a_key_is_its_own_key(name):
    assert person_key(name) == person_key(f" {name} ")
    assert branch_key(name).startswith(organisation_key(name))
    organisation_sound(name)


@given(
    st.permutations(["acme", "trading", "berlin"]), st.sampled_from(["", " Ltd.", " GmbH & Co. KG", ", Inc", " S.A."])
)
def test_word_order_and_legal_form_do_not_matter_in_western_names(words, form):
    assert organisation_key(" ".join(words) + form) == "acme berlin trading"
