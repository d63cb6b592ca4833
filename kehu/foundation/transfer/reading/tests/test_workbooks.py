import datetime
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt

from kehu.foundation.transfer.reading import UnreadableFile, open_table


def rows_of(path, **options):
    with open_table(path, **options) as opened:
        return opened, [row.cells for row in opened.rows()]


@pytest.fixture
def awkward(tmp_path):
    """A title over merged cells, a hidden sheet, long numbers, dates, formulas, errors, a gap."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet["A1"] = "2024 年客户清单"
    sheet.merge_cells("A1:E1")
    sheet.append(["姓名", "手机", "身份证号", "生日", "编号"])
    sheet.append(["张伟", 13800138000, "440524188001010014", datetime.date(1990, 2, 3), 42])
    sheet["E3"].number_format = "000000"
    sheet.append([])
    sheet.append(["李娜", "013900139000", 440524188001010, datetime.datetime(2024, 3, 5, 10, 30), True])
    sheet["A6"], sheet["B6"] = "王_x0041_", "#N/A"
    book.create_sheet("hidden").sheet_state = "hidden"
    book.create_sheet("空")
    path = tmp_path / "awkward.csv"
    book.save(path)
    return path


def test_xlsx_under_a_csv_name_is_read_with_its_digits_and_dates(awkward):
    opened, rows = rows_of(awkward)
    assert (opened.format, opened.sheets, opened.sheet, opened.header_row) == ("xlsx", ["客户", "空"], "客户", 2)
    assert rows[0] == ["张伟", "13800138000", "440524188001010014", "1990-02-03", "000042"]
    assert rows[1] == ["李娜", "013900139000", "440524188001010", "2024-03-05 10:30:00", "TRUE"]
    assert rows[2][1] is None


def test_row_numbers_are_those_of_the_sheet(awkward):
    with open_table(awkward) as opened:
        assert [row.number for row in opened.rows()] == [3, 5, 6]
        assert [row.number for row in opened.rows(start=4)] == [5, 6]


def test_a_sheet_is_chosen_by_name(awkward):
    with pytest.raises(UnreadableFile, match="no sheet"):
        open_table(awkward, sheet="Nowhere")


def test_formula_cells_give_their_values_and_rich_text_its_words(tmp_path):
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["sum", "text", "rich"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, '="a"&"b"', None, "ab")
        sheet.write_rich_string(1, 2, "one ", bold, "two")
    assert rows_of(path)[1] == [["2", "ab", "one two"]]


def test_xls_keeps_long_numbers_and_dates(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("客户")
    for column, value in enumerate(["姓名", "手机", "日期", "真"]):
        sheet.write(0, column, value)
    sheet.write(1, 0, "张伟")
    sheet.write(1, 1, 13800138000)
    sheet.write(1, 2, datetime.date(2024, 3, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(1, 3, True)
    path = tmp_path / "old.xlsx"
    book.save(str(path))
    opened, rows = rows_of(path)
    assert (opened.format, opened.sheet) == ("xls", "客户")
    assert rows == [["张伟", "13800138000", "2024-03-05", "TRUE"]]


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
 <office:body><office:spreadsheet><table:table table:name="T">
 <table:table-row>{heads}</table:table-row><table:table-row>{cells}</table:table-row>
 </table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(tmp_path, more=""):
    cell = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'.format
    number = cell("float", ' office:value="13800138000"', "x")
    day = cell("date", ' office:date-value="2024-03-05"', "x")
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        content = ODS.format(
            heads="".join(cell("string", "", name) for name in ("姓名", "手机", "日期")),
            cells=cell("string", "", "张伟") + number + day + more,
        )
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def test_ods_is_read(tmp_path):
    opened, rows = rows_of(ods(tmp_path))
    assert (opened.format, rows) == ("ods", [["张伟", "13800138000", "2024-03-05"]])


def test_html_and_xml_under_an_excel_name_are_read(tmp_path):
    page = "<html><meta charset=gb2312><table><tr><td colspan=2>名单<tr><th>姓名<th>电话</tr>"
    page += "<tr><td>张&amp;伟<br>先生</td><td style='x'>0138</td></tr></table>"
    (tmp_path / "a.xls").write_bytes(page.encode("gb18030"))
    opened, rows = rows_of(tmp_path / "a.xls")
    assert (opened.format, opened.columns, rows) == ("html", ["姓名", "电话"], [["张&伟\n先生", "0138"]])
    book = (
        '<?xml version="1.0"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Row><Cell>'
        "<Data "
        'ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell></Row><Row ss:Index="4">'
        "<Cell "
        'ss:Index="2"><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    (tmp_path / "b.xls").write_text(book)
    with open_table(tmp_path / "b.xls") as opened:
        assert [(row.number, row.cells) for row in opened.rows()] == [(4, [None, "2024-03-05"])]


def xlsx_with(tmp_path, sheet: str | bytes, strings: str = "<sst/>", more: dict | None = None):
    path = tmp_path / "made.xlsx"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns:r="{relation}"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="/xl/s.xml"/>'
        '<Relationship Id="r2" Target="sharedStrings.xml"/></Relationships>',
        "xl/s.xml": sheet,
        "xl/sharedStrings.xml": strings,
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def bombs(tmp_path):
    cell = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'.format
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
    wide = "<worksheet><sheetData><row>" + "<c><v>1</v></c>" * 1_000_000 + "</row></sheetData></worksheet>"
    zeros = b"0" * (30 << 20)
    yield xlsx_with(tmp_path, f"{laughs}<worksheet><sheetData/></worksheet>")
    yield xlsx_with(tmp_path, "<worksheet/>", f"{laughs}<sst><si><t>&c;</t></si></sst>")
    yield xlsx_with(tmp_path, wide)
    yield xlsx_with(tmp_path, f'<worksheet><sheetData><row r="1">{cell("XXXX1")}</row></sheetData></worksheet>')
    yield xlsx_with(tmp_path, "<worksheet/>", more={"xl/media/zeros": zeros})
    yield xlsx_with(tmp_path, b"<worksheet><sheetData><row><c><v>" + zeros)
    yield xlsx_with(tmp_path, "<worksheet><sheetData><row><c><v>1")
    yield ods(tmp_path, '<table:table-cell table:number-columns-repeated="2000000000"/>' + "</table:table-row>" * 0)
    sparse = xlwt.Workbook()
    sheet = sparse.add_sheet("x")
    sheet.write(0, 0, 1)
    sheet.write(65535, 255, 2)
    sparse.save(str(tmp_path / "sparse.xls"))
    yield tmp_path / "sparse.xls"
    (tmp_path / "wide.csv").write_text("a," * 1_000_000 + "\n" + "1," * 1_000_000)
    yield tmp_path / "wide.csv"


@pytest.mark.parametrize("which", range(10))
def test_bombs_are_refused_quickly_and_in_a_sentence(tmp_path, which):
    path = [path for place, path in zip(range(which + 1), bombs(tmp_path), strict=False)][-1]
    begin = time.process_time()
    try:
        rows = rows_of(path)[1]
        assert path.name == "t.ods" and len(rows) == 1  # repeated blanks at the end of a row are harmless
    except UnreadableFile as refusal:
        assert str(refusal)
    assert time.process_time() - begin < 2


def test_a_sheet_formatted_to_the_bottom_ends_where_its_values_end(tmp_path, monkeypatch):
    monkeypatch.setattr("kehu.foundation.transfer.reading.xlsx.EMPTY_STRETCH", 1 << 20)
    blank = '<row><c s="1"/><c s="1"/></row>' * 200_000
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    path = xlsx_with(tmp_path, f"<worksheet><sheetData>{rows}{blank}{rows}</sheetData></worksheet>")
    assert rows_of(path)[1] == [["1", "2"]]


def test_a_cell_in_the_far_corner_takes_no_memory(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'
    path = xlsx_with(tmp_path, f"<worksheet><sheetData><row r='1'><c><v>1</v></c></row>{far}</sheetData></worksheet>")
    rows = rows_of(path)[1]
    assert (len(rows), rows[-1][-1]) == (2, "7")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04", "program"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"#!/bin/sh\nrm", "program"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "picture"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
        (bytes(range(32)) * 20, "not text"),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(tmp_path, data, says):
    path = tmp_path / "customers.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=says):
        open_table(path)


def test_a_csv_that_begins_like_a_program_is_still_a_csv(tmp_path):
    path = tmp_path / "parts.csv"
    path.write_text("MZ-number,name\nMZ1,bolt\n")
    assert open_table(path).columns == ["MZ-number", "name"]
