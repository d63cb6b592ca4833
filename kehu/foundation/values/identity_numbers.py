"""Chinese identity numbers: of residents (GB 11643, checksum ISO 7064 MOD 11-2) and of organisations (GB 32100)."""

import re
from dataclasses import dataclass
from datetime import date

from kehu.foundation.values.folding import halfwidth

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]\Z", re.ASCII)
_RESIDENT_OLD = re.compile(r"[1-9]\d{14}\Z", re.ASCII)
_REGIONS = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(r"[159AYN][0-9A-HJ-NP-RTUWXY]\d{6}[0-9A-HJ-NP-RTUWXY]{10}\Z", re.ASCII)
_SOFT = str.maketrans("", "", " -\t")


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """A valid resident identity number and what it says about its holder."""

    number: str
    birthday: date
    sex: str  # "male" or "female"

    @property
    def region_code(self) -> str:
        """The six digits of the county where it was first issued."""
        return self.number[:6]


def resident_check(first17: str) -> str:
    """The eighteenth character, 0–9 or X, for the first seventeen digits."""
    return _RESIDENT_CHECKS[sum(int(d) * w for d, w in zip(first17, _RESIDENT_WEIGHTS, strict=True)) % 11]


def resident(text: str) -> ResidentNumber | None:
    """A resident number as typed, blanks and small x allowed; fifteen old digits become eighteen. None if not valid."""
    number = halfwidth(text).translate(_SOFT).upper()
    if _RESIDENT_OLD.match(number):
        number = number[:6] + "19" + number[6:]
        number += resident_check(number)
    if not _RESIDENT.match(number) or int(number[:2]) not in _REGIONS or resident_check(number[:17]) != number[17]:
        return None
    try:
        birthday = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if birthday.year < 1850:
        return None
    return ResidentNumber(number, birthday, "male" if int(number[16]) % 2 else "female")


def credit_code_check(first17: str) -> str:
    """The eighteenth character of a unified social credit code for the first seventeen."""
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first17))
    return _CREDIT_ALPHABET[-total % 31]


def credit_code(text: str) -> str | None:
    """A unified social credit code (统一社会信用代码) in its normal form; None if it is not valid."""
    code = halfwidth(text).translate(_SOFT).upper()
    if not _CREDIT.match(code) or credit_code_check(code[:17]) != code[17]:
        return None
    return code


def normalise(text: str) -> str:
    """The comparison form of any identity or registration number, valid or not: upper case, no blanks or dashes."""
    known = resident(text)
    return known.number if known else halfwidth(text).translate(_SOFT).upper()
