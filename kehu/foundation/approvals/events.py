"""What happened to requests for approval."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class ApprovalAsked(Event):
    request_id: UUID
    subject: str
    object_key: str
    record_id: UUID
    changed = "approval"

    def topics(self) -> list[str]:
        return [f"record:{self.object_key}:{self.record_id}"]


@dataclass(frozen=True)
class ApprovalDecided(Event):
    """`outcome` is approved, rejected or withdrawn."""

    request_id: UUID
    subject: str
    object_key: str
    record_id: UUID
    outcome: str
    changed = "approval"

    def topics(self) -> list[str]:
        return [f"record:{self.object_key}:{self.record_id}"]
