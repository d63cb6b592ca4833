"""Account plans: begun in a dialog, worked on at a page of their own."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.foundation.access.reader import reader
from kehu.foundation.objects.looks import look
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page
from kehu.key_accounts.actions import plans as actions
from kehu.key_accounts.forms import BeginForm, PlanForm
from kehu.key_accounts.models import AccountPlan
from kehu.key_accounts.page_panels import PlanPage
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import rolling, white_space
from kehu.sales.queries.committees import picture

CHANGED = ["account_plan"]
PARTS = {"header", "facts", "numbers", "goals", "space", "people", "actions", "reviews"}


@require_GET
def plan(request: HttpRequest, account_plan_id: UUID) -> HttpResponse:
    """What we want with a key account in a year, whom we need, what is to be done, and how it goes."""
    one, user = plan_of(request, account_plan_id), reader(request)
    look(user=user, object_key="account_plan", record_id=one.pk)
    return page(request, "key_accounts/plan.html", {"page": PlanPage(one, user), "plan": one})


@require_GET
def part(request: HttpRequest, account_plan_id: UUID, part: str) -> HttpResponse:
    """One part of the page, as it is now. `?by=products` has a column for each product in the white space."""
    one, user = plan_of(request, account_plan_id), reader(request)
    if part not in PARTS:
        raise Http404
    view = PlanPage(one, user)
    context: dict[str, Any] = {"page": view, "plan": one}
    if part == "numbers":
        context["tree"] = rolling.tree(one.customer, user, view.places)
    elif part == "space":
        by = white_space.PRODUCTS if request.GET.get("by") == white_space.PRODUCTS else white_space.FAMILIES
        context["matrix"] = white_space.matrix(view.members, user, by)
    elif part == "people":
        context["picture"] = picture(view.stakeholders)
    return fragment(request, f"key_accounts/parts/{part}.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """`?customer=` is filled in."""
    user = reader(request)
    user.require(KeyAccountVerb.PLAN)
    form = BeginForm(user, request.POST or None, request.GET.get("customer"))
    made: list[AccountPlan] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.begin(by=user, **given))

    return form_dialog(
        request, form=form, title=_("New account plan"), save=save, message=_("The plan is begun."), changed=CHANGED,
        go_to=lambda: reverse("key_accounts:plan", args=[made[0].pk]),
        text=_("It speaks of the customer and of everybody under him. Goals of the year before come along."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, account_plan_id: UUID) -> HttpResponse:
    one, user = plan_of(request, account_plan_id), reader(request)
    user.require(KeyAccountVerb.PLAN)
    form = PlanForm(one, request.POST or None)
    return form_dialog(
        request, form=form, title=_("Edit the plan"), message=_("Saved."), changed=CHANGED,
        save=lambda given: actions.update(plan=one, changes={key: given[key] for key in form.changed_data}, by=user),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, account_plan_id: UUID) -> HttpResponse:
    one, user = plan_of(request, account_plan_id), reader(request)
    user.require(KeyAccountVerb.PLAN)
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), title=_("Delete this plan?"),
        save=lambda _given: actions.remove(plan=one, by=user), message=_("The plan is deleted."), changed=CHANGED,
        text=_("Its goals, stakeholders and reviews go with it. Tasks stay with the customer."), danger=True,
        label=_("Delete"), go_to=reverse("key_accounts:plans"),
    )  # fmt: skip


def plan_of(request: HttpRequest, account_plan_id: UUID) -> AccountPlan:
    """A plan that the user sees, or 404."""
    user = reader(request)
    user.require(KeyAccountVerb.VIEW)
    rows = AccountPlan.objects.visible_to(user).select_related("customer", "owner")
    found: AccountPlan | None = rows.filter(pk=account_plan_id).first()
    if found is None:
        raise Http404
    return found
