from kehu.sales.models.assignment import Assignment, AssignmentRule, Seller
from kehu.sales.models.committees import CommitteeMember, OpportunityDocument, Rival
from kehu.sales.models.leads import Lead, Touch
from kehu.sales.models.lines import OpportunityLine
from kehu.sales.models.opportunities import Closure, Opportunity, SellingTeamMember, StageChange
from kehu.sales.models.pipelines import Category, Pipeline, Stage
from kehu.sales.models.pools import Holding, PooledCustomer, PooledLead, ReclaimRule
from kehu.sales.models.reasons import CloseReason, Competitor
from kehu.sales.models.rules import SellingRules
from kehu.sales.models.scoring import LeadSettings, ScoreRule
from kehu.sales.models.standings import Standing
from kehu.sales.models.uses import PipelineUse

__all__ = [
    "Assignment", "AssignmentRule", "Category", "CloseReason", "Closure", "CommitteeMember", "Competitor", "Holding",
    "Lead", "LeadSettings", "Opportunity", "OpportunityDocument", "OpportunityLine", "Pipeline", "PipelineUse",
    "PooledCustomer", "PooledLead", "ReclaimRule", "Rival", "ScoreRule", "Seller", "SellingRules", "SellingTeamMember",
    "Stage", "StageChange", "Standing", "Touch",
]  # fmt: skip
