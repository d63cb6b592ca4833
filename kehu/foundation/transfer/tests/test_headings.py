import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.transfer.headings import normalise, recognise, targets_of
from kehu.foundation.transfer.value_kinds import kinds_of

TARGETS = targets_of(
    {
        "name": ["姓名", "name", "full name"],
        "phone": ["联系电话", "phone", "telephone"],
        "phone_2": ["备用电话"],
        "mobile": ["手机", "mobile"],
        "email": ["邮箱", "email"],
        "birthday": ["生日", "birthday"],
        "organisation": ["公司", "company"],
    },
    {"phone": "phone", "phone_2": "phone", "mobile": "mobile", "email": "email", "birthday": "date"},
)


def found(columns, rows=(), **options):
    return {columns[place]: entry.target for place, entry in recognise(columns, rows, TARGETS, **options).items()}


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("E-mail 2 - Value", ("email", 2)),
        ("手机号（必填）", ("手机号", 1)),
        ("  ＰＨＯＮＥ＿１ ", ("phone", 1)),
        ("givenName", ("givenname", 1)),
        ("电话二", ("电话", 2)),
        ("(备注)", ("备注", 1)),
    ],
)
def test_headings_are_compared_without_case_width_and_remarks(heading, bare):
    assert normalise(heading) == bare


def test_numbered_headings_go_to_numbered_fields():
    assert found(["phone 1", "Phone 2", "phone 1 type", "Phone 9"]) == {"phone 1": "phone", "Phone 2": "phone_2"}


def test_slips_and_longer_headings_are_understood_with_less_confidence():
    entries = recognise(["Telephne", "客户联系电话2", "员工生日"], [], TARGETS)
    assert [entry.target for entry in entries.values()] == ["phone", "phone_2", "birthday"]
    assert all(entry.confidence < 0.8 and "similar" in entry.why for entry in entries.values())


def test_a_field_is_suggested_once():
    assert list(found(["姓名", "name", "Full Name"]).values()) == ["name"]


def test_values_speak_where_headings_do_not():
    rows = [["13800138000", "a@b.cn", "021-5555 1234", "x"], ["13900139000", "c@d.cn", "010-66667777", "y"]]
    assert found(["c1", "c2", "c3", "c4"], rows) == {"c1": "mobile", "c2": "email", "c3": "phone"}


def test_a_heading_is_not_believed_against_its_values():
    assert found(["联系电话"], [["a@b.cn"], ["c@d.cn"]]) == {"联系电话": "email"}


def test_a_lone_company_column_is_the_name():
    fallbacks = {"organisation": ("name", ("name",))}
    assert found(["公司"], fallbacks=fallbacks) == {"公司": "name"}
    assert found(["公司", "姓名"], fallbacks=fallbacks) == {"公司": "organisation", "姓名": "name"}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["440524188001010014"], "identity_number"),
        (["91310000MA1FL0XK3C"], "credit_code"),
        (["￥1,200.00", "3万元"], "money"),
        (["2024-03-05", "3/15/2024", ""], "date"),
        (["+86 138 0013 8000"], "mobile"),
        (["https://kehu.example"], "url"),
    ],
)
def test_kinds_of_values(values, kind):
    assert kind in kinds_of(values, 0.6)


@given(
    st.lists(st.text(max_size=20), max_size=6),
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=6), max_size=4),
)
def test_no_table_makes_it_fail(columns, rows):
    for entry in recognise(columns, rows, TARGETS).values():
        assert 0 < entry.confidence <= 1 and entry.why
