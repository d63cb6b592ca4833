"""HTML tables under the name of an Excel file: what many web systems call "export to Excel"."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row, Source, check_width
from kehu.foundation.transfer.reading.safe_xml import DAMAGED, LONGEST_TOKEN, short_enough
from kehu.foundation.transfer.reading.text_encoding import encoding_of

CHUNK = 64 << 10
UNSEEN = {"style", "script", "head", "title"}


class HtmlSource(Source):
    """The rows of all tables of an HTML page, one after the other."""

    format = "html"

    def __init__(self, path: str | Path, encoding: str | None = None):
        self._path = Path(path)
        self.encoding = encoding or encoding_of(path)

    def records(self) -> Iterator[Row]:
        """Every table row. Raises UnreadableFile."""
        parser = _TableParser()
        with self._path.open(encoding=self.encoding, errors="replace") as file:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
                if len(parser.rawdata) > LONGEST_TOKEN:
                    raise UnreadableFile(DAMAGED)
                yield from parser.rows
                parser.rows.clear()
        parser.close()
        parser.finish_row()
        yield from parser.rows


class _TableParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._number = 0
        self._row: list[str | None] | None = None
        self._cell: list[str] | None = None
        self._length = 0
        self._span = 1
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self.finish_row()
            self._number += 1
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._finish_cell()
            self._cell = []
            self._length = 0
            span = dict(attrs).get("colspan") or ""
            self._span = min(int(span), 1000) if span.isdigit() and len(span) < 6 else 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th"):
            self._finish_cell()
        elif tag in ("tr", "table"):
            self.finish_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(re.sub(r"[ \t\r\n\f]+", " ", data))
            self._length += len(data)
            short_enough(self._length)

    def finish_row(self) -> None:
        self._finish_cell()
        if self._row:
            self.rows.append(Row(self._number, self._row))
        self._row = None

    def _finish_cell(self) -> None:
        if self._cell is None or self._row is None:
            self._cell = None
            return
        lines = "".join(self._cell).replace("\xa0", " ").split("\n")
        text = "\n".join(line.strip() for line in lines).strip()
        self._row.append(text or None)
        self._row.extend([None] * (self._span - 1))
        check_width(len(self._row))
        self._cell = None
