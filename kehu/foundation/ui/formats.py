"""Numbers, money, dates and sizes as the reader's language writes them, in his time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import TIMEDELTA_UNITS, format_timedelta, get_datetime_format, parse_pattern
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django.utils import timezone, translation

# Babel's names of our languages. English means international English: day before month, 24 hours.
_LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
_ENGLISH = "en_GB"
MORE_THAN_ONE = 1.2  # a day and a quarter is "1 day", a day and a tenth "26 hours"
_UNITS = ("B", "kB", "MB", "GB", "TB")


def locale() -> Locale:
    """Babel's locale of the language that is active."""
    return _parsed(_locale_name())


def _locale_name() -> str:
    return _LOCALES.get(translation.get_language() or "", _ENGLISH)


def show_date(value: date | datetime | None, style: str = "medium") -> str:
    """`style` is short, medium, long or full; a moment is shown as the day it is in the reader's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value).date()
    return _day(_locale_name(), style, value)


def show_moment(value: datetime | None, style: str = "medium") -> str:
    """Day and time in the reader's zone; `style` short leaves the year out while it is this year's."""
    if value is None:
        return ""
    local, where = _local(value), _locale_name()
    if style == "short" and local.year == timezone.localtime().year:
        day = _day(where, "MMMd", local.date())
    else:
        day = _day(where, "medium" if style == "short" else style, local.date())
    return _day_and_clock(where).format(f"{local:%H:%M}", day)


def show_clock(value: datetime | None) -> str:
    """The time of day in the reader's zone, with hours from 0 to 23."""
    return f"{_local(value):%H:%M}" if value else ""


def show_relative(value: datetime | None) -> str:
    """How long ago or how soon: "3 minutes ago", "in 2 days"; from a month on the day itself."""
    if value is None:
        return ""
    distance = (value - timezone.now()).total_seconds()
    if abs(distance) > 30 * 24 * 3600:
        return show_date(value)
    if -60 < distance <= 0:
        return translation.gettext("just now")
    return _ago(_locale_name(), *_in_words(abs(distance)), distance > 0)


def show_number(value: Any, digits: int | None = None) -> str:
    """A number with the reader's separators; `digits` fixes the places after the point."""
    if value is None:
        return ""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=locale())


def show_short_number(value: Any) -> str:
    """A large number in few characters: 1.2M in English, 123.5万 and 1.2亿 in Chinese."""
    if value is None:
        return ""
    return format_compact_decimal(value, locale=locale(), fraction_digits=0 if abs(value) < 1000 else 1)


def show_percent(value: Any, digits: int = 0) -> str:
    """`value` is a share: 0.5 is shown as 50%."""
    return (
        "" if value is None else format_percent(value, "#,##0" + ("." + "0" * digits if digits else "") + "%", locale())
    )


def show_money(value: Any, currency: str = "", digits: int | None = None) -> str:
    """An amount with its currency: takes an object with `amount` and `currency`, or a number and a currency code.
    `digits` fixes the places after the point, else they are those of the currency.
    """
    if value is None or value == "":
        return ""
    amount, code = getattr(value, "amount", value), getattr(value, "currency", currency)
    if amount is None:
        return ""
    if not code:
        return show_number(amount, 2 if digits is None else digits)
    if digits is None:
        return format_currency(Decimal(amount), str(code), locale=locale())
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    return format_currency(Decimal(amount), str(code), pattern, locale=locale(), currency_digits=False)


def show_file_size(size: int | None) -> str:
    """Bytes in the unit that leaves one to three digits before the point."""
    if size is None:
        return ""
    value, unit = float(size), _UNITS[0]
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            break
        value /= 1000
    shown = show_number(round(value, 1) if value < 10 and unit != "B" else round(value))
    return f"{shown} {unit}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


@lru_cache(maxsize=20_000)
def _day(where: str, style: str, day: date) -> str:
    """The same few days stand on a page again and again, and Babel takes its time for each."""
    here = _parsed(where)
    pattern = _skeleton(here, style) if style == "MMMd" else here.date_formats[style]
    return str(pattern.apply(day, here))


@cache
def _day_and_clock(where: str) -> str:
    return str(get_datetime_format("medium", _parsed(where))).replace("'", "")


def _in_words(seconds: float) -> tuple[str, int]:
    """The unit and number in which Babel says a duration: the largest unit of which there is clearly more than one."""
    for unit, length in TIMEDELTA_UNITS:
        if seconds / length >= MORE_THAN_ONE or unit == "second":
            return unit, round(max(1, seconds / length))
    raise AssertionError(seconds)


@lru_cache(maxsize=5000)
def _ago(where: str, unit: Any, number: int, ahead: bool) -> str:
    distance = timedelta(seconds=number * dict(TIMEDELTA_UNITS)[unit] * (1 if ahead else -1))
    return format_timedelta(
        distance,
        granularity=unit,
        threshold=MORE_THAN_ONE,
        add_direction=True,
        locale=_parsed(where),
    )


@cache
def _skeleton(where: Locale, name: str) -> Any:
    return parse_pattern(where.datetime_skeletons[name])
