"""The customers ticked in a list become a visit plan."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied, BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.interactions.actions import visit_plans
from kehu.interactions.models import VisitPlan
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.visit_plan_forms import BulkPlanForm


def plan_visits(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """One plan for all of them; a second batch is more than a plan can take."""
    if VisitPlan.objects.filter(origin=change_set.pk).exists():
        raise visit_plans.PlanRefused(_("These are too many for one plan."), field="days")
    seen = set(Customer.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    if seen:
        visit_plans.make(
            customers=seen, title=given["title"], first_day=date.fromisoformat(given["first_day"]),
            days=given["days"], minutes=given["minutes"], visitor=_visitor(given, by), by=by, origin=change_set.pk,
        )  # fmt: skip
    return Applied(changed=[one for one in ids if one in seen], missing=[one for one in ids if one not in seen])


def _visitor(given: dict[str, Any], by: User) -> User:
    return User.objects.filter(is_active=True, is_system=False).get(pk=given["visitor"]) if given["visitor"] else by


def _made(change_set: ChangeSet) -> str:
    found = VisitPlan.objects.filter(origin=change_set.pk).first()
    return reverse("interactions:visit_plan", args=[found.pk]) if found else ""


PLAN_VISITS = BulkVerb(
    "plan_visits", gettext_lazy("Plan visits …"), icon="route", verb=VisitVerb.PLAN, apply=plan_visits,
    form=BulkPlanForm, leads_to=_made, text=gettext_lazy("They become a plan, in the order of a short way."),
    words=("route",),
)  # fmt: skip
