"""Files that no program wrote in one piece: parts in other encodings, digits kept or lost by spreadsheets."""

from pathlib import Path

import pytest

from kehu.foundation.transfer.reading import open_table


def read(path: Path, data: bytes) -> list[list[str | None]]:
    file = path / "list.csv"
    file.write_bytes(data)
    with open_table(file) as table:
        return [list(table.columns), *(row.cells for row in table.rows() if not row.problem)]


def test_lines_of_another_encoding_are_read_as_what_they_are(tmp_path: Path) -> None:
    data = "姓名,地址\n张伟,北京\n".encode() + "李娜,上海\n".encode("gb18030") + "王芳,广州\n".encode()

    assert read(tmp_path, data) == [["姓名", "地址"], ["张伟", "北京"], ["李娜", "上海"], ["王芳", "广州"]]


def test_a_line_with_broken_bytes_is_marked_and_not_guessed_at(tmp_path: Path) -> None:
    data = "姓名,地址\n张伟,北京\n李娜,上海\n".encode() + "王芳,广州".encode()[:-1] + b"\n" + "赵六,成都\n".encode()

    assert [row[0] for row in read(tmp_path, data)] == ["姓名", "张伟", "李娜", "赵六"]


def test_digits_kept_as_text_by_a_formula_are_digits(tmp_path: Path) -> None:
    assert read(tmp_path, b'name,number\nann,"=""0013800138000"""\nbob,=1+1\n')[1:] == [
        ["ann", "0013800138000"], ["bob", "=1+1"],
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_titles_above_the_headings_are_passed_over(tmp_path: Path, end: str) -> None:
    lines = ["2024年客户清单,,,", "制表人：王芳,,,", "基本信息,,联系方式,", "姓名,性别,手机,邮箱",
             "张伟,男,13812345678,a@b.cn", "李娜,女,13812345679,c@d.cn"]  # fmt: skip

    assert read(tmp_path, end.join(lines).encode("gb18030"))[0] == ["姓名", "性别", "手机", "邮箱"]
