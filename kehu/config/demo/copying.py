"""COPY of plain rows, with what every table wants filled in."""

from collections.abc import Iterable
from typing import Any

from kehu.config.demo.ids import moment

# Columns that are times: given in seconds since 1970.
TIMES = {
    "created_at", "updated_at", "started_at", "at", "due_at", "closed_at", "planned_start", "planned_end",
    "last_contact_at", "next_task_at", "next_visit_at", "next_due_at",
}  # fmt: skip
FALSE = {"leap", "private", "all_day"}


NULL = "\\N"


def copy_rows(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Rows may be shorter than `columns`: what is left over gets an empty text, false, or `{}` for custom values."""
    times = [index for index, name in enumerate(columns) if name in TIMES]
    lines: list[str] = []
    rest = ""
    for row in rows:
        if not lines:
            rest = "".join(f"\t{_empty(name)}" for name in columns[len(row) :]) + "\n"
            times = [index for index in times if index < len(row)]
        cells = list(row)
        for index in times:
            at = cells[index]
            if at is not None:
                cells[index] = moment(at)  # type: ignore[arg-type]
        lines.append("\t".join(["\0" if cell is None else str(cell) for cell in cells]) + rest)
    text = "".join(lines)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    copy_text(cursor, table, columns, text.replace("\0", NULL))


def copy_text(cursor: Any, table: str, columns: tuple[str, ...], text: str) -> None:
    """`text` is in the format of COPY: lines of cells between tabs, with NULL for what is not known."""
    if not text:
        return
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(text.encode())


def _empty(name: str) -> str:
    if name in FALSE:
        return "f"
    return "{}" if name == "custom" else ""
