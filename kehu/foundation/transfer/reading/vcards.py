"""vCard 2.1, 3.0 and 4.0 as phones and mail programs really write them.

Standard parsers refuse what real cards contain: QUOTED-PRINTABLE with soft breaks in 2.1, photos whose lines are not
indented, notes with raw line breaks, Chinese in GB 2312 with or without CHARSET, missing END lines. Here each card is
cut out of the file as bytes first; a card that makes no sense is handed on raw, the next one is read.
"""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kehu.foundation.transfer.reading.text_encoding import encoding_of_bytes

LARGEST_CARD = 16 << 20  # bytes, photo included
LONGEST_LINE = 4 << 20

_BEGIN = re.compile(rb"\s*(item\d+\.)?begin\s*:\s*vcard\s*$", re.IGNORECASE)
_END = re.compile(rb"\s*end\s*:\s*vcard\s*$", re.IGNORECASE)
_AGENT = re.compile(rb"agent\b[^:]*:\s*$", re.IGNORECASE)
_PROPERTY = re.compile(rb"[A-Za-z0-9_\-.]+\s*[;:]")
_SOFT_BREAK = re.compile(rb"quoted-printable", re.IGNORECASE)
_BASE64 = re.compile(rb"[;=](b|base64)\b", re.IGNORECASE)
_KNOWN = re.compile(
    rb"(?:[A-Za-z0-9\-]+\.)?(?:x-[a-z0-9\-]+|begin|end|version|n|fn|nickname|photo|bday|anniversary|gender|adr|label|"
    rb"tel|email|impp|lang|tz|geo|title|role|logo|agent|org|member|related|categories|note|prodid|rev|sort-string|"
    rb"sound|uid|clientpidmap|url|key|fburl|caladruri|caluri|mailer|class|name|source|kind|xml)\s*[;:]",
    re.IGNORECASE,
)


@dataclass
class Property:
    """One line of a card: `TEL;TYPE=work:…`. `value` is decoded text with escapes still in; bytes for photos."""

    name: str
    value: str | bytes
    types: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    group: str = ""

    def text(self) -> str:
        """The value as plain text."""
        return unescape(self.value) if isinstance(self.value, str) else ""

    def parts(self) -> list[str]:
        """The value cut at its unescaped semicolons (N, ADR, ORG)."""
        if not isinstance(self.value, str):
            return []
        return [unescape(part).strip() for part in re.split(r"(?<!\\);", self.value)]


@dataclass
class Card:
    """A card with its bytes; `properties` is empty if it could not be read."""

    raw: bytes
    properties: list[Property]

    def all(self, name: str) -> list[Property]:
        """All properties of that (upper-case) name, in file order."""
        return [entry for entry in self.properties if entry.name == name]


def cards(file: BinaryIO, encoding: str | None = None) -> Iterator[Card]:
    """Every card of a file of bytes opened at its start. `encoding` overrules what each card says or looks like."""
    for raw in _cut(file):
        yield Card(raw, _properties(raw, encoding))


def unescape(text: str) -> str:
    r"""Resolve \n \, \; \: and \\."""
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda match: "\n" if match.group(1) in "nN" else match.group(1), text, flags=re.DOTALL)


def _cut(file: BinaryIO) -> Iterator[bytes]:
    """The bytes from each BEGIN to its END, the next BEGIN, or the end of the file."""
    lines: list[bytes] = []
    size = depth = 0
    for line in _lines(file):
        if _BEGIN.match(line):
            if depth and lines and _AGENT.match(lines[-1].strip()):
                depth += 1
            elif depth:
                yield b"".join(lines)  # END is missing
                lines, size, depth = [], 0, 1
            else:
                lines, size, depth = [], 0, 1
        if not depth:
            continue
        size += len(line)
        if size <= LARGEST_CARD:
            lines.append(line)
        if _END.match(line):
            depth -= 1
            if not depth:
                yield b"".join(lines)
                lines = []
    if depth and lines:
        yield b"".join(lines)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    head = file.read(4)
    file.seek(0)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\x00" in head:
        yield from _wide_lines(file, head)
        return
    if head.startswith(codecs.BOM_UTF8):
        file.seek(3)
    while line := file.readline(LONGEST_LINE):
        if b"\r" in line.rstrip(b"\r\n"):
            yield from line.replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines(keepends=True)  # old Macintosh
        else:
            yield line


