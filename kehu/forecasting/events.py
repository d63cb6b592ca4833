"""What happened to quotas and the forecast."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class QuotasPublished(Event):
    plan_id: UUID
    fiscal_year: int
    changed = "quota"


@dataclass(frozen=True)
class ForecastJudged(Event):
    user_id: UUID
    month: str
    changed = "forecast"


@dataclass(frozen=True)
class SnapshotTaken(Event):
    snapshot_id: UUID
    taken_on: str
    changed = "forecast"
