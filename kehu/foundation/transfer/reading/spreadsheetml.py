"""XML Spreadsheet 2003, which some programs still write under the name .xls."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.cell_values import number_text
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row, Source, check_width
from kehu.foundation.transfer.reading.safe_xml import events, short_enough


class SpreadsheetMlSource(Source):
    """One worksheet; the first unless one is named."""

    format = "xmlss"

    def __init__(self, path: str | Path, sheet: str | None = None):
        self._path = Path(path)
        for _row in self._read(None):
            pass
        if not self.sheets:
            raise UnreadableFile(_("No table was found in this file."))
        if sheet is not None and sheet not in self.sheets:
            raise UnreadableFile(_("There is no sheet “%(name)s” in this file."), name=sheet)
        self.sheet = sheet or self.sheets[0]

    def records(self) -> Iterator[Row]:
        """Every row of the sheet that holds a value. Raises UnreadableFile."""
        yield from self._read(self.sheet)

    def _read(self, wanted: str | None) -> Iterator[Row]:
        reader = _Reader(wanted)
        with self._path.open("rb") as file:
            for _chunk in events(file, reader.start, reader.end, reader.text):
                yield from reader.rows
                reader.rows = []
        if wanted is None:
            self.sheets = reader.sheets


class _Reader:
    def __init__(self, wanted: str | None):
        self.rows: list[Row] = []
        self.sheets: list[str] = []
        self._wanted = wanted
        self._within = False
        self._number = 0
        self._cells: list[str | None] = []
        self._span = 0
        self._kind = "String"
        self._pieces: list[str] | None = None
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Worksheet":
            sheet = attributes.get("ss:Name", f"Sheet{len(self.sheets) + 1}")
            self.sheets.append(sheet)
            self._within = sheet == self._wanted
            self._number = 0
        elif not self._within:
            return
        elif name == "Row":
            self._number = _place(attributes, self._number + 1)
            self._cells = []
        elif name == "Cell":
            place = _place(attributes, len(self._cells) + 1)
            check_width(place)
            self._cells.extend([None] * (place - len(self._cells)))
            across = attributes.get("ss:MergeAcross", "")
            self._span = int(across) if across.isdigit() and len(across) < 6 else 0
        elif name == "Data" and self._cells:
            self._kind = attributes.get("ss:Type", "String")
            self._pieces = []
            self._length = 0

    def text(self, characters: str) -> None:
        if self._pieces is not None:
            self._pieces.append(characters)
            self._length += len(characters)
            short_enough(self._length)

    def end(self, name: str) -> None:
        if not self._within:
            return
        if name == "Data" and self._pieces is not None:
            self._cells[-1] = _text(self._kind, "".join(self._pieces)) or None
            self._pieces = None
        elif name == "Cell":
            check_width(len(self._cells) + self._span)
            self._cells.extend([None] * self._span)
        elif name == "Row" and any(self._cells):
            self.rows.append(Row(self._number, self._cells))


def _place(attributes: dict[str, str], default: int) -> int:
    index = attributes.get("ss:Index", "")
    return int(index) if index.isdigit() and len(index) < 9 else default


def _text(kind: str, value: str) -> str:
    if kind == "Number":
        return number_text(value)
    if kind == "DateTime":
        return value.split(".")[0].replace("T", " ").removesuffix(" 00:00:00")
    if kind == "Boolean":
        return "TRUE" if value.strip() == "1" else "FALSE"
    return value
