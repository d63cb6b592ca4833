"""Zip files are looked at before they are unpacked: what they say they hold decides whether they are opened at all."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.errors import UnreadableFile

MOST_MEMBERS = 10_000
MOST_UNPACKED = 6 * 1024**3  # bytes; a full sheet of a million rows and thirty columns stays below
MOST_RATIO = 300  # honest sheets pack 5 to 100 times; a bomb packs 1,000 times
MOST_RATIO_READ_AT_ONCE = 100  # for members that must be read through before the first row
READ_AT_ONCE = ("sharedstrings.xml", "styles.xml", "workbook.xml", "content.xml", ".rels", ".bin")
RATIO_MATTERS_FROM = 20 * 1024**2  # bytes


def open_zip(path: str | Path) -> zipfile.ZipFile:
    """The archive, checked for bombs by its directory. Raises UnreadableFile.

    Python never unpacks more of a member than its directory entry states, so a lying directory gains nothing.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(_("The file is damaged and cannot be opened. Save it again and retry.")) from error
    try:
        _check(archive)
    except UnreadableFile:
        archive.close()
        raise
    return archive


def names_in_zip(path: str | Path) -> list[str]:
    """Names of all members of a checked archive. Raises UnreadableFile."""
    with open_zip(path) as archive:
        return archive.namelist()


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    bomb = len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED
    for member in members:
        if member.flag_bits & 0x1:
            raise UnreadableFile(_("The file is protected by a password. Save it without one and retry."))
        most = MOST_RATIO_READ_AT_ONCE if member.filename.lower().endswith(READ_AT_ONCE) else MOST_RATIO
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > most * max(member.compress_size, 1):
            bomb = True
    if bomb:
        raise UnreadableFile(_("The file unpacks to far more than it should. It was not opened."))
