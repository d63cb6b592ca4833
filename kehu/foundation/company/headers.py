"""Mail headers that cannot be broken out of.

Some Python releases let an encoded newline (`=?utf-8?q?=0A?=`) in a header become a real one (CVE-2024-6923), so every
header value passes through here, whatever the interpreter.
"""

import email.errors
from email.header import decode_header, make_header

from django.utils.translation import gettext as _

from kehu.foundation.refusals import Refusal

FORBIDDEN = {"\r", "\n", "\x00", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}


class HeaderRefused(Refusal):
    """The text would start a new header line."""


def safe_header(value: str) -> str:
    """`value` itself. Raises `HeaderRefused` when it holds a line break or NUL, plainly or encoded."""
    if FORBIDDEN & set(value) or FORBIDDEN & set(_decoded(value)):
        raise HeaderRefused(_("A subject, name or address must not contain line breaks."))
    return value


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError, email.errors.HeaderParseError):
        return value.replace("=?", "")
