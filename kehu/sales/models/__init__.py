from kehu.sales.models.committees import CommitteeMember, OpportunityDocument, Rival
from kehu.sales.models.leads import Lead, Touch
from kehu.sales.models.opportunities import Closure, Opportunity, SellingTeamMember, StageChange
from kehu.sales.models.pipelines import Category, Pipeline, Stage
from kehu.sales.models.reasons import CloseReason, Competitor
from kehu.sales.models.rules import SellingRules
from kehu.sales.models.standings import Standing

__all__ = [
    "Category", "CloseReason", "Closure", "CommitteeMember", "Competitor", "Lead", "Opportunity",
    "OpportunityDocument", "Pipeline", "Rival", "SellingRules", "SellingTeamMember", "Stage", "StageChange",
    "Standing", "Touch",
]  # fmt: skip
