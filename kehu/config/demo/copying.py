"""COPY of plain rows, with what every table wants filled in."""

from collections.abc import Iterable
from typing import Any

from kehu.config.demo.ids import moment

# Columns that are times: given in seconds since 1970.
TIMES = {
    "created_at", "updated_at", "started_at", "at", "due_at", "closed_at", "planned_start", "planned_end",
    "last_contact_at", "next_task_at", "next_visit_at", "next_due_at",
}  # fmt: skip
EMPTY_TEXT = {
    "label", "department", "influence", "notes", "extension", "next_step", "place", "related_key", "source",
    "external_id", "proof", "closing_note", "repeat", "minutes", "cancel_reason",
}  # fmt: skip
FALSE = {"leap", "private", "all_day"}


def copy_rows(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Rows may be shorter than `columns`: what is left over gets an empty text, false, or `{}` for custom values."""
    times = [index for index, name in enumerate(columns) if name in TIMES]
    rest: list[str] | None = None
    lines: list[str] = []
    for row in rows:
        if rest is None:
            rest = [_empty(name) for name in columns[len(row) :]]
        cells = ["\\N" if value is None else str(value) for value in row]
        for index in times:
            if index < len(cells) and cells[index] != "\\N":
                cells[index] = moment(float(cells[index]))
        lines.append("\t".join(cells + rest))
    if not lines:
        return
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write("\n".join(lines).replace("\\N", "\0").replace("\\", "\\\\").replace("\0", "\\N").encode() + b"\n")


def _empty(name: str) -> str:
    if name in FALSE:
        return "f"
    return "{}" if name == "custom" else ""
