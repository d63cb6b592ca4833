import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.foundation.transfer.reading import open_table


def table(tmp_path, data: bytes | str, name="file.csv", **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return open_table(path, **options)


def cells(opened) -> list[list[str | None]]:
    return [row.cells for row in opened.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "¦", "~", "\x01"])
def test_every_usual_delimiter_is_found(tmp_path, delimiter):
    opened = table(tmp_path, "name,phone,note\nAnna,139 1,hi\n李娜,138 2,x\n".replace(",", delimiter))
    assert (opened.delimiter, opened.columns) == (delimiter, ["name", "phone", "note"])
    assert cells(opened)[1] == ["李娜", "138 2", "x"]


def test_commas_inside_cells_do_not_win_over_semicolons(tmp_path):
    opened = table(tmp_path, "name;city\nMüller, Hans;Berlin, Mitte\nMeier, Eva;Bonn, West\n")
    assert opened.delimiter == ";"


def test_the_sep_line_of_excel_decides(tmp_path):
    opened = table(tmp_path, "sep=;\r\na,b;c\r\n1,5;2\r\n")
    assert (opened.columns, opened.header_row, cells(opened)) == (["a,b", "c"], 2, [["1,5", "2"]])


def test_quotes_hold_delimiters_newlines_and_doubled_quotes(tmp_path):
    opened = table(tmp_path, 'a,b\n"x, y","one\r\ntwo"\n"he said ""no""",z')
    assert cells(opened) == [["x, y", "one\r\ntwo"], ['he said "no"', "z"]]


def test_backslashed_quotes_of_database_dumps_are_understood(tmp_path):
    opened = table(tmp_path, 'a,b\n"say \\"hi\\" now","2"\n"x","3"\n')
    assert cells(opened)[0] == ['say "hi" now', "2"]


def test_an_open_quote_costs_one_row_and_says_so(tmp_path):
    opened = table(tmp_path, 'a,b,c\n1,"x,y\n2,"f",g\n3,h,i\n')
    rows = list(opened.rows())
    assert [row.number for row in rows] == [2, 3, 4]
    assert [bool(row.problem) for row in rows] == [True, False, False]
    assert rows[1].cells == ["2", "f", "g"]


def test_an_open_quote_does_not_swallow_a_large_file(tmp_path):
    opened = table(tmp_path, 'a,b\n1,"x\n' + "2,y\n" * 10_000)
    rows = list(opened.rows())
    assert len(rows) == 10_001
    assert sum(bool(row.problem) for row in rows) == 1


def test_ragged_rows_are_padded_or_reported(tmp_path):
    short, long, blanks = table(tmp_path, "a,b\n1\n1,2,3\n1,2,,,\n").rows()
    assert (short.cells, short.problem) == (["1", None], None)
    assert long.problem and long.cells == ["1", "2", "3"]
    assert (blanks.cells, blanks.problem) == (["1", "2"], None)


def test_nul_bytes_blank_lines_and_a_missing_newline_do_no_harm(tmp_path):
    opened = table(tmp_path, b"\n\r\na,b\n\n1\x00,2\n\n3,4")
    assert [(row.number, row.cells) for row in opened.rows()] == [(5, ["1", "2"]), (7, ["3", "4"])]


def test_undecodable_characters_are_reported_with_their_row(tmp_path):
    opened = table(tmp_path, "姓名,备注\n张伟,好\n".encode() * 20 + b"\xff\xfe,x\n")
    assert [bool(row.problem) for row in opened.rows()][-2:] == [False, True]


def test_reading_starts_again_from_any_row(tmp_path):
    opened = table(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(2, 50)))
    assert next(opened.rows(start=30)).cells[0] == "30"
    assert len(list(opened.rows())) == 48


def test_what_was_found_out_may_be_overruled(tmp_path):
    opened = table(tmp_path, "a;b,c\n1;2,3\n", delimiter=";", encoding="latin-1", header_row=0)
    assert opened.columns == ["#1", "#2"]
    assert cells(opened) == [["a", "b,c"], ["1", "2,3"]]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-32", "big5"])
def test_the_same_table_comes_out_of_every_encoding(tmp_path, codec):
    text = "姓名,公司\n王小明,中山大同文化公司\n李文,上海信用社\n"
    assert cells(table(tmp_path, text.encode(codec)))[0] == ["王小明", "中山大同文化公司"]


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff")
TEXT = st.text(st.one_of(LETTERS, st.sampled_from("\t\r\n'=+-@\",;")), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3).filter(any), min_size=1, max_size=8))
def test_whatever_the_csv_module_writes_is_read_back(tmp_path_factory, rows):
    from kehu.foundation.transfer.reading.formula_guard import guarded

    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *([guarded(cell) for cell in row] for row in rows)])
    opened = table(tmp_path_factory.mktemp("t"), out.getvalue(), delimiter=",", encoding="utf-8", header_row=1)
    assert [[cell or "" for cell in row.cells] for row in opened.rows()] == rows


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text('ab",;\t\n\r \\张é=', max_size=200).map(str.encode)))
def test_no_bytes_whatever_make_it_fail_otherwise_than_in_a_sentence(tmp_path_factory, data):
    from kehu.foundation.transfer.reading import UnreadableFile

    try:
        opened = table(tmp_path_factory.mktemp("t"), data)
        for row in opened.rows():
            assert len(row.cells) >= len(opened.columns) or row.problem
        opened.close()
    except UnreadableFile as refusal:
        assert str(refusal)
