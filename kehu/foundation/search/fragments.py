"""The parts of what someone typed into a search box, each of which must be found."""

import re

from kehu.foundation.values.folding import fold

MOST = 6
_NUMBER = re.compile(r"[\d\s()+.\-*]{3,}\Z")


def fragments(text: str) -> list[str]:
    """Folded parts, longest first. A phone number may be typed with blanks, dashes, or the stars of its masked form."""
    folded = fold(text).strip()
    if _NUMBER.match(folded) and re.search(r"\d", folded):
        parts = re.sub(r"[\s()+.\-]", "", folded).split("*")
    else:
        parts = re.split(r"[\s,;，、；]+", folded)
    unique = dict.fromkeys(part for part in parts if part)
    return sorted(unique, key=len, reverse=True)[:MOST]
