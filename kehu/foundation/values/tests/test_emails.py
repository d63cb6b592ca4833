import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import emails


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Zhang.Wei@Example.COM", "Zhang.Wei@example.com"),
        (" a@x.com\n", "a@x.com"),
        ("ａ＠ｘ.com", "a@x.com"),
        ("mailto:a@x.com", "a@x.com"),
        ("Li Wei <li@x.com>", "li@x.com"),
        ("张三@例子.中国", "张三@例子.中国"),
        ("o'brien+tag@sub.x-y.co.uk", "o'brien+tag@sub.x-y.co.uk"),
    ],
)
def test_an_address_is_normalised(typed, address):
    assert emails.normalise(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "a\r\nBcc: b@x.com", "a\nb@x.com", "a@x.com\r\nBcc: b@y.com", "a\x00@x.com", "a%0ab@x.com", "a%0D@x.com",
        "=?utf-8?q?a=0ABcc:_b?=@x.com", "a=0ab@x.com", "a\\nb@x.com", "a\u2028b@x.com", "a@x.com\u0085b",
        "", "a", "a@", "@x.com", "a@b", "a b@x.com", "a..b@x.com", ".a@x.com", '"a b"@x.com', "a@x..com", "a@-x.com",
        "a@1.2.3.4", "a@[1.2.3.4]", "a@@x.com", "a@x.com, b@x.com", "x" * 65 + "@x.com", "a@" + "x" * 64 + ".com",
    ],
)  # fmt: skip
def test_what_could_break_a_header_or_is_no_address_is_refused(typed):
    with pytest.raises(emails.InvalidEmail):
        emails.normalise(typed)
    assert emails.parse(typed) is None


def test_several_addresses_in_one_cell_are_told_apart():
    assert emails.parse_many("a@x.com; b@x.com、c@x.com a@X.com 无") == ["a@x.com", "b@x.com", "c@x.com"]
    assert emails.parse_many("Li <li@x.com>") == ["li@x.com"]


def test_name_and_address_are_split():
    assert emails.split_mailbox('"Li Wei" <li@x.com>') == ("Li Wei", "li@x.com")
    assert emails.split_mailbox("li@x.com") == ("", "li@x.com")
    assert emails.split_mailbox("rubbish") == ("", None)


def test_spellings_of_one_mailbox_compare_equal():
    assert emails.comparison("Zhang.Wei+crm@GoogleMail.com") == emails.comparison("zhangwei@gmail.com")
    assert emails.comparison("a.b@x.com") != emails.comparison("ab@x.com")


@given(
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from("ab@.x=?%0Aa\r\n\x00<>,; \\＠"), max_size=12).map("".join))
)
def test_what_is_accepted_holds_no_line_break_and_stays_as_it_is(text):
    address = emails.parse(text)
    if address is not None:
        assert not any(c in address for c in "\r\n\x00 <>,;")
        assert emails.normalise(address) == address