def _wide_lines(file: BinaryIO, head: bytes) -> Iterator[bytes]:
    little = head.startswith(codecs.BOM_UTF16_LE) or head[1:2] == b"\x00"
    reader = codecs.getreader("utf-16-le" if little else "utf-16-be")(file, "replace")
    while line := reader.readline(LONGEST_LINE):
        yield line.lstrip("\ufeff").encode("utf-8", "replace")


def _properties(raw: bytes, encoding: str | None) -> list[Property]:
    found = []
    guess: str | None = encoding
    depth = 0
    for line in _unfolded(raw):
        if _BEGIN.match(line) or _END.match(line):
            depth += 1 if _BEGIN.match(line) else -1
            continue
        if depth > 1:
            continue  # a card within the card: the agent's
        if guess is None and not line.isascii():
            guess = encoding_of_bytes(raw)
        if entry := _property(line, guess or "utf-8", forced=encoding is not None):
            found.append(entry)
    return found if any(entry.name not in ("VERSION", "PRODID", "REV", "UID") for entry in found) else []


def _unfolded(raw: bytes) -> Iterator[bytes]:
    """Logical lines: folded ones, soft breaks, unindented base64 and raw line breaks in texts put together."""
    current: bytearray | None = None
    quoted = binary = False
    for physical in raw.splitlines():
        if current is not None:
            if quoted and current.endswith(b"="):
                current[-1:] = physical.strip(b"\t ") if _looks_folded(physical) else physical
                continue
            if physical[:1] in b" \t" and physical.strip():
                current += physical[1:]
                continue
            if not physical.strip():
                binary = False
                continue
            if (binary and not _KNOWN.match(physical)) or not _PROPERTY.match(physical):
                current += physical if binary else b"\\n" + physical.strip()
                continue
            yield bytes(current)
        if not physical.strip():
            continue
        current = bytearray(physical.lstrip())
        head = physical.partition(b":")[0]
        quoted = bool(_SOFT_BREAK.search(head))
        binary = bool(_BASE64.search(head))
    if current is not None:
        yield bytes(current)


def _looks_folded(line: bytes) -> bool:
    return line[:1] in b" \t" and line.strip(b" \t")[:1] == b"="


def _property(line: bytes, encoding: str, forced: bool) -> Property | None:
    match = re.match(rb'((?:[^":]|"[^"]*")*):(.*)', line, re.DOTALL) or re.match(rb"([^:]*):(.*)", line, re.DOTALL)
    if not match:
        return None
    head, value = match.groups()
    name, *pieces = re.findall(r'(?:[^";]|"[^"]*"?)+', head.decode("latin-1"))[:50] or [""]
    group, _dot, name = name.strip().rpartition(".")
    if not re.fullmatch(r"[A-Za-z0-9_\-]+", name):
        return None
    types, parameters = _parameters(pieces)
    coding = parameters.get("ENCODING", "").lower()
    entry = Property(name.upper(), b"", types, parameters, group.lower())
    if coding in ("b", "base64"):
        entry.value = _from_base64(value)
        return entry
    if coding == "quoted-printable":
        value = quopri.decodestring(value)
        encoding = encoding if forced or value.isascii() else encoding_of_bytes(value)
    entry.value = _decoded(value, parameters.get("CHARSET"), encoding, forced).strip()
    return entry


def _parameters(pieces: list[str]) -> tuple[list[str], dict[str, str]]:
    types: list[str] = []
    parameters: dict[str, str] = {}
    for piece in pieces:
        key, sign, value = piece.partition("=")
        key, value = key.strip().upper(), value.strip().strip('"')
        if not sign:
            bare = key.lower()
            if bare in ("quoted-printable", "base64", "b"):
                parameters["ENCODING"] = bare
            elif bare:
                types.append(bare)  # vCard 2.1: TEL;HOME;VOICE
        elif key == "TYPE":
            types.extend(part.strip().lower() for part in value.split(",") if part.strip())
        elif key == "PREF":
            types.append("pref")
        else:
            parameters.setdefault(key, value)
    return types, parameters


def _from_base64(value: bytes) -> bytes:
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", value)
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return b""


def _decoded(value: bytes, charset: str | None, encoding: str, forced: bool) -> str:
    if charset and not forced:
        name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(charset.strip().lower(), charset)
        try:
            return value.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass  # phones claim UTF-8 and write GB 2312
    try:
        return value.decode("utf-8" if not forced else encoding)
    except UnicodeDecodeError:
        return value.decode(encoding, "replace")
    except LookupError:
        return value.decode("utf-8", "replace")
