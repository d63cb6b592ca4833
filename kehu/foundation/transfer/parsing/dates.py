"""Dates and times as people type them.

3/5/2024 is March or May depending on who wrote it, and one cell cannot tell. The column can: `date_format_of` looks at
all values it is given, and every cell of the column is then read that way.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.parsing.problems import Problem, shown

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "ymd", "dmy", "mdy"
LONGEST = 80
FIRST_SERIAL, LAST_SERIAL = 1_000, 80_000  # Excel day numbers taken for dates: 1902 to 2119
UTC = datetime.UTC

_TRIPLE = re.compile(r"(\d{1,4})\s*([-/.年 ])\s*(\d{1,2})\s*([-/.月 ])\s*(\d{1,4})(?:[日号]|(?!\d))")
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[-\s.]*([A-Za-z]{3,9})|([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)"
    r"[,.\-\s]+(\d{4}|\d{2})(?!\d)"
)
_MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_TIME = re.compile(
    r"(?P<half>上午|下午|中午|凌晨|早上|晚上|am|pm)?\s*(?P<hour>\d{1,2})(?:[:：时点.](?P<minute>\d{1,2})?分?)?"
    r"(?:[:：.]?(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?秒?)?\s*(?P<half2>am|pm|a\.m\.|p\.m\.)?\s*"
    r"(?P<zone>z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}:?(?:\d\d)?)?(?:\s*[\[(][^\])]*[\])])?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateFormat:
    """How a column writes dates. `ambiguous`: nothing in it tells day from month, so `order` is to be confirmed."""

    order: str = YEAR_FIRST
    ambiguous: bool = False
    share: float = 0.0  # of the non-empty values that are dates in this order


def date_format_of(values: Iterable[str | None], preferred: str = DAY_FIRST) -> DateFormat:
    """The order of day, month and year in a column; `preferred` decides where nothing else does (3/5/2024 alone)."""
    texts = [_tidy(value) for value in values if value and value.strip()]
    votes = {YEAR_FIRST: 0, DAY_FIRST: 0, MONTH_FIRST: 0}
    doubtful, dotted = 0, 0
    for text in texts:
        if not (match := _TRIPLE.match(text)):
            continue
        first, last = int(match.group(1)), int(match.group(5))
        middle = int(match.group(3))
        if len(match.group(1)) >= 3 or first > 31:
            votes[YEAR_FIRST] += 1
        elif first > 12 >= middle:
            votes[DAY_FIRST] += 1
        elif middle > 12 >= first:
            votes[MONTH_FIRST] += 1
        elif last >= 1:
            doubtful += 1
            dotted += match.group(2) == "."
    clear = max(votes.values())
    order = max(votes, key=lambda key: votes[key]) if clear else DAY_FIRST if dotted else preferred
    if order == YEAR_FIRST and doubtful and votes[YEAR_FIRST] < doubtful:
        order = DAY_FIRST if votes[DAY_FIRST] > votes[MONTH_FIRST] or dotted else preferred
    if not clear and not doubtful:
        order = YEAR_FIRST
    known = max(votes[DAY_FIRST], votes[MONTH_FIRST])
    read = sum(isinstance(date_in(text, order), datetime.date) for text in texts)
    return DateFormat(order, bool(doubtful) and not known and not dotted, read / len(texts) if texts else 0.0)


def parse_date(text: str | None, order: str = YEAR_FIRST) -> datetime.date | Problem | None:
    """The date in a cell, None if it is empty. A time behind the date is left off."""
    if not text or not (tidy := _tidy(text)):
        return None
    return date_in(tidy, order) or Problem(_("“%(value)s” is not a date."), {"value": shown(text)})


def parse_moment(
    text: str | None, order: str = YEAR_FIRST, zone: datetime.tzinfo = UTC
) -> datetime.datetime | Problem | None:
    """Date and time in a cell, aware; `zone` holds where the cell names none. A date alone is its midnight."""
    if not text or not (tidy := _tidy(text)):
        return None
    found = _moment(tidy, order)
    if found is None:
        return Problem(_("“%(value)s” is not a date with time."), {"value": shown(text)})
    try:
        return found if found.tzinfo else found.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return Problem(_("“%(value)s” is not a date with time."), {"value": shown(text)})


def moment_in(text: str, order: str = YEAR_FIRST) -> datetime.datetime | None:
    """Date and time in a text, naive unless a zone is named; None if there is none."""
    return _moment(_tidy(text), order)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text[:LONGEST])).strip(" '\"")


def date_in(text: str, order: str) -> datetime.date | None:
    """The date a tidied text begins with, in the given order where digits leave it open; else None."""
    found = _date_and_rest(text, order)
    return found[0] if found else None


def _date_and_rest(text: str, order: str) -> tuple[datetime.date, str] | None:
    if match := _COMPACT.match(text):
        rest = text[match.end() :]
        if not rest[:1].isdigit() or re.fullmatch(r"\d{4}(\d{2})?", rest):
            return _checked(match.group(1), match.group(2), match.group(3), rest)
    if match := _TRIPLE.match(text):
        first, middle, last = match.group(1), match.group(3), match.group(5)
        if len(first) >= 3 or (order == YEAR_FIRST and (int(first) > 31 or len(last) <= 2)):
            return _checked(first, middle, last, text[match.end() :])
        day, month = (first, middle) if order != MONTH_FIRST else (middle, first)
        return _checked(last, month, day, text[match.end() :])
    if match := _NAMED.match(text):
        day, name, other_name, other_day, year = match.groups()
        month = _MONTHS.get((name or other_name)[:3].lower())
        return _checked(year, str(month), day or other_day, text[match.end() :]) if month else None
    return _from_serial(text)


def _from_serial(text: str) -> tuple[datetime.date, str] | None:
    """Excel's day numbers, and seconds or milliseconds since 1970 as web programs export them."""
    if re.fullmatch(r"\d{4,5}(\.\d+)?", text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        if re.fullmatch(r"(19|20)\d\d", text):
            return None  # a year is no date
        moment = datetime.datetime(1899, 12, 30, tzinfo=UTC) + datetime.timedelta(seconds=round(float(text) * 86400))
        return moment.date(), moment.strftime("%H:%M:%S") if "." in text else ""
    if re.fullmatch(r"1?\d{9}(\d{3})?", text):
        moment = datetime.datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)
        return moment.date(), moment.strftime("%H:%M:%SZ")
    return None


