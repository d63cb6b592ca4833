"""What happened to people's data."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class RecordsErased(Event):
    """An erasure is done; `subjects` are [object key, id] of records that are gone or have no name any more."""

    erasure_id: UUID
    subjects: list[list[str]]
