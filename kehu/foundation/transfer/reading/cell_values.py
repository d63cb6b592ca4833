"""Spreadsheet values as the text a person would read in the cell."""

import datetime
import re
from decimal import Decimal, InvalidOperation

EPOCH_1900 = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC)
EPOCH_1904 = datetime.datetime(1904, 1, 1, tzinfo=datetime.UTC)
LAST_SERIAL = 2_958_466  # 9999-12-31


def number_text(value: float | str, format_code: str = "General") -> str:
    """Digits without exponent: whole numbers given as text stay as they are, floats have the fifteen figures that a
    spreadsheet keeps: 13800138000.0 -> '13800138000'.

    A format of zeros only ('000000') pads, as postcodes and staff numbers are often kept.
    """
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,30}", value):
        text = value
    else:
        try:
            number = Decimal(f"{float(value):.15g}")
        except (ValueError, InvalidOperation, OverflowError):
            return str(value)
        if not number.is_finite() or abs(number.adjusted()) > 30:
            return str(value)
        text = f"{number:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    if re.fullmatch(r"0{2,}", format_code) and text.isdigit():
        return text.zfill(len(format_code))
    return text


def date_text(serial: float, epoch_1904: bool = False) -> str | None:
    """A date serial as ISO date, 'YYYY-MM-DD HH:MM:SS', or 'HH:MM:SS' below one day; None outside the calendar."""
    if not 0 <= serial < LAST_SERIAL:
        return None
    epoch = EPOCH_1904 if epoch_1904 else EPOCH_1900
    if not epoch_1904 and 1 <= serial < 60:
        serial += 1  # 1900 was no leap year, though Lotus thought so
    moment = epoch + datetime.timedelta(seconds=round(serial * 86400))
    if serial < 1:
        return moment.strftime("%H:%M:%S")
    return moment_text(moment)


def moment_text(moment: datetime.datetime) -> str:
    """A date where the time is midnight, else date and time to the second."""
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.replace(microsecond=0, tzinfo=None).isoformat(" ")


def value_text(value: object) -> str | None:
    """Any Python value a spreadsheet library hands out, as text; None if empty."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, datetime.time):
        return value.replace(microsecond=0).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|hh|m|mm|s|ss\])[^\]]*\]', re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Whether a number format shows dates or times: yyyy-mm-dd, m/d/yy h:mm, [$-804]yyyy"年"m"月"."""
    bare = re.sub(r"(?<=s)\.0+", "", _LITERAL.sub("", code.split(";")[0]).lower())
    return bare not in ("general", "@") and bool(re.search(r"[ymdhse]", bare)) and not re.search(r"[0#?]", bare)
