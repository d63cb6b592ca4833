"""What happened in sales."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class OpportunityOpened(Event):
    opportunity_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunityAdvanced(Event):
    opportunity_id: UUID
    customer_id: UUID
    from_stage_id: UUID
    to_stage_id: UUID
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunityWon(Event):
    opportunity_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunityLost(Event):
    opportunity_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunityReopened(Event):
    opportunity_id: UUID
    customer_id: UUID
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunityAssigned(Event):
    opportunity_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    former_id: UUID | None
    changed = "opportunity"


@dataclass(frozen=True)
class OpportunitiesImported(Event):
    """One batch of an import."""

    opportunity_ids: list[UUID]
    change_set_id: UUID | None
    changed = "opportunity"


@dataclass(frozen=True)
class LeadCaptured(Event):
    lead_id: UUID
    owner_id: UUID | None
    source: str = ""
    changed = "lead"


@dataclass(frozen=True)
class LeadAssigned(Event):
    lead_id: UUID
    owner_id: UUID | None
    former_id: UUID | None
    changed = "lead"


@dataclass(frozen=True)
class LeadConverted(Event):
    lead_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None
    changed = "lead"


@dataclass(frozen=True)
class LeadTouched(Event):
    """`direction` is in for an answer of the lead, else out."""

    lead_id: UUID
    kind: str
    direction: str


@dataclass(frozen=True)
class LeadMoved(Event):
    lead_id: UUID
    from_state: str
    to_state: str
    changed = "lead"


@dataclass(frozen=True)
class LeadsMerged(Event):
    survivor_id: UUID
    loser_id: UUID
    changed = "lead"


@dataclass(frozen=True)
class LeadsImported(Event):
    """One batch of an import."""

    lead_ids: list[UUID]
    change_set_id: UUID | None = None
