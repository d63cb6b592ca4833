"""What the values of a column look like, whatever its heading says."""

import re
import unicodedata
from collections.abc import Iterable

from kehu.foundation.transfer.parsing import Problem, parse_date

LONGEST = 300

_PATTERNS = {
    "email": re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}"),
    "url": re.compile(r"(https?://|www\.)\S+", re.IGNORECASE),
    "identity_number": re.compile(r"[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx]"),
    "credit_code": re.compile(r"[159AN][1-39]\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}"),
    "mobile": re.compile(r"(\+?86|0086)?1[3-9]\d{9}"),
    "phone": re.compile(r"(\+|00)?\d{7,15}((x|ext|转)\d{1,6})?", re.IGNORECASE),
    "money": re.compile(r"[¥$€£]-?\d[\d,.]*[万亿]?|-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+\.\d{2}|-?\d[\d,.]*[万亿]?元"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
}


def kinds_of(values: Iterable[str | None], share: float) -> set[str]:
    """The kinds that at least `share` of the non-empty values look like; several may hold (a mobile is a phone)."""
    texts = [_tidy(value) for value in values if value and value.strip()]
    if not texts:
        return set()
    counts: dict[str, int] = {}
    for text in texts:
        for kind in _kinds(text):
            counts[kind] = counts.get(kind, 0) + 1
    return {kind for kind, count in counts.items() if count >= share * len(texts)}


def _tidy(value: str) -> str:
    return unicodedata.normalize("NFKC", value[:LONGEST]).strip().lstrip("'")


def _kinds(text: str) -> set[str]:
    digits = re.sub(r"[\s().\-/]", "", text)
    found = {kind for kind in ("email", "url", "identity_number", "credit_code", "money", "number")
             if _PATTERNS[kind].fullmatch(text)}  # fmt: skip
    if "identity_number" in found:
        return found
    is_date = _looks_dated(text)
    if is_date:
        found.add("date")
    if _PATTERNS["mobile"].fullmatch(digits):
        found |= {"mobile", "phone"}
    elif (
        _PATTERNS["phone"].fullmatch(digits)
        and not is_date
        and "money" not in found
        and re.search(r"[+\s()\-]|^0", text)
    ):
        found.add("phone")  # bare digits may be any number
    return found


def _looks_dated(text: str) -> bool:
    if not re.search(r"\d[-/.年]\d|[A-Za-z]{3}.*\d{4}|^(19|20)\d{6}$", text):
        return False
    return any(not isinstance(parse_date(text, order), Problem | None) for order in ("ymd", "mdy"))
