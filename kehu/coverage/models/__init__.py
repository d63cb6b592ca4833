"""The nouns of coverage: who looks after whom, and what happens when that changes."""

from kehu.coverage.models.handovers import Handover, HandoverCandidate, HandoverItem, HandoverPromise
from kehu.coverage.models.territory_rules import TerritoryRule

__all__ = ["Handover", "HandoverCandidate", "HandoverItem", "HandoverPromise", "TerritoryRule"]
