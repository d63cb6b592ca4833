"""What happened to records of kinds that the company made."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class RecordsCreated(Event):
    object_key: str
    record_ids: list[UUID]


@dataclass(frozen=True)
class RecordsChanged(Event):
    object_key: str
    record_ids: list[UUID]
    fields: list[str]
