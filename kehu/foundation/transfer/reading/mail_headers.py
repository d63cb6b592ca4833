"""Mail headers: decoded words, addresses, and no line break ever, whether it stands there plain or encoded."""

import email.header
import re
from dataclasses import dataclass

from kehu.foundation.transfer.reading.text_encoding import encoding_of_bytes

LONGEST_HEADER = 100_000
MOST_ADDRESSES = 500

_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\\]{1,255}")


@dataclass(frozen=True)
class Address:
    """Who: `name` may be empty, `email` is as written, without brackets."""

    name: str
    email: str


def one_line(value: str) -> str:
    """The value without CR, LF, NUL or other control characters, blanks run together."""
    return re.sub(r"[\x00-\x20\x7f\x85\u2028\u2029]+", " ", value[:LONGEST_HEADER]).strip()


def decoded(value: str) -> str:
    """Encoded words (=?gb2312?B?…?=) and raw 8-bit bytes as text on one line. Never raises."""
    value = value[:LONGEST_HEADER]
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        raw = value.encode("utf-8", "surrogateescape")
        value = raw.decode(encoding_of_bytes(raw), "replace")
    if "=?" not in value:
        return one_line(value)
    # Words cut inside a character, one after the other, are joined before decoding; blanks between words vanish.
    value = re.sub(r"\?=\s+=\?", "?==?", value)
    try:
        pieces = email.header.decode_header(re.sub(r"\?==\?", "?= =?", value))
    except (ValueError, email.errors.HeaderParseError):
        return one_line(value)
    return one_line("".join(_piece(content, charset) for content, charset in pieces))


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if not charset:
        return content.decode("latin-1") if content.isascii() else content.decode(encoding_of_bytes(content), "replace")
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(charset.lower(), charset)
    try:
        return content.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return content.decode(encoding_of_bytes(content), "replace")


def addresses(value: str) -> list[Address]:
    """Everyone in a From, To or Cc header.

    The header is cut before it is decoded, so an encoded comma or bracket in a name makes no new address; what has no
    single plain address is left out.
    """
    found = []
    for piece in _cut(value[:LONGEST_HEADER]):
        match = re.search(r"<([^<>]*)>\s*$", piece)
        mail = one_line(match.group(1) if match else re.sub(r"\([^()]*\)", " ", piece))
        mail = mail.removeprefix("mailto:").strip(" '\"[]")
        if not _ADDRESS.fullmatch(mail):
            continue
        name = piece[: match.start()] if match else " ".join(re.findall(r"\(([^()]*)\)", piece))
        name = decoded(re.sub(r"\\(.)", r"\1", name.strip().strip('"'))).strip("'\" ")
        found.append(Address("" if name == mail else name, mail))
    return found[:MOST_ADDRESSES]


def _cut(value: str) -> list[str]:
    """Cut at commas and semicolons outside quotes, brackets and comments."""
    pieces, start = [], 0
    quoted = angle = False
    depth = 0
    escaped = False
    for place, sign in enumerate(value):
        if escaped:
            escaped = False
        elif sign == "\\" and quoted:
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in "<>":
            angle = sign == "<"
        elif sign in ",;；" and not depth and not angle:
            pieces.append(value[start:place])
            start = place + 1
    return [*pieces, value[start:]]


def raw_headers(head: bytes) -> dict[str, str]:
    """Names in lower case to unfolded values, by nothing but colons and line breaks; the first of a name counts."""
    headers: dict[str, str] = {}
    name = ""
    for line in head[:LONGEST_HEADER].splitlines():
        text = line.decode("utf-8", "surrogateescape")
        if line[:1] in (b" ", b"\t") and name:
            headers[name] += " " + text.strip()
        elif (key := text.partition(":")[0].strip().lower()) and ":" in text:
            name = key
            if name in headers:
                name = ""
            else:
                headers[name] = text.partition(":")[2].strip()
    return headers
