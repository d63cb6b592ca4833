"""Which encoding a text file is in.

Statistical detectors need pages of text; customer lists are often twenty short lines. So: byte-order marks first, then
the pattern of NUL bytes, then UTF-8 (which is hardly ever valid by accident), then each likely legacy encoding is tried
and judged by how many of the characters it yields are ones that people really write.
"""

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kehu.foundation.transfer.reading.common_characters import SIMPLIFIED, TRADITIONAL

CHUNK = 1 << 20
LOOKED_THROUGH = 256 << 20  # bytes searched for the first non-ASCII character
SAMPLE = 96 << 10  # bytes judged from there

MARKS = [  # the longer before the shorter: the UTF-32 mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
]
SURE = 0.6  # of the characters, those that people really write
WESTERN = frozenset("äöüÄÖÜßéèêëÉàâáãåÅæÆçÇñÑóòôõøØúùûíìîïýÿœ€£§°–—’‘“”„«»…·•©®™ºª¿¡\xa0")


def encoding_of(path: str | Path) -> str:
    """The Python codec name to read the file with. Never raises for content: the last resort is latin-1."""
    with Path(path).open("rb") as file:
        head = file.read(SAMPLE)
        for mark, name in MARKS:
            if head.startswith(mark):
                return name
        if wide := wide_encoding_of(head):
            return wide
        if (sample := _first_foreign(file, head)) is None:
            return "utf-8"
    return encoding_of_bytes(sample)


def encoding_of_bytes(sample: bytes) -> str:
    """The codec for a sample without byte-order mark that may begin and end inside a character."""
    if sample.isascii() or _is_utf8(sample):
        return "utf-8"
    best, name = max((judge(sample), -place, name) for place, (name, judge) in enumerate(JUDGES))[::2]
    if best > 0.15:
        return name
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def wide_encoding_of(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without mark, seen by NULs beside delimiters, digits and Latin letters."""
    if head.count(b"\x00") < max(1, len(head) // 100):
        return None
    found = []
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        text = head[: len(head) // width * width].decode(name, "replace")
        odd = sum(1 for sign in text if sign == "\x00" or sign == "\ufffd" or 0xE000 <= ord(sign) <= 0xF8FF)
        plain = sum(1 for sign in text if sign.isascii() or sign in SIMPLIFIED or sign in TRADITIONAL)
        found.append(((plain - 2 * odd) / max(len(text), 1), name))
    score, name = max(found)
    return name if score > 0.3 else None


def _first_foreign(file: BinaryIO, head: bytes) -> bytes | None:
    """A sample from the line of the first non-ASCII byte, or None if there is none within LOOKED_THROUGH."""
    before, chunk, seen = b"", head, 0
    while chunk:
        if match := re.search(rb"[\x80-\xff]", chunk):
            first = match.start()
            line = before[before.rfind(b"\n") + 1 :] + chunk[:first] if b"\n" not in chunk[:first] else chunk[:first]
            start = line[line.rfind(b"\n") + 1 :][-200:]
            return start + chunk[first : first + SAMPLE] + file.read(max(0, SAMPLE - (len(chunk) - first)))
        seen += len(chunk)
        if seen >= LOOKED_THROUGH:
            return None
        before, chunk = chunk[-200:], file.read(CHUNK)
    return None


def _is_utf8(sample: bytes) -> bool:
    """Also true when a few bytes are broken: ten good sequences to one bad do not come about by chance."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    bad = text.count("\ufffd")
    good = sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
    return good > 0 and (bad == 0 or good >= 10 * bad or _mostly_utf8_lines(sample))


def _mostly_utf8_lines(sample: bytes) -> bool:
    """Files that were put together of two: most lines are UTF-8, some are not."""
    lines = [line for line in sample.splitlines() if not line.isascii()]
    fitting = sum("\ufffd" not in line.decode("utf-8", "replace") for line in lines)
    return fitting * 3 >= len(lines) * 2


def chinese_line(line: bytes) -> str | None:
    """A line of a UTF-8 file that is none, if it is plainly GB 18030: files are put together of two."""
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if JUDGES[0][1](line) > SURE else None


def _by_frequency(codec: str, common: Callable[[str], float]) -> Callable[[bytes], float]:
    def judge(sample: bytes) -> float:
        text = sample.decode(codec, "replace")
        foreign = [sign for sign in text.rstrip("\ufffd") if sign > "\x7f"]
        if not foreign:
            return 0.0
        return sum(-2.0 if sign == "\ufffd" else common(sign) for sign in foreign) / len(foreign)

    return judge


def _chinese(main: frozenset[str], other: frozenset[str]) -> Callable[[str], float]:
    def worth(sign: str) -> float:
        if sign in main:
            return 1.0
        if sign in "，。、：；（）“”《》【】！？·—…　￥％－／＋０１２３４５６７８９":
            return 0.8
        if sign in other:
            return 0.5
        if "\u3040" <= sign <= "\u30ff" or "\ue000" <= sign <= "\uf8ff":
            return -1.0
        return 0.25 if "\u4e00" <= sign <= "\u9fff" and _in_first_level(sign) else 0.0

    return worth


def _in_first_level(sign: str) -> bool:
    """Among the 3,755 everyday characters of GB 2312 or the 5,401 of Big5."""
    gb = sign.encode("gb2312", "ignore")
    if gb:
        return gb[0] <= 0xD7
    big5 = sign.encode("big5", "ignore")
    return bool(big5) and big5[0] <= 0xC6


def _japanese(sign: str) -> float:
    if "\u3040" <= sign <= "\u30ff":
        return 1.0
    if "\uff61" <= sign <= "\uff9f":  # half-width kana: what Chinese bytes turn into when read as Shift_JIS
        return -0.5
    return 0.4 if sign in TRADITIONAL or sign in SIMPLIFIED or sign in "、。「」（）・" else 0.0


def _korean(sign: str) -> float:
    return 0.6 if "\uac00" <= sign <= "\ud7a3" else 0.0


def _western(sample: bytes) -> float:
    """Accented letters stand alone among ASCII letters; pairs of them are another encoding misread."""
    text = sample.decode("cp1252", "replace")
    worth = foreign = 0.0
    for match in re.finditer(r"[^\x00-\x7f]+", text):
        run = match.group()
        foreign += len(run)
        if len(run) <= 2 and all(sign in WESTERN for sign in run):
            near = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
            worth += len(run) * (0.9 if any(sign.isalnum() for sign in near) else 0.5)
    return worth / foreign if foreign else 0.0


def _cyrillic(sign: str) -> float:
    return 0.8 if "а" <= sign <= "я" else 0.4 if "А" <= sign <= "Я" else -0.3


JUDGES: list[tuple[str, Callable[[bytes], float]]] = [
    ("gb18030", _by_frequency("gb18030", _chinese(SIMPLIFIED, TRADITIONAL))),
    ("big5hkscs", _by_frequency("big5hkscs", _chinese(TRADITIONAL, SIMPLIFIED))),
    ("cp932", _by_frequency("cp932", _japanese)),
    ("euc_jp", _by_frequency("euc_jp", _japanese)),
    ("cp949", _by_frequency("euc_kr", _korean)),
    ("cp1252", _western),
    ("cp1251", _by_frequency("cp1251", _cyrillic)),
]
