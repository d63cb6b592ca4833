import pytest

from kehu.foundation.transfer.reading.header import column_names, header_row_of
from kehu.foundation.transfer.reading.rows import Row


def rows(*lines: str) -> list[Row]:
    return [Row(number, [cell or None for cell in line.split(",")]) for number, line in enumerate(lines, start=1)]


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        (1, ["姓名,电话,邮箱", "张伟,13800138000,a@b.cn"]),
        (3, ["2024年客户名单,,", ",,", "姓名,电话,邮箱", "张伟,13800138000,a@b.cn"]),
        (2, ["基本信息,,,联系方式,", "姓名,性别,生日,手机,邮箱", "张伟,男,1990-01-01,13800138000,a@b.cn"]),
        (0, ["张伟,13800138000,a@b.cn", "李娜,13900139000,c@d.cn"]),
        (1, ["name,city", "Smith,London", "Jones,Leeds"]),
        (1, ["客户,2022,2023,2024", "张伟,1,2,3"]),
        (1, ["电话", "13800138000"]),
        (1, ["name,phone,", "a,1,x", "b,2,y"]),
    ],
)
def test_the_header_is_the_first_full_row_of_labels(expected, lines):
    assert header_row_of(rows(*lines)) == expected


def test_column_names_are_tidy_and_unique():
    assert column_names([" 电话\n1 ", "电话 1", None, "a", "a"], 6) == [
        "电话 1",
        "电话 1 (2)",
        "#3",
        "a",
        "a (2)",
        "#6",
    ]
