"""Phone numbers: what people type becomes E.164 plus extension, and is shown again as the reader's country writes it.

Google's `phonenumbers` knows every country but takes a tenth of a millisecond; most numbers here are Chinese mobiles,
which a regular expression recognises, and the rest repeat, so a small cache stands before the library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from kehu.foundation.values.folding import halfwidth

_CHINESE_MOBILE = re.compile(r"(\+86|0086|86)?(1[3-9]\d{9})\Z")
_MOBILES = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_SOFT = str.maketrans("", "", " -().·\t")
_EXTENSION = re.compile(
    r"(?:\s*(?:转接?|轉|分机号?|分機|内线|extension|extn?\.?|;ext=|#)|(?<=[\d)\s])[xX](?![xX]))[\s:：.]*(\d{1,8})\s*\)?\s*\Z",
    re.IGNORECASE,
)
_HYPHENED_EXTENSION = re.compile(r"(\d{7,})[\s-]+(\d{1,6})\Z", re.ASCII)
_RUN = re.compile(r"[+(]{0,2}\d[\d\s().-]{4,}\d", re.ASCII)
_SEPARATORS = re.compile(r"[/;,、|\n\r；，]+|\s(?:或|or|and|和)\s")
_FROM_SPREADSHEET = re.compile(r"(\d{5,})\.0+\Z")
_LONGEST = 250  # what phonenumbers itself refuses to read


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. `e164` is None where no country's rules recognise it; `raw` is then all there is."""

    raw: str
    e164: str | None
    extension: str = ""
    mobile: bool = False

    @property
    def valid(self) -> bool:
        return self.e164 is not None

    @property
    def key(self) -> str:
        """What two spellings of the same number share: E.164, or the bare digits of an unknown number."""
        return self.e164 or digits(self.raw)


def digits(text: str) -> str:
    """The ASCII digits of a text, in order, full-width ones included."""
    return "".join(c for c in halfwidth(text) if "0" <= c <= "9")


def parse(text: str, region: str = "CN") -> Phone | None:
    """The first number in a text, read as somebody in `region` (ISO 3166 code) would dial it.

    None if the text has no digit. A text with digits that is no known number keeps them in `raw`, with `e164` None.
    """
    found = parse_many(text, region)
    return found[0] if found else None


def parse_many(text: str, region: str = "CN") -> list[Phone]:
    """Every number of a cell such as `010-65529988/89；13812345678`, without repeats, in the order typed."""
    plain = halfwidth(text).strip() if text else ""
    simple = _chinese_mobile(plain, text, region)
    if simple:
        return [simple]
    found: list[Phone] = []
    for piece in _pieces(plain):
        phone = _continued(piece, found, region) or _parse_one(piece, region)
        if phone and all((phone.key, phone.extension) != (other.key, other.extension) for other in found):
            found.append(phone)
    return found


def _chinese_mobile(plain: str, raw: str, region: str) -> Phone | None:
    match = _CHINESE_MOBILE.match(plain) or _CHINESE_MOBILE.match(plain.translate(_SOFT))
    if not match or not (match[1] in ("+86", "0086") or region == "CN"):
        return None
    return Phone(raw=raw.strip(), e164="+86" + match[2], mobile=True)


def _pieces(plain: str) -> list[str]:
    pieces: list[str] = []
    for piece in _SEPARATORS.split(plain):
        mobiles = _MOBILES.findall(piece)
        pieces.extend(mobiles if len(mobiles) > 1 else [piece.strip()])
    return [piece for piece in pieces if any("0" <= c <= "9" for c in piece)]


def _continued(piece: str, found: list[Phone], region: str) -> Phone | None:
    """`65529988/89` means 65529988 and 65529989; after an extension it is another extension."""
    if not found or not found[-1].valid or not (piece.isascii() and piece.isdigit() and len(piece) <= 4):
        return None
    last = found[-1]
    if last.extension:
        return Phone(raw=piece, e164=last.e164, extension=piece, mobile=last.mobile)
    return _parse_one((last.e164 or "")[: -len(piece)] + piece, region)


@lru_cache(maxsize=20_000)
def _parse_one(piece: str, region: str) -> Phone | None:
    if spreadsheet := _FROM_SPREADSHEET.match(piece):
        return _parse_one(spreadsheet[1], region)
    readings = list(_readings(piece))
    for attempt, further in readings:
        if mobile := _chinese_mobile(attempt.strip(), piece, region):
            return replace(mobile, extension=further)
    for attempt, further in readings:
        if number := _recognise(attempt, region):
            return Phone(
                raw=piece,
                e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
                extension=further or number.extension or "",
                mobile=phonenumbers.number_type(number) == PhoneNumberType.MOBILE,
            )
    return Phone(raw=piece, e164=None)


def _readings(piece: str) -> Iterator[tuple[str, str]]:
    """Ways to understand a piece as number and extension, the likeliest first."""
    match = _EXTENSION.search(piece)
    if match and sum(c.isdigit() for c in piece[: match.start()]) >= 5:
        yield piece[: match.start()], match[1]
    yield piece, ""
    if match := _HYPHENED_EXTENSION.search(piece):
        yield piece[: match.end(1)], match[2]
    runs = _RUN.findall(piece)
    if len(runs) == 1 and runs[0] != piece:
        yield runs[0], ""


def _recognise(piece: str, region: str) -> phonenumbers.PhoneNumber | None:
    """A valid number, tried as written, then with the country's code whose + was left out or typed as 00."""
    if len(piece) > _LONGEST:
        return None
    bare = digits(piece)
    attempts = [piece]
    if "+" not in piece and bare.startswith("00"):
        attempts.insert(0, "+" + bare[2:])
    elif "+" not in piece and len(bare) >= 11:
        attempts.append("+" + bare)
    for attempt in attempts:
        try:
            number = phonenumbers.parse(attempt, region or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None


@lru_cache(maxsize=20_000)
def display(e164: str, extension: str = "", *, region: str = "CN", language: str = "en") -> str:
    """The number as people of `region` write it: theirs in national form, foreign ones with + and country code."""
    tail = "" if not extension else f"转{extension}" if language.startswith("zh") else f" ext. {extension}"
    if region == "CN" and e164.startswith("+861") and len(e164) == 14:
        return f"{e164[3:6]} {e164[6:10]} {e164[10:]}{tail}"
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164 + tail
    home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form) + tail


@lru_cache(maxsize=20_000)
def split_country(e164: str) -> tuple[str, str]:
    """Country code and national digits of an E.164 number: `+442079460958` gives `("44", "2079460958")`.

    A number of no known country gives an empty code and all its digits.
    """
    bare = digits(e164)
    for length in (1, 2, 3):
        if int(bare[:length] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return bare[:length], bare[length:]
    return "", bare


def tails(text: str) -> tuple[str, str]:
    """The last eight and last four digits: how people remember, search and read out a number."""
    bare = digits(text)
    return bare[-8:], bare[-4:]
