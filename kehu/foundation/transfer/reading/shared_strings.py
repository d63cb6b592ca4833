"""The table of texts that an .xlsx file keeps apart from its cells.

It may hold millions of texts, so it lies in a temporary file; only the places are in memory, eight bytes each.
"""

import mmap
import re
import tempfile
from array import array
from functools import lru_cache
from typing import BinaryIO

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

    def __init__(self, file: BinaryIO):
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

    def _read(self, file: BinaryIO) -> None:
        pieces: list[str] = []
        size = position = 0
        wanted = phonetic = False

        def start(name, _attributes):
            nonlocal wanted, phonetic
            if name == "rPh":
                phonetic = True
            elif name == "t" and not phonetic:
                wanted = True

        def text(characters):
            nonlocal size
            if wanted:
                pieces.append(characters)
                size += len(characters)
                short_enough(size)

        def end(name):
            nonlocal wanted, phonetic, size, position
            if name == "t":
                wanted = False
            elif name == "rPh":
                phonetic = False
            elif name == "si":
                position += self._file.write("".join(pieces).encode("utf-8", "surrogatepass"))
                self._ends.append(position)
                pieces.clear()
                size = 0

        for _chunk in events(file, start, end, text):
            pass
