"""What happened in cadences; a batch is one fact."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class Enrolled(Event):
    cadence_id: UUID
    enrolment_ids: list[UUID]
    changed = "cadence-enrolment"


@dataclass(frozen=True)
class CadencesStopped(Event):
    """`reason` is one of `Enrolment.Reason`."""

    enrolment_ids: list[UUID]
    reason: str
    changed = "cadence-enrolment"
