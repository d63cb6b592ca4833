"""What happened in coverage."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class HandedOver(Event):
    """All of a hand-over at once; `counts` says how many records of each kind went."""

    handover_id: UUID
    leaver_id: UUID
    counts: dict[str, int]
    change_set_id: UUID
    changed = "handover"
