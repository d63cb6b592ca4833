"""What a file really is, by its first bytes: names lie, a `.csv` is often an Excel file and now and then a program."""

import re
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.archives import names_in_zip
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.text_encoding import wide_encoding_of

HEAD = 8192

SIGNATURES = [
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "media"),
    (b"ID3", "media"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!\x1a", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"SQLite format 3\x00", "database"),
    (b"PAR1", "database"),
    (b"{\\rtf", "text document"),
]
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x84\x31\x95\x33")
# Control characters that no text holds; NUL is judged apart, as UTF-16 is full of it.
UNTEXTUAL = bytes(sorted(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1b\x01\x1c\x1d\x1e\x1f")))


def kind_of(path: str | Path) -> str:
    """One of 'delimited', 'vcard', 'html', 'xmlss', 'xlsx', 'xlsb', 'ods', 'xls'. Raises UnreadableFile for others."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise UnreadableFile(_("The file is empty."))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if head[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"):
        return "xls"  # a bare BIFF stream, as old programs write it
    for signature, name in SIGNATURES:
        if head.startswith(signature) and not _is_text(head[len(signature) :], signature):
            raise UnreadableFile(_NOT_A_TABLE[name])
    return _kind_of_text(head)


_NOT_A_TABLE = {
    "program": _("This is a program, not a table. Choose a CSV, Excel or vCard file."),
    "PDF": _("This is a PDF. Export the table as CSV or Excel from the program it comes from."),
    "image": _("This is a picture, not a table. Choose a CSV, Excel or vCard file."),
    "media": _("This is a sound or film, not a table. Choose a CSV, Excel or vCard file."),
    "archive": _("This is a packed archive. Unpack it first and choose the file in it."),
    "database": _("This is a database file. Export the table as CSV or Excel first."),
    "text document": _("This is a text document. Save the table in it as CSV or Excel first."),
}


def _is_text(rest: bytes, signature: bytes) -> bool:
    """`MZ-100;…` or `ID3,name` may begin an honest CSV: a short printable signature needs binary behind it."""
    if signature in (b"#!", b"%PDF-", b"{\\rtf", b"SQLite format 3\x00"):
        return False
    return signature.isascii() and b"\x00" not in rest and not _untextual(rest)


def _untextual(sample: bytes) -> bool:
    return len(sample) - len(sample.translate(None, UNTEXTUAL)) > max(2, len(sample) // 50)


def _kind_of_zip(path: str | Path) -> str:
    names = names_in_zip(path)
    if any(name.lower() == "xl/workbook.bin" for name in names):
        return "xlsb"
    if any(name.lower().replace("\\", "/").endswith("workbook.xml") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if any(re.match(r"(word|ppt)/", name) for name in names):
        raise UnreadableFile(_NOT_A_TABLE["text document"])
    raise UnreadableFile(_NOT_A_TABLE["archive"])


def _kind_of_text(head: bytes) -> str:
    plain = head
    for mark in BYTE_ORDER_MARKS:
        plain = plain.removeprefix(mark)
    plain = plain.replace(b"\x00", b"").lstrip().lower()
    if re.match(rb"(item\d+\.)?begin\s*:\s*vcard", plain):
        return "vcard"
    if plain.startswith((b"<?xml", b"<workbook")) and b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        return "xmlss"
    if re.match(
        rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|table|meta|style)\b", plain, re.DOTALL
    ):
        return "html"
    if not head.startswith(BYTE_ORDER_MARKS) and _untextual(head) and not wide_encoding_of(head):
        raise UnreadableFile(_("This file is not text and not a spreadsheet. Choose a CSV, Excel or vCard file."))
    return "delimited"
