"""Which row holds the headings, and what the columns are called.

Real sheets begin with a title, a remark, a blank line, or a line of merged group headings above the real one. The
header is the first row that fills the table's width with labels: text that is no number, date, phone or address.
"""

import re
from collections import Counter
from itertools import zip_longest

from kehu.foundation.transfer.reading.rows import Row

LOOKED_AT = 30
LONGEST_HEADING = 80

_DIGITS_FOLDED = str.maketrans("０１２３４５６７８９", "0123456789")
_VALUE = re.compile(
    r"""[\s'"]*(
        [-+(]?[\d\s().,/:%¥￥$€£+-]*\d[\d\s().,/:%Xx*+-]*[TZ]?[\d:.+-]*Z?    # numbers, phones, dates, times
        | [^@\s]+@[^@\s]+\.[^@\s]+                                          # mail
        | (https?://|www\.)\S+
        | \d{2,4}年\d{1,2}月(\d{1,2}日)?.*
        | (true|false|是|否|男|女|yes|no)
    )[\s'"]*""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"(19|20)\d\d")


def header_row_of(rows: list[Row]) -> int:
    """The row number of the headings among the first rows of a file, or 0 if the data begin at once."""
    filled = [(row, _filled(row.cells)) for row in rows]
    widths = Counter(count for _row, count in filled if count)
    if not widths:
        return 0
    usual = max(widths, key=lambda count: (widths[count] * min(count, 4), count))
    seen = [(row, count) for row, count in filled if count][:LOOKED_AT]
    for place, (row, count) in enumerate(seen):
        if count < max(1, usual * 0.5) or (count == 1 and usual > 1):
            continue
        if not _is_labels(row.cells):
            if _looks_like_data(row.cells):
                return 0
            continue
        below = seen[place + 1] if place + 1 < len(seen) else None
        if below and count <= below[1] * 0.6 and _is_labels(below[0].cells):
            continue  # group headings over the real ones
        return row.number
    return 0


def column_names(headings: list[str | None], width: int) -> list[str]:
    """Unique names for `width` columns: tidied headings, numbered where two are alike, '#3' where empty.

    The names are kept in remembered mappings, so they do not depend on the language of the page.
    """
    names: list[str] = []
    seen: set[str] = set()
    for place, (heading, _unused) in enumerate(zip_longest(headings, range(width)), start=1):
        name = re.sub(r"\s+", " ", heading or "").strip().strip("\ufeff") or f"#{place}"
        unique, count = name, 1
        while unique in seen:
            count += 1
            unique = f"{name} ({count})"
        seen.add(unique)
        names.append(unique)
    return names


def _filled(cells: list[str | None]) -> int:
    return sum(1 for cell in cells if cell and not cell.isspace())


def is_value(cell: str) -> bool:
    """Whether a cell is plainly data (number, date, phone, mail, link, yes or no) rather than a heading."""
    if len(cell) > LONGEST_HEADING:  # also keeps the pattern from labouring over a hostile cell
        return False
    folded = cell.translate(_DIGITS_FOLDED)
    return bool(_VALUE.fullmatch(folded)) and not _YEAR.fullmatch(folded.strip())


def _is_labels(cells: list[str | None]) -> bool:
    texts = [cell for cell in cells if cell and not cell.isspace()]
    values = sum(1 for cell in texts if is_value(cell) or len(cell) > LONGEST_HEADING)
    return bool(texts) and values <= len(texts) * 0.2


def _looks_like_data(cells: list[str | None]) -> bool:
    texts = [cell for cell in cells if cell and not cell.isspace()]
    return any("@" in cell or re.fullmatch(r"\+?[\d\s-]{7,}", cell) for cell in texts)
