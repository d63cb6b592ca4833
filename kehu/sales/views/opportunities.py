"""The opportunity's page, and what can become of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.objects.looks import look
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved
from kehu.sales.actions import gates, stage_approval
from kehu.sales.actions import opportunities as actions
from kehu.sales.forms import CloseForm, GateForm, OpportunityForm
from kehu.sales.models import Opportunity, Pipeline, Stage
from kehu.sales.opportunity_page import OpportunityPage

CHANGED = ["opportunity"]


@require_GET
def opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The whole opportunity: its way through the stages, its facts, who sells and who buys, what happened, and what
    other packages contribute.
    """
    one, user = visible(request, opportunity_id), reader(request)
    look(user=user, object_key="opportunity", record_id=one.pk)
    return page(request, "sales/opportunity/page.html", {"page": OpportunityPage(one, user)})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?customer=`, `?stage=`, `?name=` and `?product=` are filled in."""
    user = reader(request)
    user.require("opportunity.create")
    initial = {key: request.GET[key] for key in ("customer", "stage", "name", "product") if request.GET.get(key)}
    form = OpportunityForm(user, request.POST or None, initial=initial)
    made: list[Opportunity] = []

    def save(given: dict[str, Any]) -> None:
        if given.get("product") and "stage" not in form.changed_data and "stage" not in initial:
            given = {**given, "stage": None}  # nobody chose it, so the product says where it is sold
        made.append(actions.create(by=user, **_values(given)))

    def go_to() -> str:
        return "" if request.GET.get("stay") else reverse("sales:opportunity", args=[made[0].pk])

    return form_dialog(
        request, form=form, title=_("New opportunity"), save=save, message=_("The opportunity is open."),
        changed=CHANGED, go_to=go_to,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = visible(request, opportunity_id), reader(request)
    user.require("opportunity.edit")
    form = OpportunityForm(user, request.POST or None, opportunity=one)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        actions.update(opportunity=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    return form_dialog(request, form=form, title=_("Edit opportunity"), save=save, message=_("Saved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, opportunity_id: UUID, stage_id: UUID) -> HttpResponse:
    """Move to a stage. What its gate needs is asked for in a sheet; a closing stage asks how it ended."""
    one, user = visible(request, opportunity_id), reader(request)
    wanted = get_object_or_404(Stage.objects.filter(pipeline=one.pipeline_id), pk=stage_id)
    if wanted.outcome != Stage.Outcome.OPEN:
        return _closing(request, one, wanted.outcome)
    missing = gates.missing(one, wanted)
    if request.method == "POST" and not missing:
        try:
            moved = actions.advance(opportunity=one, stage=wanted, by=user)
        except Refusal as refusal:
            return refused(request, refusal)
        return _moved(request, moved, wanted)
    given = request.POST if request.POST.get("gate") else None
    form = GateForm(user, one, missing, given, files=request.FILES if given is not None else None)
    done: list[Opportunity] = []

    def save(given: dict[str, Any]) -> None:
        done.append(actions.advance(opportunity=one, stage=wanted, given=_without_gate(given), by=user))

    answer = form_dialog(
        request,
        form=form,
        title=_("Move to “%(stage)s”") % {"stage": wanted.label},
        text=_needs(missing),
        save=save,
        message=_("Now in “%(stage)s”.") % {"stage": wanted.label},
        changed=CHANGED,
    )
    return _moved(request, done[0], wanted) if done else answer


@require_POST
def pipeline(request: HttpRequest, opportunity_id: UUID, pipeline_id: UUID) -> HttpResponse:
    """Into the first stage of another pipeline."""
    one, user = visible(request, opportunity_id), reader(request)
    wanted = get_object_or_404(Pipeline, pk=pipeline_id)
    try:
        moved = actions.change_pipeline(opportunity=one, pipeline=wanted, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    message = _("Now in “%(stage)s”.") % {"stage": moved.stage.label}
    return saved(request, message=message, changed=[*CHANGED, "opportunity-lines"])


def _moved(request: HttpRequest, one: Opportunity, wanted: Stage) -> HttpResponse:
    """Says where it stands now: there, or waiting for approval where it stood."""
    if stage_approval.is_awaited(one, wanted):
        return saved(request, message=stage_approval.message(), changed=[*CHANGED, "approval"])
    return saved(request, message=_("Now in “%(stage)s”.") % {"stage": wanted.label}, changed=CHANGED)


@require_http_methods(["GET", "POST"])
def closure(request: HttpRequest, opportunity_id: UUID, outcome: str) -> HttpResponse:
    if outcome not in (Opportunity.State.WON, Opportunity.State.LOST):
        raise Http404
    return _closing(request, visible(request, opportunity_id), outcome)


@require_POST
def reopening(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one = visible(request, opportunity_id)
    try:
        actions.reopen(opportunity=one, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The opportunity is open again."), changed=CHANGED)


def visible(request: HttpRequest, opportunity_id: UUID) -> Opportunity:
    """The opportunity, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("opportunity.view")
    rows = Opportunity.objects.visible_to(user).select_related("contact", "owner", "stage", "pipeline")
    found: Opportunity | None = (
        rows.select_related("closure__reason", "closure__competitor").filter(pk=opportunity_id).first()
    )
    if found is None:
        raise Http404
    return found


def _closing(request: HttpRequest, one: Opportunity, outcome: str) -> HttpResponse:
    user = reader(request)
    user.require("opportunity.edit")
    won = outcome == Opportunity.State.WON
    return form_dialog(
        request,
        form=CloseForm(outcome, request.POST if "note" in request.POST else None),
        title=_("Close as won") if won else _("Close as lost"),
        save=lambda given: actions.close(opportunity=one, outcome=outcome, by=user, **given),
        message=_("Won. Congratulations!") if won else _("Closed as lost."),
        changed=CHANGED,
    )


def _without_gate(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != "gate"}


def _needs(missing: list[str]) -> str:
    if not missing:
        return ""
    return _("This stage needs: %(fields)s.") % {"fields": ", ".join(gates.label_of(one) for one in missing)}


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords for `opportunities.create`."""
    values = {key: value for key, value in given.items() if key != "version" and not key.startswith(PREFIX)}
    values["custom"] = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
    return values
