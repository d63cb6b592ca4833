"""The sheet of quotas: its versions, its cells, and what fills many of them at once."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.forecasting import periods
from kehu.forecasting.actions import quotas as actions
from kehu.forecasting.actions import spreading
from kehu.forecasting.actions.quotas import Cell
from kehu.forecasting.actions.spreading import Target
from kehu.forecasting.forms import SplitForm, SpreadForm, SureForm
from kehu.forecasting.models import QuotaPlan
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import dimensions, grid
from kehu.forecasting.queries import quotas as queries
from kehu.forecasting.views.choices import Choice
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["quota"]


@require_GET
def quotas(request: HttpRequest) -> HttpResponse:
    """`?year=` is the fiscal year, `?by=` the dimension, `?version=` an older plan to look at."""
    choice = Choice.of(request)
    year = _year(request)
    plans = queries.plans(year)
    asked = request.GET.get("version", "")
    plan = next((one for one in plans if str(one.number) == asked), None) or queries.working_plan(plans)
    known = dimensions.all_dimensions()
    dimension = dimensions.find(request.GET.get("by", "")) or known[0]
    sheet = grid.sheet(choice.user, dimension, plan, year)
    is_draft = plan is not None and plan.state == QuotaPlan.State.DRAFT
    context = {
        "choice": choice, "sheet": sheet, "sheet_by": dimension.key, "plan": plan, "plans": plans,
        "is_draft": is_draft, "year": year,
        "years": [
            (periods.year_label(one), choice.address(year=str(one), version="")) for one in queries.fiscal_years()
        ],
        "label": periods.year_label(year), "names": [periods.month_label(month) for month in sheet.months],
        "sheets": [
            {"label": one.label, "href": choice.address(by=one.key), "current": one is dimension} for one in known
        ],
        "may_plan": choice.user.may(ForecastVerb.PLAN), "may_publish": choice.user.may(ForecastVerb.PUBLISH),
    }  # fmt: skip
    return page(request, "forecasting/quotas.html", context)


@require_POST
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """A draft of the year: that there is, or a new version of what is in force."""
    user = reader(request)
    user.require(ForecastVerb.PLAN)
    try:
        actions.begin(fiscal_year=year, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("A draft is open. It counts once it is published."), go_to=_back(year, request))


@require_POST
def enter(request: HttpRequest, quota_plan_id: UUID) -> HttpResponse:
    """Cells as JSON: `{"cells": [{"of": "person:ID", "month": "2026-01-01", "amount": "10", "was": ""}]}`; answers with
    how many changed, 409 where somebody else was faster, 422 for what cannot be.
    """
    user, plan = reader(request), _plan(request, quota_plan_id)
    try:
        changed = actions.enter(plan=plan, cells=_cells(request), by=user)
    except Outdated as refusal:
        return JsonResponse({"message": refusal.message}, status=409)
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message, "field": refusal.field}, status=422)
    said = ngettext("%(num)s cell is saved.", "%(num)s cells are saved.", changed) % {"num": changed}
    return JsonResponse({"changed": changed, "message": said})


@require_http_methods(["GET", "POST"])
def spread(request: HttpRequest, quota_plan_id: UUID, line: str) -> HttpResponse:
    user, plan = reader(request), _plan(request, quota_plan_id)
    user.require(ForecastVerb.PLAN)
    target = _target(line)
    return form_dialog(
        request,
        form=SpreadForm(request.POST or None),
        title=_("Spread a year's figure over the months"),
        save=lambda given: spreading.spread_year(plan=plan, target=target, by=user, **given),
        message=_("The year is spread."),
        changed=CHANGED,
        label=_("Spread"),
    )


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, quota_plan_id: UUID, line: str) -> HttpResponse:
    user, plan = reader(request), _plan(request, quota_plan_id)
    user.require(ForecastVerb.PLAN)
    target = _target(line)
    return form_dialog(
        request,
        form=SplitForm(request.POST or None),
        title=_("Split over those below"),
        text=_("Each month of this line is shared out among the lines right below it, to the cent."),
        save=lambda given: spreading.split_down(
            plan=plan, target=target, by=user, sheet=request.GET.get("by", ""), **given
        ),
        message=_("It is split."),
        changed=CHANGED,
        label=_("Split"),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, quota_plan_id: UUID) -> HttpResponse:
    user, plan = reader(request), _plan(request, quota_plan_id)
    user.require(ForecastVerb.PUBLISH)
    return form_dialog(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        title=_("Publish these quotas?"),
        text=_("From then on everybody's attainment is measured by them. The version in force is kept to look at."),
        save=lambda _given: actions.publish(plan=plan, by=user),
        message=_("The quotas are in force."),
        go_to=_back(plan.fiscal_year, request),
        label=_("Publish"),
    )


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, quota_plan_id: UUID) -> HttpResponse:
    user, plan = reader(request), _plan(request, quota_plan_id)
    user.require(ForecastVerb.PUBLISH)
    return form_dialog(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        title=_("Throw this draft away?"),
        text=_("What was entered in it is lost. What is in force stays as it is."),
        save=lambda _given: actions.discard(plan=plan, by=user),
        message=_("The draft is gone."),
        go_to=_back(plan.fiscal_year, request),
        label=_("Throw away"),
        danger=True,
    )


def _plan(request: HttpRequest, quota_plan_id: UUID) -> QuotaPlan:
    user = reader(request)
    user.require(ForecastVerb.VIEW)
    found: QuotaPlan | None = QuotaPlan.objects.visible_to(user).filter(pk=quota_plan_id).first()
    if found is None:
        raise Http404
    return found


def _target(line: str) -> Target:
    kind, colon, key = line.partition(":")
    if not (kind and colon and key):
        raise Http404
    return Target(kind, key)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    fitting = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return int(asked) if fitting else periods.fiscal_year_of(periods.today())


def _cells(request: HttpRequest) -> list[Cell]:
    """Raises QuotaRefused for what is no sheet of cells."""
    try:
        given: list[dict[str, Any]] = json.loads(request.body)["cells"]
        return [
            Cell(
                one["of"].partition(":")[0], one["of"].partition(":")[2], date.fromisoformat(one["month"]),
                _amount(one["amount"]), _amount(one["was"]),
            )
            for one in given
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation):
        raise actions.QuotaRefused(_("This is not an amount."), field="amount") from None


def _amount(text: str) -> Decimal | None:
    if not text.strip():
        return None
    value = Decimal(text.strip())
    if not value.is_finite():
        raise InvalidOperation
    return value.quantize(Decimal("0.01"))


def _back(year: int, request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return reverse("forecasting:quotas") + f"?year={year}" + (f"&by={by}" if dimensions.find(by) else "")
