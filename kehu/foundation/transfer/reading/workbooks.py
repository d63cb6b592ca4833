"""Workbooks other than .xlsx (.xls, .xlsb, .ods), read by calamine in a child process with limits.

Calamine lays out the whole sheet and ends the process when memory runs out, so a hostile or hopelessly large file may
only take its own child process along. The child writes rows as JSON lines to a temporary file that is read as a stream.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.archives import open_zip
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row, Source, check_width

CHILD = Path(__file__).with_name("calamine_process.py")
SECONDS_PER_MEGABYTE = 2.0
LEAST_SECONDS = 20.0

_REFUSALS = {
    "password": _("The file is protected by a password. Save it without one and retry."),
    "damaged": _("The file is damaged and cannot be opened. Save it again and retry."),
    "no sheet": _("No table was found in this file."),
    "too large": _("The sheet is too large to be read in this format. Save it as .xlsx or CSV and retry."),
}


class WorkbookSource(Source):
    """One sheet of an .xls, .xlsb or .ods file; the first visible one with contents unless one is named."""

    def __init__(self, path: str | Path, kind: str, sheet: str | None = None):
        self.format = kind
        if kind != "xls":
            open_zip(path).close()
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 closed by close()
        try:
            self._read(Path(path), sheet)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back the temporary space."""
        self._spool.close()

    def records(self) -> Iterator[Row]:
        """Every row that holds a value, with its row number in the sheet."""
        position = self._first_row
        while True:
            self._spool.seek(position)
            line = self._spool.readline()
            if not line:
                return
            position = self._spool.tell()
            number, cells = json.loads(line)
            check_width(len(cells))
            yield Row(number, cells)

    def _read(self, path: Path, sheet: str | None) -> None:
        limit = LEAST_SECONDS + SECONDS_PER_MEGABYTE * path.stat().st_size / 1e6
        command = [sys.executable, "-I", str(CHILD), str(path.resolve()), *([sheet] if sheet is not None else [])]
        try:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=self._spool,
                stderr=subprocess.DEVNULL,
                timeout=limit,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(_REFUSALS["too large"]) from error
        self._spool.seek(0)
        head = json.loads(self._spool.readline() or b"null")
        if done.returncode != 0 or not head:
            refusal = str(head.get("refusal")) if isinstance(head, dict) else "too large"
            raise UnreadableFile(_REFUSALS.get(refusal, _REFUSALS["too large"]))
        self._first_row = self._spool.tell()
        self.sheets, self.sheet = head["sheets"], head["sheet"]
        if sheet is not None and sheet not in self.sheets:
            raise UnreadableFile(_("There is no sheet “%(name)s” in this file."), name=sheet)
