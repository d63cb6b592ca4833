import csv
import datetime
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.foundation.transfer import writing
from kehu.foundation.transfer.reading import open_table
from kehu.foundation.transfer.writing import write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+8613800138000",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "'=1",
    "''+1",
    "＝1+1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out.csv"


def test_csv_for_people_opens_in_excel_and_holds_no_formula(path):
    assert write_csv(path, ["姓名", "=x"], [[cell, "ok"] for cell in DANGEROUS]) == len(DANGEROUS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert all(cell[:1] not in tuple("=+-@\t\r") for row in csv.reader(file) for cell in row)


def test_csv_for_machines_is_lossless(path):
    write_csv(path, ["a"], [[cell] for cell in DANGEROUS], escaped=False, byte_order_mark=False)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)][1:] == DANGEROUS


def test_export_import_export_is_byte_equal(path, tmp_path):
    write_csv(path, ["姓名", "电话", "额"], [[cell, "+8613800138000", -5] for cell in DANGEROUS])
    with open_table(path) as opened:
        again = tmp_path / "again.csv"
        write_csv(again, opened.columns, (row.cells for row in opened.rows()))
    assert again.read_bytes() == path.read_bytes()


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff\ufffe\uffff")
CELL = st.text(st.one_of(LETTERS, st.sampled_from("\t\r\n'=+-@\",;，")), max_size=10)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=2).filter(any), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.sampled_from([",", ";", "\t", "|"]))
def test_any_text_comes_back_from_csv(tmp_path_factory, rows, delimiter):
    folder = tmp_path_factory.mktemp("w")
    write_csv(folder / "a.csv", ["name", "phone"], rows, delimiter=delimiter)
    with open_table(folder / "a.csv", delimiter=delimiter, header_row=1) as opened:
        write_csv(folder / "b.csv", opened.columns, (row.cells for row in opened.rows()), delimiter=delimiter)
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_any_text_comes_back_from_excel(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    write_xlsx(path, ["name", "phone"], rows)
    with open_table(path, header_row=1) as opened:
        assert [[cell or "" for cell in row.cells] for row in opened.rows()] == rows


def test_excel_keeps_types_and_evaluates_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    moment = datetime.datetime(2024, 3, 5, 10, 30, tzinfo=datetime.UTC)
    row = [
        "=1+1",
        "00123",
        7,
        Decimal("1.5"),
        datetime.date(2024, 3, 5),
        moment,
        True,
        None,
        440524188001010014,
        "x" * 40_000,
    ]
    assert write_xlsx(path, [f"c{n}" for n in range(10)], [row]) == 1
    sheet = openpyxl.load_workbook(path).active
    assert [cell.data_type for cell in sheet[2]][:4] == ["s", "s", "n", "n"]
    assert sheet.freeze_panes == "A2"
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    with open_table(path) as opened:
        cells = next(opened.rows()).cells
    assert cells[:9] == [
        "=1+1",
        "00123",
        "7",
        "1.5",
        "2024-03-05",
        "2024-03-05 10:30:00",
        "TRUE",
        None,
        "440524188001010014",
    ]
    assert len(cells[9]) == 32_767


def test_rows_beyond_one_sheet_continue_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_OF_A_SHEET", 3)
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, ["n"], ([f"r{n}"] for n in range(7)), title="客户[x]") == 7
    book = openpyxl.load_workbook(path)
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert [sheet.cell(1, 1).value for sheet in book] == ["n"] * 3
