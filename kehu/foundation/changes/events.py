"""Facts about change sets and the trash."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class ChangeSetUndone(Event):
    change_set_id: UUID
    reversal_id: UUID
    kind: str
    object_key: str


@dataclass(frozen=True)
class RecordsTrashed(Event):
    object_key: str
    record_ids: list[UUID]


@dataclass(frozen=True)
class RecordsRestored(Event):
    object_key: str
    record_ids: list[UUID]
