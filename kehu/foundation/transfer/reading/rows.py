"""What every reader hands on, whatever the file was: numbered rows of text cells."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.errors import UnreadableFile

MOST_COLUMNS = 16_384  # what Excel allows; more is a broken or hostile file
LONGEST_CELL = 4_000_000  # characters
LONGEST_RECORD = 16_000_000  # characters; a row is never held beyond this


class _NumberAndCells(NamedTuple):
    number: int
    cells: list[str | None]


class Row(_NumberAndCells):
    """One row: unpacks as `number, cells`.

    `number` counts as a spreadsheet does (the first row of the file is 1, blank rows count). Empty cells are None.
    `problem` is a translated-on-display sentence if the row could not be read cleanly, `raw` its bytes where kept.
    """

    problem: object = None
    raw: bytes | None = None

    def with_problem(self, problem: object, raw: bytes | None = None) -> "Row":
        """The same row with a sentence that says what is wrong with it."""
        self.problem = problem
        self.raw = raw
        return self


class Source(ABC):
    """One opened file of some format; `records()` starts from the top each time it is called."""

    format = ""
    encoding: str | None = None
    delimiter: str | None = None
    sheets: Sequence[str] = ()
    sheet: str | None = None
    columns: Sequence[str] | None = None  # given by the format itself (vCard), else a header row is looked for

    @abstractmethod
    def records(self) -> Iterator[Row]:
        """Every row from the top. Raises UnreadableFile if the file breaks off."""

    def close(self) -> None:  # noqa: B027 most sources hold nothing open between readings
        """Give back files and temporary space."""


def check_width(columns: int) -> None:
    """Refuse rows wider than any spreadsheet. Raises UnreadableFile."""
    if columns > MOST_COLUMNS:
        raise UnreadableFile(
            _("The file has more than %(most)s columns. Keep only the columns that are needed."), most=MOST_COLUMNS
        )
