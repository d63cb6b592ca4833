"""What happened to quotes."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class QuoteWritten(Event):
    quote_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None
    changed = "quote"


@dataclass(frozen=True)
class QuoteMoved(Event):
    """It entered another state; `version_id` is set from its sending on."""

    quote_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None
    from_state: str
    to_state: str
    version_id: UUID | None = None
    changed = "quote"

    def topics(self) -> list[str]:
        return [f"record:quote:{self.quote_id}"]


@dataclass(frozen=True)
class QuoteAccepted(Event):
    """The customer signed this version; contracts are made of it. Amounts are texts, in `currency`."""

    quote_id: UUID
    version_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None
    owner_id: UUID | None
    net: str
    tax: str
    total: str
    currency: str
    changed = "quote"


@dataclass(frozen=True)
class QuoteDeclined(Event):
    quote_id: UUID
    version_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None
    reason: str = ""
    changed = "quote"


@dataclass(frozen=True)
class QuoteOpened(Event):
    """The customer looked at it."""

    quote_id: UUID
    version_id: UUID
    customer_id: UUID
    changed = "quote"

    def topics(self) -> list[str]:
        return [f"record:quote:{self.quote_id}"]
