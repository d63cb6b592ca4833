"""`open_table`: any file of customers as one table of named columns and numbered rows."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Self

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.contents import kind_of
from kehu.foundation.transfer.reading.delimited import DelimitedSource
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.header import column_names, header_row_of
from kehu.foundation.transfer.reading.html_tables import HtmlSource
from kehu.foundation.transfer.reading.rows import Row, Source
from kehu.foundation.transfer.reading.spreadsheetml import SpreadsheetMlSource
from kehu.foundation.transfer.reading.vcard_table import VCardSource
from kehu.foundation.transfer.reading.workbooks import WorkbookSource
from kehu.foundation.transfer.reading.xlsx import XlsxSource

ROWS_JUDGED = 100
TOO_MANY_CELLS = _("This row has more cells than there are columns.")


class Table:
    """A readable table. Use as a context manager or call `close()`.

    columns      unique names, in file order
    header       the headings as they stand in the file (empty if there are none)
    header_row   their row number, 0 if the file has none
    format       'csv', 'xlsx', 'xls', 'xlsb', 'ods', 'xmlss', 'html' or 'vcard'
    encoding     Python codec name, for text formats
    delimiter    for csv
    sheets       names of the visible sheets; `sheet` is the one that is read
    """

    def __init__(self, source: Source, header_row: int | None = None):
        self._source = source
        self.format = source.format
        self.encoding = source.encoding
        self.delimiter = source.delimiter
        self.sheets = list(source.sheets)
        self.sheet = source.sheet
        self.header: list[str | None] = []
        self.header_row = 0
        if source.columns is not None:
            self.columns = list(source.columns)
            return
        first = list(islice(source.records(), ROWS_JUDGED))
        self.header_row = header_row_of(first) if header_row is None else header_row
        self.header = next((row.cells for row in first if row.number == self.header_row), [])
        width = max((_width(row.cells) for row in first if row.number >= self.header_row), default=0)
        if self.header_row:
            width = _usual_width(first, self.header, self.header_row)
        self.columns = column_names(self.header[:width], width)
        if not self.columns:
            raise UnreadableFile(_("No table was found in this file."))

    def rows(self, start: int = 1) -> Iterator[Row]:
        """The data rows from row number `start` on, without blank ones, each as `number, cells`.

        Every row has at least as many cells as there are columns; one that has more carries a `problem`. Each call
        reads the file anew, so several iterations may run side by side. Raises UnreadableFile if the file breaks off.
        """
        first = max(start, self.header_row + 1)
        width = len(self.columns)
        for row in self._source.records():
            number, cells = row
            if number < first or not (any(cells) or row.problem):
                continue
            if len(cells) < width:
                cells.extend([None] * (width - len(cells)))
            elif len(cells) > width:
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                if len(cells) > width and not row.problem:
                    row.with_problem(TOO_MANY_CELLS)
            yield row

    def close(self) -> None:
        """Give back files and temporary space."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def open_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Open a CSV, Excel, OpenDocument, HTML or vCard file by what it holds, not by what it is called.

    `sheet`, `encoding`, `delimiter` and `header_row` (0: none) overrule what would be found out. Raises UnreadableFile
    with a sentence for the user; a file too large to be true is refused within seconds and without filling memory.
    """
    path = Path(path)
    kind = kind_of(path)
    source: Source
    if kind == "delimited":
        source = DelimitedSource(path, encoding, delimiter)
    elif kind == "vcard":
        source = VCardSource(path, encoding)
    elif kind == "xlsx":
        source = XlsxSource(path, sheet)
    elif kind == "html":
        source = HtmlSource(path, encoding)
    elif kind == "xmlss":
        source = SpreadsheetMlSource(path, sheet)
    else:
        source = WorkbookSource(path, kind, sheet)
    try:
        return Table(source, header_row)
    except BaseException:
        source.close()
        raise


def _width(cells: list[str | None]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _usual_width(rows: list[Row], header: list[str | None], header_row: int) -> int:
    """The header's width, or more if most rows go beyond it: a last column may have lost its heading."""
    widths = sorted(_width(row.cells) for row in rows if row.number > header_row and any(row.cells))
    return max(_width(header), widths[len(widths) // 2] if widths else 0)
