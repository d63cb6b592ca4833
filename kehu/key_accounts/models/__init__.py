"""The nouns of key accounts: by which rule customers have their tier, what a tier is owed, and the plan for a year."""

from kehu.key_accounts.models.accounts import Entitlement, KeyAccount
from kehu.key_accounts.models.plans import AccountPlan, PlanGoal, PlanReview, Stakeholder
from kehu.key_accounts.models.tiers import TierEffect, TierRule, TierStep

__all__ = [
    "AccountPlan", "Entitlement", "KeyAccount", "PlanGoal", "PlanReview", "Stakeholder", "TierEffect", "TierRule",
    "TierStep",
]  # fmt: skip
