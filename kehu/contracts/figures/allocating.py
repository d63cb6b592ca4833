"""Which of several debts a sum of money pays, and the identities that always hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True)
class Debt:
    id: UUID
    outstanding: Decimal
    due_on: date | None = None
    position: int = 0


def oldest_first(credit: Decimal, debts: Iterable[Debt]) -> list[tuple[UUID, Decimal]]:
    """What of `credit` goes to each of the debts, the oldest first, until one of them is used up. What is due on no day
    comes last; on one day the order of the plan holds.
    """
    parts = []
    for debt in sorted(debts, key=lambda one: (one.due_on is None, one.due_on or date.max, one.position, one.id)):
        part = min(credit, debt.outstanding)
        if part <= 0:
            continue
        parts.append((debt.id, part))
        credit -= part
    return parts


def state_of(amount: Decimal, received: Decimal, waived: Decimal) -> str:
    """In which state an instalment is."""
    if amount - received - waived > 0:
        return "partly" if received else "open"
    return "waived" if waived and not received else "paid"
