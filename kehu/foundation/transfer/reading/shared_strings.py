"""The table of texts that an .xlsx file keeps apart from its cells.

It may hold millions of texts, so it lies in a temporary file; only the places are in memory, eight bytes each.
"""

import mmap
import re
import tempfile
from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import IO

from kehu.foundation.transfer.reading.safe_xml import events, short_enough

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REMEMBERED = 4096


def unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_; NUL is dropped."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text).replace("\x00", "")


class SharedStrings:
    """Texts by index, read from `xl/sharedStrings.xml`. Raises UnreadableFile."""

    def __init__(self, file: IO[bytes]):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed by close()
        self._ends = array("Q")
        self._map: mmap.mmap | None = None
        self._read(file)
        self._file.flush()
        if self._ends and self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self.get = lru_cache(REMEMBERED)(self._get)

    def close(self) -> None:
        """Give back the temporary space."""
        if self._map is not None:
            self._map.close()
        self._file.close()

    def _get(self, index: str) -> str | None:
        place = int(index) if index.isdigit() and len(index) < 12 else -1
        if self._map is None or not 0 <= place < len(self._ends):
            return None
        begin = self._ends[place - 1] if place else 0
        return unescaped(self._map[begin : self._ends[place]].decode("utf-8", "replace")) or None

    def _read(self, file: IO[bytes]) -> None:
        reader = _Reader(self._put)
        for _chunk in events(file, reader.start, reader.end, reader.text):
            pass

    def _put(self, text: str) -> None:
        written = self._file.write(text.encode("utf-8", "surrogatepass"))
        self._ends.append((self._ends[-1] if self._ends else 0) + written)


class _Reader:
    """Joins the runs of each text and hands it to `put`; readings of Japanese characters (rPh) are left out."""

    def __init__(self, put: Callable[[str], None]):
        self._put = put
        self._pieces: list[str] = []
        self._size = 0
        self._wanted = self._phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "rPh":
            self._phonetic = True
        elif name == "t" and not self._phonetic:
            self._wanted = True

    def text(self, characters: str) -> None:
        if self._wanted:
            self._pieces.append(characters)
            self._size += len(characters)
            short_enough(self._size)

    def end(self, name: str) -> None:
        if name == "t":
            self._wanted = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._put("".join(self._pieces))
            self._pieces.clear()
            self._size = 0
