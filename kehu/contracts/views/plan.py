"""The payment plan and the lines as grids, and what becomes of single instalments and milestones."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.contracts import entered_rows
from kehu.contracts.actions import contracts, milestones, plans
from kehu.contracts.forms import MilestoneForm, PatternForm, ReasonForm
from kehu.contracts.queries.contract_page import ContractPage
from kehu.contracts.views.reaching import contract_of, instalment_of, milestone_of
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, refused, saved

CHANGED = ["contract"]


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The plan as a grid, written as a whole. Refused, the grid stands as it was typed."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    problem, typed = "", None
    if request.method == "POST":
        try:
            rows = entered_rows.plan_rows(request.POST, one)
            version = entered_rows.number(request.POST.get("version", ""))
            plans.write(contract=one, rows=rows, by=user, expected_version=int(version) if version else None)
        except Refusal as refusal:
            problem, typed = refusal.message, list(entered_rows.texts(request.POST, entered_rows.PLAN))
        else:
            return saved(request, message=_("The payment plan adds up."), changed=CHANGED)
    context = {
        "page": ContractPage(one, user), "contract": one, "address": request.get_full_path(), "typed": typed,
        "problem": problem, "pattern": PatternForm(initial={"first_on": one.starts_on or one.signed_on} if (
            one.starts_on or one.signed_on) else None),
    }  # fmt: skip
    return fragment(request, "contracts/plan_dialog.html", context, status=422 if problem else 200)


@require_GET
def proposal(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Rows after a pattern, for the grid."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    form, problem, rows = PatternForm(request.GET), "", []
    if form.is_valid():
        given = form.cleaned_data
        try:
            rows = plans.proposed(
                contract=one, pattern=given["pattern"], first_on=given["first_on"], count=given["count"] or 0,
                parts=given["parts"],
            )  # fmt: skip
        except Refusal as refusal:
            problem = refusal.message
    else:
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
    context = {"page": ContractPage(one, user), "contract": one, "proposed": rows, "problem": problem, "typed": None}
    return fragment(request, "contracts/plan_rows.html", context)


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What is delivered, as a grid; of a draft."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    problem, typed = "", None
    if request.method == "POST":
        try:
            contracts.set_lines(contract=one, lines=entered_rows.lines(request.POST), by=user)
        except Refusal as refusal:
            problem, typed = refusal.message, list(entered_rows.texts(request.POST, entered_rows.LINES))
        else:
            return saved(request, message=_("Saved."), changed=CHANGED)
    context = {
        "page": ContractPage(one, user), "contract": one, "address": request.get_full_path(), "typed": typed,
        "problem": problem,
    }  # fmt: skip
    return fragment(request, "contracts/lines_dialog.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def waiver(request: HttpRequest, instalment_id: UUID) -> HttpResponse:
    one, user = instalment_of(request, instalment_id), reader(request)
    user.require("receipt.confirm")
    return form_dialog(
        request, form=ReasonForm(request.POST or None), title=_("Give up what is owed of “%(name)s”?") % {
            "name": one.name}, danger=True, label=_("Waive"), message=_("It is waived."), changed=CHANGED,
        save=lambda given: plans.waive(instalment=one, reason=given["reason"], by=user),
    )  # fmt: skip


@require_POST
def claim(request: HttpRequest, instalment_id: UUID) -> HttpResponse:
    one, user = instalment_of(request, instalment_id), reader(request)
    return _done(request, lambda: plans.claim(instalment=one, by=user), _("It is owed again."))


@require_http_methods(["GET", "POST"])
def new_milestone(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    return form_dialog(
        request, form=MilestoneForm(request.POST or None), title=_("New milestone"), message=_("The milestone is set."),
        changed=CHANGED, save=lambda given: milestones.create(contract=one, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_milestone(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    one, user = milestone_of(request, milestone_id), reader(request)
    user.require("contract.edit")
    return form_dialog(
        request, form=MilestoneForm(request.POST or None, milestone=one), title=_("Edit milestone"),
        message=_("Saved."), changed=CHANGED,
        save=lambda given: milestones.update(milestone=one, changes=given, by=user),
    )  # fmt: skip


@require_POST
def reaching(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Reached today; posted with `back`, not reached after all."""
    one, user = milestone_of(request, milestone_id), reader(request)
    if request.POST.get("back"):
        return _done(request, lambda: milestones.reopen(milestone=one, by=user), _("The milestone is open again."))
    return _done(request, lambda: milestones.reach(milestone=one, by=user), _("The milestone is reached."))


@require_POST
def milestone_removal(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    one, user = milestone_of(request, milestone_id), reader(request)
    return _done(request, lambda: milestones.remove(milestone=one, by=user), _("The milestone is removed."))


def _done(request: HttpRequest, act: Callable[[], Any], message: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)
