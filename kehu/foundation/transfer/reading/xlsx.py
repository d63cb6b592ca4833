"""Excel's .xlsx, read row by row.

Calamine, which reads the other workbook formats for us, first lays out the whole sheet in memory: a sheet with one cell
in each corner ends the process, and a million rows take a gigabyte. Here a row is gone when the next one comes, and the
digits of a number are taken from the file as they stand.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.archives import open_zip
from kehu.foundation.transfer.reading.cell_values import date_text, number_text
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row, Source, check_width
from kehu.foundation.transfer.reading.safe_xml import CHUNK, events, short_enough
from kehu.foundation.transfer.reading.shared_strings import SharedStrings, unescaped
from kehu.foundation.transfer.reading.xlsx_styles import Styles, read_styles

# Whole columns are often formatted down to the last row: so many bytes without a value are the end of the data.
EMPTY_STRETCH = 128 << 20

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,9})")


class XlsxSource(Source):
    """One sheet of an .xlsx or .xlsm file; the first visible sheet with contents unless one is named."""

    format = "xlsx"

    def __init__(self, path: str | Path, sheet: str | None = None):
        self._archive = open_zip(path)
        self._strings: SharedStrings | None = None
        try:
            self._members = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._archive.namelist()}
            self._read_workbook()
            self._choose(sheet)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the archive and drop the temporary string store."""
        self._archive.close()
        if self._strings:
            self._strings.close()

    def records(self) -> Iterator[Row]:
        """Every row that holds a value, with its row number in the sheet. Raises UnreadableFile."""
        yield from self._rows_of(self._paths[self.sheet or ""])

    def _member(self, path: str) -> IO[bytes]:
        try:
            return self._archive.open(self._members[path.lower()])
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise UnreadableFile(_("The file is damaged and cannot be opened. Save it again and retry.")) from error

    def _read_workbook(self) -> None:
        book = next(path for path in sorted(self._members, key=len) if path.endswith("workbook.xml"))
        folder = posixpath.dirname(book)
        found: list[tuple[str, str, str]] = []  # name, relation, state
        self._epoch_1904 = False

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                found.append((attributes.get("name", ""), relation, attributes.get("state", "visible")))
            elif name == "workbookPr":
                self._epoch_1904 = attributes.get("date1904", "") in ("1", "true", "on")

        with self._member(book) as file:
            for _chunk in events(file, start, _ignore, _ignore):
                pass
        targets = self._relations(f"{folder}/_rels/{posixpath.basename(book)}.rels".lstrip("/"), folder)
        shown = [sheet for sheet in found if sheet[2] == "visible"] or found
        self._paths = {
            name: targets[relation]
            for name, relation, _state in shown
            if relation in targets and targets[relation].lower() in self._members
        }
        self.sheets = list(self._paths)
        if not self.sheets:
            raise UnreadableFile(_("No table was found in this file."))
        self._styles = Styles()
        for path in targets.values():
            if path.lower() in self._members and path.lower().endswith("styles.xml"):
                with self._member(path) as file:
                    self._styles = read_styles(file)
        self._strings_path = next((path for path in targets.values() if path.lower().endswith("sharedstrings.xml")), "")

    def _relations(self, path: str, folder: str) -> dict[str, str]:
        targets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                targets[attributes.get("Id", "")] = whole.lstrip("/")

        with self._member(path) as file:
            for _chunk in events(file, start, _ignore, _ignore):
                pass
        return targets

    def _choose(self, sheet: str | None) -> None:
        if sheet is not None and sheet not in self._paths:
            raise UnreadableFile(_("There is no sheet “%(name)s” in this file."), name=sheet)
        if self._strings_path.lower() in self._members:
            with self._member(self._strings_path) as file:
                self._strings = SharedStrings(file)
        self.sheet = sheet or next(
            (name for name, path in self._paths.items() if path and next(self._rows_of(path), None)), self.sheets[0]
        )

    def _rows_of(self, path: str) -> Iterator[Row]:
        reader = _SheetReader(self._strings, self._styles, self._epoch_1904)
        empty = 0
        with self._member(path) as file:
            for _chunk in events(file, reader.start, reader.end, reader.text):
                empty = 0 if reader.rows else empty + CHUNK
                if empty > EMPTY_STRETCH:
                    return
                yield from reader.rows
                reader.rows = []


class _SheetReader:
    """Collects the rows of a worksheet from XML events."""

    def __init__(self, strings: SharedStrings | None, styles: Styles, epoch_1904: bool):
        self.rows: list[Row] = []
        self._strings = strings
        self._styles = styles
        self._epoch_1904 = epoch_1904
        self._number = 0
        self._cells: list[str | None] = []
        self._column = 0
        self._kind = ""
        self._style = "0"
        self._pieces: list[str] | None = None
        self._value: str | None = None
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._value = None
            if match := _REFERENCE.fullmatch(attributes.get("r", "")):
                self._column = column_number(match.group(1))
                check_width(self._column)
            else:
                self._column += 1
        elif name == "v" or (name == "t" and not self._phonetic):
            self._pieces = []
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdigit() and len(number) < 10 else self._number + 1
            self._cells = []
            self._column = 0
        elif name == "rPh":
            self._phonetic = True

    def text(self, characters: str) -> None:
        if self._pieces is not None:
            self._pieces.append(characters)

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            if self._pieces is not None:
                text = "".join(self._pieces)
                short_enough(len(text))
                self._value = text if self._value is None or name == "v" else self._value + text
                self._pieces = None
        elif name == "c":
            if self._value:
                self._put(self._text_of(self._value))
        elif name == "row":
            if self._cells:
                self.rows.append(Row(self._number, self._cells))
        elif name == "rPh":
            self._phonetic = False

    def _put(self, text: str | None) -> None:
        missing = self._column - len(self._cells) - 1
        check_width(self._column)
        if missing < 0:
            self._cells[self._column - 1] = text
            return
        if missing:
            self._cells.extend([None] * missing)
        self._cells.append(text)

    def _text_of(self, value: str) -> str | None:
        kind = self._kind
        if kind == "s":
            return self._strings.get(value) if self._strings else None
        if kind == "n":
            return self._number_text(value)
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return None if value == "#N/A" else value
        if kind == "d":
            return value.replace("T", " ").removesuffix(" 00:00:00")
        return unescaped(value)

    def _number_text(self, value: str) -> str | None:
        style = self._styles.of(self._style)
        if style.is_date:
            try:
                return date_text(float(value), self._epoch_1904) or number_text(value)
            except ValueError:
                return value
        return number_text(value, style.code)


def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _ignore(*_event: object) -> None:
    pass
