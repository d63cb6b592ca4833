"""The nouns of coverage: who looks after whom, and what happens when that changes."""

from kehu.coverage.models.handovers import Handover, HandoverCandidate, HandoverItem, HandoverPromise

__all__ = ["Handover", "HandoverCandidate", "HandoverItem", "HandoverPromise"]
