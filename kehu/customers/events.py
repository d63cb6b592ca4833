"""What can happen to customers. Ids and plain values only; bulk operations publish one event per batch."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class CustomerCreated(Event):
    customer_id: UUID


@dataclass(frozen=True)
class CustomersCreated(Event):
    """One batch of an import, of the API's bulk door or of the demo company."""

    customer_ids: list[UUID]
    change_set_id: UUID | None = None


@dataclass(frozen=True)
class CustomerChanged(Event):
    """`fields` are keys of the object's fields; also sent when contact points, contacts or tags changed."""

    customer_id: UUID
    fields: list[str]
    changed = "customer"

    def topics(self) -> list[str]:
        return [f"record:customer:{self.customer_id}"]


@dataclass(frozen=True)
class CustomersChanged(Event):
    customer_ids: list[UUID]
    fields: list[str]
    change_set_id: UUID | None = None


@dataclass(frozen=True)
class CustomersAssigned(Event):
    """`owner_id` is the new owner; None when the customers belong to nobody now."""

    customer_ids: list[UUID]
    owner_id: UUID | None


@dataclass(frozen=True)
class CustomerTrashed(Event):
    customer_id: UUID


@dataclass(frozen=True)
class CustomersTrashed(Event):
    customer_ids: list[UUID]
    change_set_id: UUID | None = None


@dataclass(frozen=True)
class CustomerRestored(Event):
    customer_id: UUID


@dataclass(frozen=True)
class LifecycleStageChanged(Event):
    """`stage` and `previous` are stage keys; `previous` is empty for the first one."""

    customer_id: UUID
    stage: str
    previous: str
    reason: str = ""


@dataclass(frozen=True)
class TierChanged(Event):
    """An empty tier means none; `rule` names the rule that decided, if no person did."""

    customer_id: UUID
    tier: str
    previous: str
    rule: str = ""


@dataclass(frozen=True)
class ConsentGiven(Event):
    customer_id: UUID
    channel: str
    purpose: str


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    customer_id: UUID
    channel: str
    purpose: str


@dataclass(frozen=True)
class ContactPointInvalid(Event):
    """A phone rings nowhere, a mail bounced, a letter came back."""

    customer_id: UUID
    contact_point_id: UUID


@dataclass(frozen=True)
class ContactAdded(Event):
    customer_id: UUID
    contact_id: UUID


@dataclass(frozen=True)
class RelationshipMade(Event):
    relationship_id: UUID
    type: str
    from_customer_id: UUID
    to_customer_id: UUID


@dataclass(frozen=True)
class RelationshipEnded(Event):
    relationship_id: UUID
    type: str
    from_customer_id: UUID
    to_customer_id: UUID


@dataclass(frozen=True)
class AccountTeamJoined(Event):
    customer_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class CustomersMerged(Event):
    survivor_id: UUID
    loser_id: UUID
    merge_id: UUID


@dataclass(frozen=True)
class CustomersUnmerged(Event):
    survivor_id: UUID
    loser_id: UUID
    merge_id: UUID
