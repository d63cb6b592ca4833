import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.foundation.transfer.reading import open_table
from kehu.foundation.transfer.reading.vcard_table import card_fields
from kehu.foundation.transfer.reading.vcards import cards


def fields(*lines: str | bytes) -> dict[str, str]:
    body = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    (card,) = cards(io.BytesIO(b"BEGIN:VCARD\r\n" + body + b"\r\nEND:VCARD\r\n"))
    return card_fields(card)


def test_quoted_printable_with_soft_breaks_of_old_phones():
    found = fields(
        "VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=", "=9F;;;", "TEL;CELL:138"
    )
    assert (found["name"], found["family name"], found["phone 1 type"]) == ("张伟", "张", "mobile")


@pytest.mark.parametrize("charset", ["", ";CHARSET=GB2312", ";CHARSET=GBK", ";CHARSET=UTF-8"])
def test_chinese_bytes_are_read_whatever_the_card_claims(charset):
    found = fields(f"FN{charset}:".encode() + "张伟".encode("gb18030"), b"ORG:" + "深圳公司".encode("gb18030"))
    assert (found["name"], found["company"]) == ("张伟", "深圳公司")


def test_groups_labels_and_types_of_all_versions():
    found = fields(
        "VERSION:3.0",
        "FN:J",
        "item1.TEL:+1 555",
        "item1.X-ABLabel:_$!<HomeFAX>!$_",
        "TEL;TYPE=WORK,VOICE:2",
        "TEL;type=CELL;type=VOICE;type=pref:3",
        'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-4;ext=5',
        "TEL;WORK;FAX:6",
    )
    assert [(found[f"phone {n}"], found.get(f"phone {n} type", "")) for n in range(1, 6)] == [
        ("3", "mobile"),
        ("+1-4 ext. 5", "home"),
        ("+1 555", "home fax"),
        ("2", "work"),
        ("6", "work fax"),
    ]


def test_folded_lines_inside_a_character_come_together():
    name = "FN:张伟".encode()
    assert fields(name[:5] + b"\r\n " + name[5:])["name"] == "张伟"


def test_photos_are_skipped_however_they_are_wrapped():
    found = fields("PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ", "ABCDEFGH", " IJKL", "", "FN:After", "KEY;ENCODING=b:QUJD")
    assert found == {"name": "After"}


def test_addresses_escapes_and_raw_line_breaks_in_notes():
    found = fields(
        r"FN:Doe\, John", r"ADR;HOME:;;1 Main\; St.;Town;CA;9;US", r"NOTE:one\ntwo", "three", r"URL:https\://x.cn"
    )
    assert found["name"] == "Doe, John"
    assert (found["address 1 street"], found["address 1 city"]) == ("1 Main; St.", "Town")
    assert (found["notes"], found["website 1"]) == ("one\ntwo\nthree", "https://x.cn")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:19850412", "1985-04-12"),
        ("BDAY:1985-04-12T00:00:00Z", "1985-04-12"),
        ("BDAY:--0412", "--04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", "--04-12"),
    ],
)
def test_birthdays_may_lack_the_year(line, day):
    assert fields("FN:x", line)["birthday"] == day


def test_messengers_and_unknown_fields_are_kept():
    found = fields("FN:x", "X-WECHAT:wx1", "IMPP;X-SERVICE-TYPE=QQ:x-apple:12", "X-CUSTOM-ID:7")
    assert (found["im 1"], found["im 1 type"], found["im 2 type"]) == ("wx1", "wechat", "qq")
    assert (found["custom 1"], found["custom 1 type"]) == ("7", "custom id")


def test_a_broken_card_is_reported_raw_and_the_others_go_on(tmp_path):
    path = tmp_path / "all.txt"
    path.write_bytes(
        b"BEGIN:VCARD\nFN:A\nTEL:1\nBEGIN:VCARD\n\x80\x81 rubbish\nEND:VCARD\n"
        b"begin:vcard\nfn:B\nend:vcard\nBEGIN:VCARD\nFN:C"
    )
    with open_table(path) as opened:
        assert (opened.format, opened.columns) == ("vcard", ["name", "phone 1"])
        rows = list(opened.rows())
    assert [row.cells[0] for row in rows] == ["A", None, "B", "C"]
    assert rows[1].problem and b"rubbish" in rows[1].raw


def test_a_card_within_a_card_is_the_agents():
    found = fields("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Secretary", "END:VCARD", "TEL:1")
    assert found == {"name": "Boss", "phone 1": "1"}


def test_utf_16_cards_of_outlook_are_read(tmp_path):
    path = tmp_path / "o.vcf"
    path.write_bytes("BEGIN:VCARD\r\nFN:张伟\r\nEND:VCARD\r\n".encode("utf-16"))
    assert next(open_table(path).rows()).cells == ["张伟"]


LINE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"BEGIN:VCARD", b"END:VCARD", b"TEL;QUOTED-PRINTABLE:=3", b" x", b"AGENT:"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, max_size=12))
def test_no_bytes_make_the_reader_fail(lines):
    for card in cards(io.BytesIO(b"BEGIN:VCARD\n" + b"\n".join(lines))):
        card_fields(card)
