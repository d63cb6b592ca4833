from kehu.compensation.models.appraisals import (
    AppraisalSheet,
    AppraisalTemplate,
    Dispute,
    DisputeMessage,
    HandReading,
    SheetCorrection,
    TemplateVersion,
)
from kehu.compensation.models.commissions import (
    CommissionLine,
    CommissionPlan,
    CommissionStatement,
    DealCredit,
    PlanMember,
    PlanVersion,
)
from kehu.compensation.models.expenses import CityTier, ExpenseCategory, ExpenseClaim, ExpenseLine, ExpenseRate

__all__ = [
    "AppraisalSheet", "AppraisalTemplate", "CityTier", "CommissionLine", "CommissionPlan", "CommissionStatement",
    "DealCredit", "Dispute", "DisputeMessage", "ExpenseCategory", "ExpenseClaim", "ExpenseLine", "ExpenseRate",
    "HandReading", "PlanMember", "PlanVersion", "SheetCorrection", "TemplateVersion",
]  # fmt: skip
