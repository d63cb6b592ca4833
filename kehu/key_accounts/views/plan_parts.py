"""What hangs on an account plan: its goals, people, reviews, and the cells of the white space."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.catalog.models import Category, Product
from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment
from kehu.key_accounts.actions import plans, reviews, stakeholders
from kehu.key_accounts.forms import GoalForm, ReviewForm, StakeholderForm
from kehu.key_accounts.models import AccountPlan
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries.plans import PlanView
from kehu.key_accounts.views.plans import CHANGED, plan_of

GOALS, PEOPLE = ["plan_goals"], ["plan_people"]


@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, account_plan_id: UUID, goal_id: UUID | None = None) -> HttpResponse:
    plan, user = _writable(request, account_plan_id), reader(request)
    one = get_object_or_404(plan.goals, pk=goal_id) if goal_id else None
    return form_dialog(
        request, form=GoalForm(request.POST or None, one), title=one.title if one else _("New goal"),
        save=lambda given: plans.set_goal(plan=plan, goal=one, by=user, **given), message=_("Saved."), changed=GOALS,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_goal(request: HttpRequest, account_plan_id: UUID, goal_id: UUID) -> HttpResponse:
    plan, user = _writable(request, account_plan_id), reader(request)
    one = get_object_or_404(plan.goals, pk=goal_id)
    return _sure(request, _("Remove the goal “%(name)s”?") % {"name": one.title}, GOALS,
                 lambda: plans.remove_goal(goal=one, by=user))  # fmt: skip


@require_http_methods(["GET", "POST"])
def stakeholder(request: HttpRequest, account_plan_id: UUID, stakeholder_id: UUID | None = None) -> HttpResponse:
    plan, user = _writable(request, account_plan_id), reader(request)
    rows = plan.stakeholders.select_related("contact")
    one = get_object_or_404(rows, pk=stakeholder_id) if stakeholder_id else None

    def save(given: dict[str, Any]) -> None:
        contact = one.contact if one else given.pop("contact")
        stakeholders.place(plan=plan, contact=contact, by=user, **given)

    return form_dialog(
        request, form=StakeholderForm(plan, user, request.POST or None, one), save=save, changed=PEOPLE,
        title=one.contact.name if one else _("New stakeholder"), message=_("Saved."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_stakeholder(request: HttpRequest, account_plan_id: UUID, stakeholder_id: UUID) -> HttpResponse:
    plan, user = _writable(request, account_plan_id), reader(request)
    one = get_object_or_404(plan.stakeholders.select_related("contact", "plan"), pk=stakeholder_id)
    return _sure(request, _("Take %(name)s off the map?") % {"name": one.contact.name}, PEOPLE,
                 lambda: stakeholders.remove(stakeholder=one, by=user))  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_review(request: HttpRequest, account_plan_id: UUID) -> HttpResponse:
    plan, user = _writable(request, account_plan_id), reader(request)
    today = timezone.localdate()
    form = ReviewForm(request.POST or None, initial={"day": today, "next_review_on": today + reviews.QUARTER})
    return form_dialog(
        request, form=form, title=_("Review of %(plan)s") % {"plan": plan.name}, message=_("The review is kept."),
        save=lambda given: reviews.hold(plan=plan, by=user, **given), changed=CHANGED, label=_("Keep the review"),
        text=_("Goals and numbers are kept as they stand now and can be compared later."),
    )  # fmt: skip


@require_GET
def gap(request: HttpRequest, account_plan_id: UUID, customer_id: UUID, column_id: UUID) -> HttpResponse:
    """An empty cell of the white space: open an opportunity, or plan what is to be done."""
    plan, user = plan_of(request, account_plan_id), reader(request)
    view = PlanView(plan, user)
    customer: Customer | None = next((one for one in view.members if one.pk == customer_id), None)
    category = Category.objects.filter(pk=column_id).first()
    product = Product.objects.visible_to(user).filter(pk=column_id).first() if category is None else None
    if customer is None or (category is None and product is None):
        raise Http404
    context = {
        "plan": plan, "customer": customer, "what": category or product, "is_product": product is not None,
        "may_open": user.may("opportunity.create"), "may_task": user.may("task.create"),
    }  # fmt: skip
    return fragment(request, "key_accounts/gap_dialog.html", context)


def _writable(request: HttpRequest, account_plan_id: UUID) -> AccountPlan:
    """A plan that the user sees, if he may write plans at all; whether this one, the action says."""
    found = plan_of(request, account_plan_id)
    reader(request).require(KeyAccountVerb.PLAN)
    return found


def _sure(request: HttpRequest, title: str, changed: list[str], act: Any) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    return form_dialog(
        request, form=form, title=title, save=lambda _given: act(), message=_("Removed."), changed=changed, danger=True,
        label=_("Remove"),
    )  # fmt: skip
