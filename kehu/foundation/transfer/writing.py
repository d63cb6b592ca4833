"""Tables for people and for machines: CSV and Excel files that no program evaluates, written row by row."""

import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from kehu.foundation.transfer.reading.formula_guard import guarded

ROWS_OF_A_SHEET = 1_048_575  # below the header; Excel ends at 1,048,576
LONGEST_CELL = 32_767  # characters Excel keeps in one cell
NARROWEST, WIDEST = 8, 50  # characters, for column widths
FOR_EXCEL = "utf-8-sig"

_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def write_csv(
    path: str | Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    byte_order_mark: bool = True,
    escaped: bool = True,
) -> int:
    """Write a CSV file and return the number of rows.

    By default it is made for people: with the mark that tells Excel it is UTF-8, and with an apostrophe before every
    cell that a spreadsheet would take for a formula, phone numbers (+86…) and negative numbers included; our own import
    takes it off again. `escaped=False, byte_order_mark=False` gives machines every cell as it is. Values are text,
    numbers, dates, booleans or None.
    """
    count = 0
    encoding = FOR_EXCEL if byte_order_mark else "utf-8"
    with Path(path).open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([_csv_cell(name, escaped) for name in columns])
        for row in rows:
            writer.writerow([_csv_cell(value, escaped) for value in row])
            count += 1
    return count


def write_xlsx(
    path: str | Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "Kehu",
    widths: Sequence[int] | None = None,
) -> int:
    """Write an Excel file and return the number of rows; what does not fit one sheet continues on the next.

    Texts are typed as text, so nothing is evaluated and `+86…` or `00123` stay as they are. Whole and decimal numbers,
    dates and booleans keep their types. `widths` are in characters; without them they come from the headings.
    """
    count = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheets = _Sheets(book, title, columns, widths)
        sheets.begin()
        for row in rows:
            sheets.write(row)
            count += 1
    return count


def text_of(value: object) -> str:
    """A value as text for CSV: ISO dates, plain digits, TRUE and FALSE, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _csv_cell(value: object, escaped: bool) -> str:
    text = text_of(value).replace("\x00", "")
    return guarded(text) if escaped else text


class _Sheets:
    """The sheets of a workbook, one after the other."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, columns: Sequence[str], widths: Sequence[int] | None):
        self._book = book
        self._title = re.sub(r"[\[\]:*?/\\]|^'|'$", " ", title)[:25].strip() or "Kehu"
        self._columns = columns
        self._widths = widths or [_shown_width(name) + 4 for name in columns]
        self._head = book.add_format({"bold": True, "bg_color": "#E9EEF5", "bottom": 1, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._text = book.add_format({"num_format": "@"})
        self._number = 0
        self._row = 0

    def begin(self) -> None:
        self._number += 1
        name = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, max(NARROWEST, min(WIDEST, width)))
        for place, heading in enumerate(self._columns):
            self._sheet.write_string(0, place, _excel_text(heading), self._head)
        self._row = 0

    def write(self, row: Sequence[object]) -> None:
        if self._row >= ROWS_OF_A_SHEET:
            self.begin()
        self._row += 1
        for place, value in enumerate(row):
            self._cell(place, value)

    def _cell(self, place: int, value: object) -> None:
        sheet, row = self._sheet, self._row
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, int | float) or type(value).__name__ == "Decimal":
            if len(str(value)) <= 15:
                sheet.write_number(row, place, value)
            else:  # Excel would round it
                sheet.write_string(row, place, str(value), self._text)
        elif isinstance(value, datetime.datetime) and value.year >= 1900:
            sheet.write_datetime(row, place, value.replace(tzinfo=None), self._moment)
        elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value.year >= 1900:
            sheet.write_datetime(row, place, value, self._day)
        else:
            sheet.write_string(row, place, _excel_text(text_of(value)), self._text)


def _excel_text(text: str) -> str:
    clean = _UNWRITABLE.sub("\ufffd", text.replace("\x00", ""))
    return clean if len(clean) <= LONGEST_CELL else clean[: LONGEST_CELL - 1] + "…"


def _shown_width(text: str) -> int:
    return sum(2 if sign > "\u2e7f" else 1 for sign in text)
