"""Making rows ready before their turn: an import does it in another thread while PostgreSQL writes the batch before.

What is made here stands only as long as nobody changes the entry: whoever adds to one drops it from `prepared`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kehu.customers.entries import NewCustomer
from kehu.customers.storing.lines import Lines, lines_of
from kehu.customers.storing.lookups import Lookups
from kehu.customers.storing.preparing import Prepared, prepare
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal


@dataclass
class Ahead:
    """`lines` hold for exactly those whose ids are `made`, in their order."""

    prepared: dict[UUID, Prepared]
    made: list[UUID]
    lines: Lines

    def is_all_of(self, rows: list[Prepared]) -> bool:
        """Whether the lines are those of these rows and no others."""
        if len(rows) != len(self.made) or len(self.prepared) != len(self.made):
            return False
        return all(row.customer["id"] == key for row, key in zip(rows, self.made, strict=True))


def make_ahead(entries: list[NewCustomer], lookups: Lookups, *, by: User, now: datetime) -> Ahead:
    """Needs no database. An entry that would be refused is left out; whoever inserts it says why."""
    prepared: dict[UUID, Prepared] = {}
    for entry in entries:
        try:
            prepared[entry.id] = prepare(entry, lookups, by, now)
        except Refusal:
            continue
    rows = list(prepared.values())
    return Ahead(prepared, list(prepared), lines_of(rows, by, now))
