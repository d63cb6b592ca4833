"""CSV and its kin: any delimiter, any encoding, and records as broken as people make them, read as a stream.

A stray or unclosed quotation mark must cost one row, not the rest of the file. So records are read strictly; what does
not parse is looked at again alone, handed on with a problem noted, and reading goes on with the next line.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Self

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.dialects import SEP_LINE, Dialect, dialect_of
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.formula_guard import unguarded
from kehu.foundation.transfer.reading.rows import LONGEST_CELL, LONGEST_RECORD, Row, Source, check_width
from kehu.foundation.transfer.reading.text_encoding import chinese_line, encoding_of

SAMPLE = 128 << 10  # characters looked at for the delimiter
MOST_LINES = 2_000  # of one record; beyond that a quotation mark was left open

MISQUOTED = _("A quotation mark in this row is misplaced or never closed.")
UNDECODABLE = _("Some characters of this row are broken: they do not fit the encoding of the file.")

csv.field_size_limit(LONGEST_CELL)


class DelimitedSource(Source):
    """A text file of cells. Encoding and delimiter are found out unless given."""

    format = "csv"

    def __init__(self, path: str | Path, encoding: str | None = None, delimiter: str | None = None):
        self.path = Path(path)
        self.encoding = encoding or encoding_of(path)
        with self._open() as text:
            sample = text.read(SAMPLE)
        self.dialect = dialect_of(sample, self.path.name)
        if delimiter:
            self.dialect = Dialect(delimiter, self.dialect.escape)
        self.delimiter = self.dialect.delimiter
        self._width = 0

    def _open(self) -> io.TextIOWrapper:
        try:
            errors = "surrogateescape" if (self.encoding or "").startswith("utf-8") else "replace"
            return self.path.open(encoding=self.encoding, errors=errors, newline="")
        except LookupError as error:
            raise UnreadableFile(_("The encoding “%(name)s” is not known."), name=self.encoding) from error

    def records(self) -> Iterator[Row]:
        """Every record from the top, blank ones as an empty list. Raises UnreadableFile for lines without end."""
        with self._open() as text:
            lines = _Lines(text)
            reader = self.dialect.reader(lines, strict=True)
            number = 0
            while True:
                lines.taken.clear()
                lines.characters = 0
                problem: object = None
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (csv.Error, _OpenQuote):
                    cells, problem = self._rescue(lines)
                    reader = self.dialect.reader(lines, strict=True)
                if number == 0 and lines.first and SEP_LINE.match(lines.first.rstrip("\r\n")):
                    lines.first = None
                    number = 1
                    continue
                number += 1
                self._width = max(self._width, len(cells)) if not problem else self._width
                yield _row(number, cells, problem)

    def _rescue(self, lines: "_Lines") -> tuple[list[str], object]:
        """Cells and problem of a record that is not well-formed; lines it does not need go back to be read again."""
        taken = list(lines.taken)
        if self._is_one_record(taken):
            return next(self.dialect.reader(iter(taken), strict=False)), None
        lines.push_back(taken[1:])
        readings = list(self._readings_of(taken[0]))
        fitting = [cells for cells in readings if len(cells) == self._width]
        return (fitting or readings)[0], MISQUOTED

    def _is_one_record(self, taken: list[str]) -> bool:
        """Whether lenient reading makes one fitting row of it, and no line in it would be a fitting row by itself."""
        if sum(map(len, taken)) >= LONGEST_CELL:
            return False
        whole = list(islice(self.dialect.reader(iter(taken), strict=False), 2))
        if len(whole) != 1 or len(whole[0]) != self._width or "".join(taken).count('"') % 2:
            return False
        return all(len(cells) != self._width for line in taken[1:] for cells in self._readings_of(line))

    def _readings_of(self, line: str) -> Iterator[list[str]]:
        """The line by itself: as written if its quotes pair up, and with quotes as plain characters."""
        unquoted = Dialect(self.dialect.delimiter, quotes=False)
        for dialect in (self.dialect, unquoted) if line.count('"') % 2 == 0 else (unquoted,):
            try:
                yield next(dialect.reader(iter([line]), strict=False))
            except csv.Error:
                yield [line.rstrip("\r\n")]


class _OpenQuote(Exception):
    """A record runs over more lines than a person would write."""


class _Lines:
    """The file's lines for a csv.reader, remembering those of the current record so that they can be read again."""

    def __init__(self, text: io.TextIOWrapper):
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.characters = 0
        self.first: str | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_RECORD)
        if not line or line == "\x1a":  # DOS programs end files with Ctrl-Z
            raise StopIteration
        if self.first is None:
            self.first = line
        if "\x00" in line:
            line = line.replace("\x00", "")
        if not line.isascii():
            line = _decoded(line)
        self.taken.append(line)
        self.characters += len(line)
        if self.characters >= LONGEST_RECORD and len(self.taken) == 1:
            raise UnreadableFile(_("A line of the file is far too long: this is not a table."))
        if len(self.taken) > MOST_LINES or self.characters >= LONGEST_RECORD:
            raise _OpenQuote
        return line

    def push_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))


def _decoded(line: str) -> str:
    """The line with bytes that are no UTF-8 read as what they are, or marked as broken."""
    try:
        line.encode()
    except UnicodeEncodeError:
        raw = line.encode("utf-8", "surrogateescape")
        return chinese_line(raw) or raw.decode("utf-8", "replace")
    return line


def _row(number: int, cells: list[str], problem: object) -> Row:
    check_width(len(cells))
    values = [unguarded(cell) if cell[:1] in ("'", "=") else cell or None for cell in cells]
    if problem:
        return Row(number, values).with_problem(problem)
    for cell in cells:
        if "\ufffd" in cell:
            return Row(number, values).with_problem(UNDECODABLE)
    return Row(number, values)
