import base64
import datetime
import email.message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.foundation.transfer.reading.eml import read_mail
from kehu.foundation.transfer.reading.mail_headers import Address, addresses, decoded
from kehu.foundation.transfer.reading.mail_html import plain_text, safe_html


def mail() -> email.message.EmailMessage:
    message = email.message.EmailMessage()
    message["From"] = "张伟 <zhang@example.cn>"
    message["To"] = 'a@example.com, "Doe, John" <john@example.com>'
    message["Subject"] = "报价单"
    message["Date"] = "Tue, 05 Mar 2024 10:30:00 +0800"
    message["Message-ID"] = "<1@example.cn>"
    message["References"] = "<0@example.cn> <00@example.cn>"
    return message


def test_a_mail_becomes_its_facts():
    message = mail()
    message.set_content("您好")
    message.add_alternative(
        "<p onclick=x>您好<script>1</script><img src='http://spy/x.gif'><img src='cid:a'></p>", subtype="html"
    )
    message.add_attachment("数据".encode(), maintype="application", subtype="pdf", filename="../报价.pdf")
    found = read_mail(message.as_bytes())
    assert found.sender == Address("张伟", "zhang@example.cn")
    assert found.to == [Address("", "a@example.com"), Address("Doe, John", "john@example.com")]
    assert (found.subject, found.text, found.complete) == ("报价单", "您好", True)
    assert found.html == '<p>您好<img><img src="cid:a"></p>\n'
    assert found.date == datetime.datetime(2024, 3, 5, 2, 30, tzinfo=datetime.UTC)
    assert [(file.name, file.content.decode()) for file in found.attachments] == [("报价.pdf", "数据")]
    assert (found.message_id, found.references) == ("1@example.cn", ["0@example.cn", "00@example.cn"])


def test_chinese_mails_of_old_programs_are_read():
    subject = base64.b64encode("会议纪要".encode("gb18030")).decode()
    name = base64.b64encode("李娜".encode("gbk")).decode()
    raw = f"From: =?gb2312?B?{name}?= <li@x.cn>\nSubject: =?gb2312?B?{subject}?=\n"
    raw = (
        raw.encode()
        + b"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
        + "囍，镕基".encode("gb18030")
    )
    found = read_mail(raw)
    assert (found.sender.name, found.subject, found.text) == ("李娜", "会议纪要", "囍，镕基")


def test_raw_bytes_in_headers_and_words_cut_inside_a_character():
    assert read_mail(b"Subject: " + "客户投诉".encode("gb18030") + b"\n\nx").subject == "客户投诉"
    whole = "长长的主题".encode()
    cut = "".join(f" =?utf-8?B?{base64.b64encode(part).decode()}?=" for part in (whole[:4], whole[4:]))
    assert decoded(cut) == "长长的主题"


@pytest.mark.parametrize(
    "subject",
    [
        "a\r\nBcc: x@y.z",
        "=?utf-8?Q?a=0D=0ABcc:_x=40y.z?=",
        "=?utf-8?B?" + base64.b64encode(b"a\nb\x00c").decode() + "?=",
    ],
)
def test_no_line_break_leaves_a_header_plain_or_encoded(subject):
    assert not set("\r\n\x00") & set(decoded(subject))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("alice@example.org)bob@evil.com", []),
        ("=?utf-8?Q?a=40b.c=2C?= <real@x.cn>", [Address("a@b.c,", "real@x.cn")]),
        ('"x@evil.com" <real@x.cn>', [Address("x@evil.com", "real@x.cn")]),
        ("a@x.cn (Anna); b@x.cn", [Address("Anna", "a@x.cn"), Address("", "b@x.cn")]),
        ("undisclosed-recipients:;", []),
        ("<a@x.cn> <b@y.cn>", [Address("<a@x.cn>", "b@y.cn")]),
    ],
)
def test_addresses_are_cut_before_they_are_decoded(value, found):
    assert addresses(value) == found


def test_a_pasted_message_is_understood():
    found = read_mail(
        "发件人: 张伟 <zhang@example.cn>\n发送时间: 2024年3月5日 10:30\n收件人: li@x.cn\n主题: 询价\n\n您好，\n请报价。"
    )
    assert (found.sender.email, found.subject, found.text) == ("zhang@example.cn", "询价", "您好，\n请报价。")
    assert found.date == datetime.datetime(2024, 3, 5, 10, 30)


def test_text_without_headers_is_text():
    assert read_mail("just a note").text == "just a note"


def test_what_the_standard_parser_refuses_keeps_its_headers():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    found = read_mail(b"From: a@x.cn\nSubject: deep\n" + deep)
    assert (found.sender.email, found.subject) == ("a@x.cn", "deep")


def test_hostile_html_costs_no_time_and_leaves_nothing():
    assert plain_text("<style>" * 100_000 + "x") == ""
    assert "hello" in safe_html("<div>" * 50_000 + "hello")
    assert plain_text("<p>a&amp;b<br>c</p><style>x{}</style><!-- z -->d") == "a&b\nc\nd"
    for payload in (
        "<svg onload=alert(1)>",
        "<a href='javascript:x'>y</a>",
        "<iframe srcdoc=x>",
        "<form action=x><input>",
        "<p style='background:url(//x)'>",
    ):
        assert not set(safe_html(payload).replace(">", " ").split()) & {
            "onload",
            "javascript:x",
            "<iframe",
            "<form",
            "<input",
        }
        assert "url(" not in safe_html(payload) and "script" not in safe_html(payload)


PIECES = st.sampled_from(
    [
        "From: ",
        "Subject: ",
        "=?utf-8?B?",
        "?=",
        "Content-Type: multipart/mixed; boundary=x\n",
        "--x\n",
        "\n\n",
        "<a@b.c>",
        "Date: ",
        "(",
        '"',
        "发件人：",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=15).map("".join)))
def test_nothing_makes_it_fail(data):
    found = read_mail(data)
    assert not set("\r\n\x00") & set(found.subject)
