from kehu.interactions.models.activity import CustomerActivity
from kehu.interactions.models.interactions import Interaction
from kehu.interactions.models.tasks import Task
from kehu.interactions.models.visit_plans import VisitPlan, VisitStop
from kehu.interactions.models.visits import Visit, VisitAttendee

__all__ = ["CustomerActivity", "Interaction", "Task", "Visit", "VisitAttendee", "VisitPlan", "VisitStop"]
