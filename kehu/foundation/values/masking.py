"""Masking: what is left of a sensitive value for someone who may not see it, and for logs.

The visible part is what staff need to recognise a value they already hold (the last four digits), never enough to use
it.
"""

import re

from kehu.foundation.values import identity_numbers, phones
from kehu.foundation.values.folding import halfwidth, has_han

_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})\Z", re.ASCII)
_FIND = re.compile(
    r"(?P<email>[\w.!#$%&'*+/=?^`{|}~-]+@(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W\d_]{2,})"
    r"|(?<!\d)(?<!\d\.)(?:"
    r"(?P<identity>[1-9]\d{5}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[\dXx])"
    r"|(?P<card>[3-69]\d{12,18}|[3-69]\d{3}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?|3\d{3}[ -]\d{6}[ -]\d{5})"
    r"|(?P<mobile>(?:\+?86[ -]?|0086[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2})"
    r")(?!\d)",
    re.ASCII,
)


def mask_phone(number: str) -> str:
    """`138****5678` for a Chinese mobile; other numbers keep their country code and last four digits."""
    bare = phones.digits(number)
    plus = "+" if number.strip().startswith("+") else ""
    if match := _CHINESE_MOBILE.match(plus + bare):
        return f"{match[1][:3]}****{match[1][-4:]}"
    if len(bare) < 7:
        return "*" * len(bare)
    code = phones.split_country(bare)[0] if plus else ""
    return f"+{code} ****{bare[-4:]}" if code else f"****{bare[-4:]}"


def mask_email(address: str) -> str:
    """`a***@x.com`; a text without @ is hidden altogether."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}***@{domain}" if at else "***"


def mask_identity(number: str, lead: int = 6) -> str:
    """First `lead` (6 or 3) and last four characters of a long number; a short one keeps its first and last two."""
    plain = halfwidth(number).strip()
    size = len(plain)
    if size < 6:
        return "*" * size
    head, tail = (lead, 4) if size >= 15 else (1, 2)
    return plain[:head] + "*" * (size - head - tail) + plain[-tail:]


def mask_card(number: str) -> str:
    """First six and last four digits of a bank card."""
    bare = phones.digits(number)
    return bare[:6] + "*" * max(len(bare) - 10, 4) + bare[-4:] if len(bare) >= 12 else "*" * len(bare)


def mask_name(name: str) -> str:
    """`张**` for 张小明; `J*** S***` for John Smith."""
    plain = name.strip()
    if has_han(plain):
        return plain[:1] + "*" * max(len(plain) - 1, 1)
    return " ".join(f"{word[:1]}***" for word in plain.split())


def luhn(bare: str) -> bool:
    """True if the last of these digits is the check digit of the others, as on bank cards."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in bare[-2::-2])
    return (sum(map(int, bare[-1::-2])) + sum(doubled)) % 10 == 0


def mask_free_text(text: str) -> str:
    """The text with every mobile, resident identity number, bank card and e-mail address in it masked.

    Numbers are recognised by form and checksum, also in full-width digits, so that order numbers and amounts stay
    readable.
    """
    plain = _same_length_digits(text)
    pieces, end = [], 0
    for match in _FIND.finditer(plain):
        masked = _masked(match.lastgroup or "", match[0])
        if masked is not None:
            pieces += [text[end : match.start()], masked]
            end = match.end()
    return "".join(pieces) + text[end:] if pieces else text


_DIGITS = {0xFF10 + d: str(d) for d in range(10)} | {ord("＋"): "+", ord("＠"): "@", ord("－"): "-"}
_DIGITS |= dict.fromkeys(map(ord, "\u3000\u00a0"), " ") | {ord("Ｘ"): "X", ord("ｘ"): "x"}


def _same_length_digits(text: str) -> str:
    """Full-width digits as ASCII without moving any character, so that places found here hold in the original."""
    return text if text.isascii() else text.translate(_DIGITS)


def _masked(kind: str, found: str) -> str | None:
    if kind == "email":
        return mask_email(found)
    if kind == "mobile":
        return mask_phone(found)
    bare = re.sub(r"[ -]", "", found)
    if identity_numbers.resident(bare) and len(bare) == 18:
        return mask_identity(bare)
    if bare.isdigit() and luhn(bare):
        return mask_card(bare)
    return None