def _checked(year: str, month: str, day: str, rest: str) -> tuple[datetime.date, str] | None:
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number < 30 else 1900  # as Excel reads them
    if not 1000 <= number <= 9999:
        return None
    rest = _time_part(rest.strip())
    if rest and not _TIME.fullmatch(rest):
        return None
    try:
        return datetime.date(number, int(month), int(day)), rest
    except ValueError:
        return None


def _time_part(rest: str) -> str:
    """What follows a date, without weekday and the T of ISO dates; 143000 as 14:30:00."""
    if compact := re.fullmatch(r"T?(\d\d)(\d\d)(\d\d)?(Z?)", rest):
        return ":".join(part for part in compact.groups()[:3] if part) + compact.group(4)
    return re.sub(r"^(,|T|t)?\s*\(?((星期|周|週)[一二三四五六日天])?\)?\s*", "", rest)


def _moment(text: str, order: str) -> datetime.datetime | None:
    found = _date_and_rest(text, order)
    if not found:
        return None
    day, rest = found
    if not rest:
        return datetime.datetime.combine(day, datetime.time())
    match = _TIME.fullmatch(rest)
    try:
        return _with_time(day, match) if match else None
    except (ValueError, OverflowError):
        return None


def _with_time(day: datetime.date, match: re.Match[str]) -> datetime.datetime:
    hour = int(match["hour"])
    half = (match["half"] or match["half2"] or "").lower().replace(".", "")
    if half in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    elif half in ("am", "上午", "凌晨") and hour == 12:
        hour = 0
    part = int((match["part"] or "0").ljust(6, "0")[:6])
    time = datetime.time(hour % 24 if hour == 24 else hour, int(match["minute"] or 0), int(match["second"] or 0), part)
    days = datetime.timedelta(days=1 if hour == 24 else 0)
    return datetime.datetime.combine(day, time, _zone(match["zone"])) + days


def _zone(name: str | None) -> datetime.tzinfo | None:
    if not name:
        return None
    if not (match := re.search(r"([+-])(\d{1,2}):?(\d\d)?", name)):
        return UTC
    minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
    return datetime.timezone(datetime.timedelta(minutes=-minutes if match.group(1) == "-" else minutes))
