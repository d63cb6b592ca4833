"""Facts of key accounts."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class AccountPlanned(Event):
    """A plan for a customer and a year was begun."""

    plan_id: UUID
    customer_id: UUID
    year: int
