"""Which sign separates the cells, judged by how evenly each candidate cuts the first lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CANDIDATES = [",", ";", "\t", "|", "^", "¦", "\x01", "\x1f", "~", "，", "；"]
SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
LINES_JUDGED = 200
UNEVEN = 0.5  # a cut that fits fewer lines than this is chance


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart. `escape` is the backslash of database dumps, or None for doubled quotes."""

    delimiter: str = ","
    escape: str | None = None
    quotes: bool = True

    def reader(self, lines: Iterable[str], strict: bool) -> Iterator[list[str]]:
        """A `csv.reader` for this dialect over an iterator of lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar='"',
            quoting=csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=True,
            strict=strict,
        )


def dialect_of(sample: str, name: str = "") -> Dialect:
    """The dialect of the first lines of a file; `name`, the file's name, breaks ties (.tsv). Never raises."""
    lines = sample.splitlines(keepends=True)
    if lines and (match := SEP_LINE.match(lines[0].rstrip("\r\n"))):
        return Dialect(match.group(1), _escape_in(lines[1:], match.group(1)))
    lines = [line for line in lines[: LINES_JUDGED + 1] if line.strip()]
    order = ["\t", *CANDIDATES] if name.lower().endswith((".tsv", ".tab")) else CANDIDATES
    best, chosen = 0.0, order[0] if name.lower().endswith((".tsv", ".tab")) else ","
    for delimiter in order:
        score = _evenness(lines, Dialect(delimiter))
        if score > best * 1.02:
            best, chosen = score, delimiter
    return Dialect(chosen, _escape_in(lines, chosen))


def _escape_in(lines: list[str], delimiter: str) -> str | None:
    r"""The backslash, if more records are well-formed when \" is read as a quote inside a cell."""
    if not any('\\"' in line for line in lines):
        return None
    doubled, escaped = (_well_formed(lines, Dialect(delimiter, escape)) for escape in (None, "\\"))
    return "\\" if escaped > doubled else None


def _well_formed(lines: list[str], dialect: Dialect) -> int:
    """How many lines parse before the first that does not."""
    reader = dialect.reader(iter(lines), strict=True)
    count = 0
    try:
        for _cells in reader:
            count += 1
    except csv.Error:
        pass
    return count


def _evenness(lines: list[str], dialect: Dialect) -> float:
    if not any(dialect.delimiter in line for line in lines):
        return 0.0
    try:
        widths = [len(cells) for cells in dialect.reader(iter(lines), strict=False) if cells]
    except csv.Error:
        return 0.0
    if len(widths) > 3 and len(widths) > len(lines) // 2 and len(lines) > LINES_JUDGED // 2:
        widths.pop()  # the sample may end inside a record
    counts = Counter(widths)
    width, lines_so_wide = max(((width, count) for width, count in counts.items() if width > 1), default=(1, 0))
    for candidate, count in counts.items():
        if candidate > 1 and (count, candidate) > (lines_so_wide, width):
            width, lines_so_wide = candidate, count
    if width == 1:
        return 0.0
    share = lines_so_wide / len(widths)
    if share < UNEVEN and len(widths) > 2:
        # Ragged files: nearly every line is cut, though not into equally many cells.
        share = sum(count for candidate, count in counts.items() if candidate > 1) / len(widths) * 0.5
    text = sum(line.count(dialect.delimiter + " ") for line in lines)
    total = sum(line.count(dialect.delimiter) for line in lines)
    prose = text / total if dialect.delimiter != "\t" else 0.0  # ", " within sentences and "Berlin, Mitte"
    return share * (1 - 0.4 * prose) * (1 + min(width, 20) / 100)
