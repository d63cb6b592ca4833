"""Identity documents, identifiers of other systems, and dates that come back every year."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, chosen, plain_text
from kehu.customers.entries import NewDate, NewDocument
from kehu.customers.models import IdentityDocument, KeyDate
from kehu.foundation.values import identity_numbers, lunar

_SOLAR = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_LUNAR_WITH_YEAR = re.compile(r"\s*(?:农历|阴历)?\s*(\d{4})\s*[-/.年]\s*(.+)\Z")


def clean_document(entry: NewDocument) -> dict[str, Any]:
    """The columns of an identity document. Raises ValueRefused where a checksum shows a slip of the pen."""
    kind = chosen(entry.kind, "kind", frozenset(IdentityDocument.Kind.values)) or IdentityDocument.Kind.OTHER
    number = plain_text(entry.number, "number", 60)
    if not number:
        raise ValueRefused(_("This may not be empty."), field="number")
    if kind == IdentityDocument.Kind.RESIDENT_ID and identity_numbers.resident(number) is None:
        raise ValueRefused(_("This is no valid resident identity number: please check each digit."), field="number")
    if kind == IdentityDocument.Kind.CREDIT_CODE and identity_numbers.credit_code(number) is None:
        raise ValueRefused(
            _("This is no valid unified social credit code: please check each character."), field="number"
        )
    return {"kind": kind, "number": identity_numbers.normalise(number)[:60], "valid_until": entry.valid_until}


def kind_of_number(number: str, *, is_person: bool) -> str:
    """Which document a bare number is likely to come from."""
    if identity_numbers.resident(number):
        return IdentityDocument.Kind.RESIDENT_ID
    if identity_numbers.credit_code(number):
        return IdentityDocument.Kind.CREDIT_CODE
    return IdentityDocument.Kind.OTHER if is_person else IdentityDocument.Kind.TAX_NUMBER


def clean_external_id(system: Any, value: Any) -> tuple[str, str]:
    """System and identifier; the system's name is folded to lower case so that one system stays one."""
    known = plain_text(system, "system", 40).lower()
    found = plain_text(value, "external_id", 120)
    if not known or not found:
        raise ValueRefused(_("An external identifier needs the name of its system and a value."), field="external_id")
    return known, found


def clean_date(entry: NewDate) -> dict[str, Any]:
    """The columns of a key date. Raises ValueRefused for a day that no year has."""
    kind = chosen(entry.kind, "kind", frozenset(KeyDate.Kind.values)) or KeyDate.Kind.OTHER
    day = _read_day(entry.day, entry.calendar)
    if day is None:
        message = _("“%(value)s” is not a day. Write 1980-05-01, 05-01 or 农历八月十五.") % {
            "value": str(entry.day)[:40]
        }
        raise ValueRefused(message, field="day")
    return {"kind": kind, "label": plain_text(entry.label, "label", 80), **day}


def _read_day(day: Any, calendar: str) -> dict[str, Any] | None:
    if isinstance(day, datetime | date):
        text = f"{day.year:04}-{day.month:02}-{day.day:02}"
    else:
        text = str(day or "").strip()
    if calendar != KeyDate.Calendar.LUNAR and (solar := _solar(text)):
        return solar
    if calendar != KeyDate.Calendar.SOLAR:
        return _lunar(text)
    return None


def _solar(text: str) -> dict[str, Any] | None:
    match = _SOLAR.match(text) or _COMPACT.match(text)
    if not match:
        return None
    year = int(match[1]) if match[1] else None
    try:
        date(year or 2000, int(match[2]), int(match[3]))
    except ValueError:
        return None
    year = year if year and year > 1604 else None  # Outlook and Apple write 1604 for "no year"
    return {"calendar": "solar", "year": year, "month": int(match[2]), "day": int(match[3]), "leap": False}


def _lunar(text: str) -> dict[str, Any] | None:
    with_year = _LUNAR_WITH_YEAR.match(text)
    found = lunar.parse(with_year[2] if with_year else text)
    if found is None:
        return None
    year = int(with_year[1]) if with_year else None
    return {"calendar": "lunar", "year": year, "month": found.month, "day": found.day, "leap": found.leap}
