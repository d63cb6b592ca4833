from kehu.sales.models.leads import Lead, Touch
from kehu.sales.models.opportunities import Closure, Opportunity, SellingTeamMember, StageChange
from kehu.sales.models.pipelines import Category, Pipeline, Stage
from kehu.sales.models.reasons import CloseReason, Competitor

__all__ = [
    "Category", "CloseReason", "Closure", "Competitor", "Lead", "Opportunity", "Pipeline", "SellingTeamMember", "Stage",
    "StageChange", "Touch",
]  # fmt: skip
