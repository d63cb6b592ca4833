"""Folding: the one spelling under which two ways of writing the same word meet.

Search, duplicate search and parsing all compare folded text, so that full-width letters, traditional characters,
capitals and accents never stand between a typed word and a stored one.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

HAN_RANGES = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Chinese characters, to stand inside the brackets of a regular expression."""
HAN = re.compile(f"[{HAN_RANGES}]")
ALL_HAN = re.compile(f"[{HAN_RANGES}]+\\Z")
PIECES = re.compile(rf"[{HAN_RANGES}]+|[^\W_{HAN_RANGES}]+")
"""Runs of Chinese characters and runs of other letters and digits."""
APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc`\u00b7")
"""For str.translate: O'Brien and Xi'an are single words."""

# Dashes and blanks that word processors, phones and input methods put where ASCII is meant.
_PUNCTUATION = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ーｰ"), "-"),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"), ""),
}
_HALFWIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _PUNCTUATION
_WIDE = frozenset(map(chr, _HALFWIDTH))  # most texts have none: asking costs a tenth of translating


def has_han(text: str) -> bool:
    """True if any character of the text is a Chinese one."""
    return not text.isascii() and HAN.search(text) is not None


def halfwidth(text: str) -> str:
    """The text with full-width ASCII, odd blanks and odd dashes made plain; invisible characters are dropped."""
    return text if text.isascii() or _WIDE.isdisjoint(text) else text.translate(_HALFWIDTH)


@cache
def _simplified() -> dict[int, str]:
    """OpenCC's traditional-to-simplified table, the first choice of each character."""
    table = {}
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified.strip():
            table[ord(traditional)] = simplified.split()[0]
    return table


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, _simplified()))


def simplify(text: str) -> str:
    """Traditional characters become simplified ones, one for one, so positions and length stay the same.

    Words are not looked at: for comparing it matters only that both sides are treated alike.
    """
    return text if text.isascii() or _traditional().isdisjoint(text) else text.translate(_simplified())


def strip_accents(text: str) -> str:
    """Latin letters without their accents: Müller becomes Muller, Nguyễn becomes Nguyen, Łódź becomes Lodz."""
    if _WITHOUT_ACCENTS.match(text):
        return text
    plain = text.translate(_STROKED)
    decomposed = unicodedata.normalize("NFD", plain)
    kept = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept)


# ASCII, Chinese characters and their punctuation, full-width letters: nothing here ever carries an accent.
_WITHOUT_ACCENTS = re.compile(r"[\x00-\x7f\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]*\Z")
_STROKED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE",
                          "œ": "oe", "Œ": "OE", "þ": "th", "ð": "d"})  # fmt: skip


def fold(text: str) -> str:
    """The comparison form: half-width, simplified, lower case, without accents. Folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    if ALL_HAN.match(text) and not any("\uf900" <= c <= "\ufaff" for c in text):
        return simplify(text)
    once = _fold_once(text)
    # A few letters only reach their final form in a second round (a ligature whose parts carry accents, say).
    while (again := _fold_once(once)) != once:
        once = again
    return once


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", halfwidth(text))
    return unicodedata.normalize("NFKC", strip_accents(simplify(plain).casefold()))
