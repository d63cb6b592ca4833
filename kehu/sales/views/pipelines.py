"""Settings: pipelines and stages, reasons, competitors, and how strict the company is."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access import effects
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.sales.actions import gates
from kehu.sales.actions import pipelines as actions
from kehu.sales.models import CloseReason, Competitor, Pipeline, PipelineUse, SellingRules, Stage
from kehu.sales.permissions import OpportunityVerb
from kehu.sales.pipeline_forms import CompetitorForm, PipelineForm, ReasonForm, RulesForm, StageForm, UseForm
from kehu.sales.queries import effects as told

WAYS = ["pipelines"]


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    _configures(request)
    standing = Count("opportunities", filter=Q(opportunities__deleted_at=None))
    stages = Stage.objects.annotate(standing=standing).select_related("pipeline")
    ways: dict[Any, list[Stage]] = {}
    for one in stages.order_by("pipeline", "position", "pk"):
        one.asked = [gates.label_of(key) for key in one.required_fields] + one.required_documents  # type: ignore[attr-defined]
        ways.setdefault(one.pipeline_id, []).append(one)
    context = {
        "pipelines": [(one, ways.get(one.pk, [])) for one in _pipelines()],
        "reasons": CloseReason.objects.all(), "rules": SellingRules.objects.first(),
        "competitors": Competitor.objects.annotate(met=Count("rivalries")).order_by("name", "pk"),
    }  # fmt: skip
    return page(request, "sales/pipelines.html", context)


@require_http_methods(["GET", "POST"])
def pipeline(request: HttpRequest, pipeline_id: UUID | None = None) -> HttpResponse:
    """A new pipeline, or one to change."""
    user = _configures(request)
    row = get_object_or_404(Pipeline, pk=pipeline_id) if pipeline_id else None
    return _dialog(
        request, PipelineForm(request.POST or None, row), row.label if row else _("New pipeline"),
        lambda given: actions.save_pipeline(pipeline=row, by=user, **given),
        lambda given: told.of_pipeline(row, given),
    )  # fmt: skip


def _pipelines() -> Any:
    return Pipeline.objects.select_related("team").prefetch_related("uses__product", "uses__category")


@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """A product, or a category, that is sold in it."""
    user, row = _configures(request), get_object_or_404(Pipeline, pk=pipeline_id)
    return form_dialog(
        request, form=UseForm(user, request.POST if request.method == "POST" else None),
        title=_("What is sold in “%(name)s”?") % {"name": row.label},
        text=_("New opportunities of it begin here. What a product says itself comes before its category; of several "
               "products the one that is worth most decides."),
        save=lambda given: actions.use_for(pipeline=row, by=user, **given), message=_("Saved."), changed=WAYS,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_stage(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    user, row = _configures(request), get_object_or_404(Pipeline, pk=pipeline_id)
    return _dialog(
        request, StageForm(request.POST or None), _("New stage"),
        lambda given: actions.save_stage(pipeline=row, by=user, **given), lambda given: told.of_stage(None, given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, word_id: UUID) -> HttpResponse:
    user = _configures(request)
    row = get_object_or_404(Stage.objects.select_related("pipeline"), pk=word_id)
    return _dialog(
        request, StageForm(request.POST or None, row), row.label,
        lambda given: actions.save_stage(pipeline=row.pipeline, stage=row, by=user, **given),
        lambda given: told.of_stage(row, given),
    )  # fmt: skip


@require_POST
def order(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """`order` are the ids of the open stages, parted by commas."""
    user, row = _configures(request), get_object_or_404(Pipeline, pk=pipeline_id)
    try:
        wanted = [UUID(one) for one in request.POST.get("order", "").split(",") if one]
    except ValueError:
        raise Http404 from None
    actions.order_stages(pipeline=row, order=wanted, by=user)
    return saved(request, message=_("The stages stand in this order."), changed=WAYS)


@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, word_id: UUID | None = None) -> HttpResponse:
    user = _configures(request)
    row = get_object_or_404(CloseReason, pk=word_id) if word_id else None

    def save(given: dict[str, Any]) -> object:
        return actions.save_reason(reason=row, by=user, **{"outcome": row.outcome if row else "", **given})

    return _dialog(request, ReasonForm(request.POST or None, row), str(row) if row else _("New reason"), save)


@require_http_methods(["GET", "POST"])
def competitor(request: HttpRequest, word_id: UUID | None = None) -> HttpResponse:
    user = _configures(request)
    row = get_object_or_404(Competitor, pk=word_id) if word_id else None
    return _dialog(
        request, CompetitorForm(request.POST or None, row), str(row) if row else _("New competitor"),
        lambda given: actions.save_competitor(competitor=row, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    user = _configures(request)
    known = SellingRules.objects.first()
    given = request.POST if request.method == "POST" else None
    form = RulesForm(given, initial={"next_step_required": known.next_step_required} if known else None)
    return _dialog(
        request, form, _("How strict we are"), lambda data: actions.save_rules(by=user, **data),
        lambda data: told.of_next_step(data["next_step_required"]),
    )  # fmt: skip


REMOVALS: dict[str, tuple[Any, Any]] = {
    "pipeline": (Pipeline, lambda row, by: actions.remove_pipeline(pipeline=row, by=by)),
    "stage": (Stage, lambda row, by: actions.remove_stage(stage=row, by=by)),
    "use": (PipelineUse, lambda row, by: actions.remove_use(use=row, by=by)),
    "reason": (CloseReason, lambda row, by: actions.remove_reason(reason=row, by=by)),
    "competitor": (Competitor, lambda row, by: actions.remove_competitor(competitor=row, by=by)),
}


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, word: str, word_id: UUID) -> HttpResponse:
    """GET tells what uses it."""
    user = _configures(request)
    if word not in REMOVALS:
        raise Http404
    model, act = REMOVALS[word]
    row = get_object_or_404(model, pk=word_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    return form_dialog(
        request, form=form, danger=True, label=_("Remove"), title=_("Remove %(name)s?") % {"name": row},
        text=effects.told(effects.uses(row)), save=lambda _given: act(row, user), message=_("Removed."), changed=WAYS,
    )  # fmt: skip


def _dialog(request: HttpRequest, form: forms.Form, title: str, save: Any, effect: Any = None) -> HttpResponse:
    """The dialog, and with `?effect=1` what saving it as it stands would do."""
    if request.GET.get("effect") and request.method == "POST":
        sentences = effect(form.cleaned_data) if effect and form.is_valid() else []
        return fragment(request, "sales/effect.html", {"sentences": sentences})
    address = request.path
    try:
        return form_dialog(
            request, form=form, title=title, save=save, message=_("Saved."), changed=WAYS,
            template="sales/setting_dialog.html", further={"effect": f"{address}?effect=1" if effect else ""},
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal)


def _configures(request: HttpRequest) -> User:
    user = reader(request)
    user.require(OpportunityVerb.CONFIGURE)
    return user
