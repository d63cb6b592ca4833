"""The rows that were handed back, as a file: every cell as it came, then the row's number and the reasons.

The file can be mended and brought in again: the two columns behind are known to the import and left out.
"""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.transfer.models import Import, ImportIssue
from kehu.foundation.transfer.writing import write_csv

ROW_HEADING, REASON_HEADING = gettext_lazy("Row in the file"), gettext_lazy("Reason")


def write(of: Import, path: Path, *, dry: bool = False) -> int:
    """Write the rows that did not come in, in the order of the file; returns how many."""
    width = len(of.columns)
    names = [column["name"] for column in of.columns]
    return write_csv(path, [*names, str(ROW_HEADING), str(REASON_HEADING)], _rows(of, width, dry))


def reason(issue: ImportIssue) -> str:
    """All reasons of a row in one text: “phone: not a phone number; …”."""
    said = [_("%(column)s: %(message)s") % one if one.get("column") else str(one["message"]) for one in issue.reasons]
    return " ".join(said)


def _rows(of: Import, width: int, dry: bool) -> Iterator[list[object]]:
    issues = of.issues.filter(dry=dry).exclude(kind=ImportIssue.Kind.REMARK).order_by("number", "pk")
    for issue in issues.iterator(chunk_size=2_000):
        cells = [*issue.cells, *[None] * (width - len(issue.cells))]
        yield [*cells[:width], issue.number, reason(issue)]
