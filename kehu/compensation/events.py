"""What happened to expenses, commissions and appraisals."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class ExpensesSubmitted(Event):
    claim_id: UUID
    claimant_id: UUID
    changed = "expense_claim"


@dataclass(frozen=True)
class ExpensesDecided(Event):
    claim_id: UUID
    claimant_id: UUID
    approved: bool
    changed = "expense_claim"


@dataclass(frozen=True)
class ExpensesPaid(Event):
    claim_id: UUID
    claimant_id: UUID
    changed = "expense_claim"


@dataclass(frozen=True)
class CommissionsClosed(Event):
    month: date
    user_ids: list[UUID]
    changed = "commission"


@dataclass(frozen=True)
class AppraisalsClosed(Event):
    starts_on: date
    user_ids: list[UUID]
    changed = "appraisal"


@dataclass(frozen=True)
class AppraisalCorrected(Event):
    sheet_id: UUID
    user_id: UUID
    changed = "appraisal"
