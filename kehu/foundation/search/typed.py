"""What somebody typed into a search box, read as fragments of search terms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kehu.foundation.values.folding import APOSTROPHES, HAN, PIECES, fold

_LONGEST_TEXT = 200
_MOST_FRAGMENTS = 6
_LONGEST_FRAGMENT = 64
_MASKED = re.compile(r"(?<![\w+])\+?(\d{0,7})[\s-]*(?:[*•●]{2,}|(?<=\d)[\s-]*x{3,})[\s-]*(\d{2,8})(?!\w)", re.ASCII)
_NUMERIC = re.compile(r"[+(]*\d[\d().+/-]*\Z", re.ASCII)
_LAST = "\U0010fffd"


@dataclass(frozen=True, slots=True)
class Query:
    """Which terms to look up, and what else the record must have.

    Records with a term in the range `lookup <= term < upper` are candidates; each of `patterns` (SQL LIKE, escape `\\`)
    must fit one of a candidate's terms. `fallback` is asked when nothing was found: digits from within a number.
    """

    lookup: str
    patterns: tuple[str, ...] = ()
    fallback: "Query | None" = None

    @property
    def upper(self) -> str:
        """The end of the range, exclusive, in code point order."""
        return self.lookup + _LAST

    def __bool__(self) -> bool:
        return bool(self.lookup)

    def matches(self, terms: Iterable[str]) -> bool:
        """True if a record with these terms is an answer; the same decision as in SQL."""
        all_terms = list(terms)
        if not self.lookup or not any(term.startswith(self.lookup) for term in all_terms):
            return False
        return all(any(_like(pattern).match(term) for term in all_terms) for pattern in self.patterns)


def _like(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\\.|%|_)", pattern)
    translated = {"%": ".*", "_": "."}
    return re.compile("".join(translated.get(p) or re.escape(p.removeprefix("\\")) for p in parts) + r"\Z", re.DOTALL)


def _escaped(fragment: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", fragment)


def query_terms(text: str) -> Query:
    """Read a typed text. The most telling fragment is looked up, the others filter; an empty Query finds nothing.

    `138****5678`, `138 1234 5678`, `+86 138…`, `(010) 6552-9988` are numbers however they are spaced; Chinese and other
    letters are told apart without a blank (`abc科技`); a text with @ is a mail address.
    """
    plain = fold(text[:_LONGEST_TEXT])
    fragments: list[str] = []
    patterns: list[str] = []
    for head, tail in _MASKED.findall(plain):
        fragments.append(tail[-4:] if len(tail) >= 4 else head or tail)
        patterns.append(f"{head}%{tail}")
    for token in _joined_numbers(_MASKED.sub(" ", plain).split()):
        fragments += _fragments(token)
    fragments = [fragment[:_LONGEST_FRAGMENT] for fragment in dict.fromkeys(fragments) if fragment][:_MOST_FRAGMENTS]
    if not fragments:
        return Query("")
    lookup = max(fragments, key=_telling)
    others = [f"{_escaped(f)}%" for f in fragments if f != lookup and not lookup.startswith(f)]
    filters = tuple(dict.fromkeys([*patterns, *others]))
    return Query(lookup, filters, _within_number(lookup, filters))


def _telling(fragment: str) -> float:
    """How few records a fragment is likely to leave: a Chinese character counts three letters, a digit two."""
    if HAN.match(fragment):
        return 3 * len(fragment)
    return (2 if fragment.isdigit() or "@" in fragment else 1) * len(fragment)


def _fragments(token: str) -> list[str]:
    if "@" in token:
        return [token.strip("<>()\"',;:，；")]
    if _NUMERIC.match(token):
        bare = "".join(c for c in token if c.isdigit())
        return [bare[2:] if bare.startswith("00") and len(bare) > 6 else bare]
    found: list[str] = []
    for run in PIECES.findall(token.translate(APOSTROPHES)):
        if found and HAN.match(run) and HAN.match(found[-1]):
            found[-1] += run
        else:
            found.append(run)
    return found


def _joined_numbers(tokens: list[str]) -> list[str]:
    """Groups of one phone number put together: `138 1234 5678`, `+86 13812345678`, `+44 20 7946 0958`."""
    joined: list[str] = []
    open_number = False
    for token in tokens:
        numeric = _NUMERIC.match(token) is not None
        size = sum(c.isdigit() for c in token)
        if numeric and open_number and sum(c.isdigit() for c in joined[-1]) + size <= 15:
            joined[-1] += token
            open_number = size <= 4
        else:
            joined.append(token)
            open_number = numeric and (size <= 4 or token.startswith(("+", "0", "(")))
    return joined


def _within_number(lookup: str, filters: tuple[str, ...]) -> Query | None:
    """Digits that begin no term may be the end of a number whose last eight or four digits are one."""
    if not lookup.isdigit() or not lookup.isascii() or len(lookup) < 5 or len(lookup) == 8:
        return None
    return Query(lookup[-8:] if len(lookup) > 8 else lookup[-4:], (f"%{lookup}", *filters))
