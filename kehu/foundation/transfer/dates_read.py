"""How the dates of a file are going to be read, to be looked at before a million rows are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.converting import NOTHING
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.parsing import date_format_of, parse_date
from kehu.foundation.transfer.reading import UnreadableFile
from kehu.foundation.transfer.recognising import SAMPLE_ROWS
from kehu.foundation.transfer.stored_files import table_of
from kehu.foundation.transfer.targets import TargetField

SHOWN = 4  # values of a column


@dataclass(frozen=True)
class DatesRead:
    """One column: some of its values with the day each is taken for, None for what is no date. `ambiguous`: nothing in
    the column tells day from month, so what is chosen decides.
    """

    column: str
    values: list[tuple[str, date | None]]
    ambiguous: bool


def dates_read(
    of: Import, fields: Mapping[int, str], known: Sequence[TargetField], *, order: str = ""
) -> list[DatesRead]:
    """The columns that become dates (`fields` by place), read as with this order (empty: as they show)."""
    kinds = {field.key: field.kind for field in known}
    places = [place for place, key in fields.items() if kinds.get(key) in {Kind.DATE, Kind.MOMENT}]
    if not places:
        return []
    try:
        with table_of(of) as table:
            rows = [row.cells for row in islice(table.rows(), SAMPLE_ROWS)]
    except UnreadableFile:
        return []
    return [
        _column(of.columns[place]["name"], [row[place] for row in rows if place < len(row)], order)
        for place in places
        if place < len(of.columns)
    ]


def _column(name: str, cells: Sequence[str | None], order: str) -> DatesRead:
    texts = [cell.strip() for cell in cells if cell and cell.strip().lower() not in NOTHING]
    found = date_format_of(texts, preferred=order or "dmy")
    used = order if order and found.ambiguous else found.order
    read = {text: parse_date(text, used) for text in dict.fromkeys(texts)}
    values = [(text[:40], day if isinstance(day, date) else None) for text, day in islice(read.items(), SHOWN)]
    return DatesRead(name, values, found.ambiguous)
