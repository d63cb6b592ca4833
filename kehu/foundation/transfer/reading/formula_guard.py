"""Spreadsheets run a cell that begins like a formula. Exports put an apostrophe before it, imports take it off again.

The pair is exact for every text: a cell that begins with apostrophes and then a formula sign gets one more, so that
taking one off gives back what was there. Blanks before the sign do not hide it: some programs trim them.
"""

import re

_DANGEROUS = re.compile(r"'*\s*[=+\-@\t\r\n\x00＝＋－＠]")
_GUARDED = re.compile(r"'+\s*[=+\-@\t\r\n\x00＝＋－＠]")

_TEXT_FORMULA = re.compile(r'="([^"]*)"')


def guarded(cell: str) -> str:
    """The cell as it may stand in a CSV that a person opens."""
    return "'" + cell if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`; other text comes back unchanged, but for ="0123", by which programs keep a
    spreadsheet from making a number of digits.
    """
    if text := _TEXT_FORMULA.fullmatch(cell):
        return text[1]
    return cell[1:] if _GUARDED.match(cell) else cell
