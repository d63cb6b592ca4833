import pytest

from kehu.foundation.transfer.reading.text_encoding import encoding_of, encoding_of_bytes

CHINESE = [
    "客户名称,电话\n张伟,138\n",
    "姓名\n李\n",
    "公司名称;地址\n深圳市腾讯计算机系统有限公司;广东省深圳市南山区\n",
    "王\n",
    "囍\n鑫淼\n",
    "邱垚,欧阳娜娜\n",
    "编号,备注\n1,已签\n",
]
TRADITIONAL = ["客戶名稱,電話\n陳志明,0912\n", "姓名\n李\n", "臺灣積體電路製造股份有限公司\n", "黃\n"]
WESTERN = [
    "Name\nMüller\n",
    "José;Málaga\n",
    "Société Générale\n",
    "Größe,Straße\n",
    "Café\n",
    "£5\n",
    "“quote” – naïve\n",
]


def found(tmp_path, data: bytes) -> str:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    return encoding_of(path)


@pytest.mark.parametrize("text", CHINESE)
@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_short_chinese_files_are_read_in_the_encoding_they_were_written_in(tmp_path, text, codec):
    data = text.encode(codec)
    assert data.decode(found(tmp_path, data)) == text


@pytest.mark.parametrize("text", TRADITIONAL)
def test_short_traditional_files_are_big5(tmp_path, text):
    assert found(tmp_path, text.encode("big5")) == "big5hkscs"


@pytest.mark.parametrize("text", WESTERN)
def test_accents_are_western_letters_not_chinese(text):
    assert encoding_of_bytes(text.encode("cp1252")) == "cp1252"


def test_japanese_with_kana_is_shift_jis():
    assert encoding_of_bytes("氏名,電話\n株式会社ソニーたなか\n".encode("cp932")) == "cp932"


def test_a_character_cut_in_half_does_not_spoil_the_rest():
    broken = "张伟".encode("gb18030")[:-1] + b",1\n" + "李娜,销售经理\n".encode("gb18030") * 3
    assert encoding_of_bytes(broken) == "gb18030"
    assert encoding_of_bytes("客户名称、联系电话、地址".encode() + b"\xff") == "utf-8"


def test_the_first_chinese_name_may_stand_far_down_the_file(tmp_path):
    data = b"name,phone\n" + b"Smith,1\n" * 400_000 + "张伟,2\n".encode("gb18030")
    assert found(tmp_path, data) == "gb18030"


def test_plain_ascii_is_utf_8(tmp_path):
    assert found(tmp_path, b"a,b\n1,2\n") == "utf-8"


def test_bytes_that_no_codec_knows_are_still_readable():
    assert encoding_of_bytes(bytes(range(128, 256)))
