"""Preferred hours as people write them: `9-12`, `09:00–11:30, 14:00-17:00`, `18:00后`."""

import re
from datetime import datetime

from kehu.foundation.values.folding import halfwidth

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|~|至|到|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_AFTER = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:点)?(?:以后|之后|后)|after\s+(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:点)?(?:以前|之前|前)|before\s+(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE
)


def within_hours(wording: str, moment: datetime) -> bool:
    """Whether a local moment lies in the hours; a wording without hours allows every moment."""
    spans = _spans(halfwidth(wording).replace("：", ":"))
    minute = moment.hour * 60 + moment.minute
    return not spans or any(start <= minute < end for start, end in spans)


def _spans(text: str) -> list[tuple[int, int]]:
    spans = [(_minute(one[1], one[2]), _minute(one[3], one[4])) for one in _SPAN.finditer(text)]
    spans += [(_minute(one[1] or one[3], one[2] or one[4]), 24 * 60) for one in _AFTER.finditer(text)]
    spans += [(0, _minute(one[1] or one[3], one[2] or one[4])) for one in _BEFORE.finditer(text)]
    return [(start, end) for start, end in spans if start < end <= 24 * 60]


def _minute(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)
