"""Disputes about a closed sheet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.compensation.actions import disputes as actions
from kehu.compensation.appraisal_forms import DecisionForm, DisputeForm
from kehu.compensation.models import AppraisalSheet, Dispute
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries.appraisals import row_from
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import refused, saved

CHANGED = ["appraisal"]


@require_http_methods(["GET", "POST"])
def raise_dispute(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    sheet = AppraisalSheet.objects.visible_to(user).filter(pk=sheet_id).first()
    if sheet is None:
        raise Http404
    return form_dialog(
        request,
        form=DisputeForm(_measures(sheet), request.POST or None),
        title=_("Dispute this appraisal"),
        text=_("Your manager answers, and somebody other than you decides. What is corrected shows both sums."),
        label=_("Dispute"),
        save=lambda given: actions.raise_dispute(sheet=sheet, by=user, **given),
        message=_("Your dispute is open."),
        changed=CHANGED,
    )


@require_POST
def answer(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    one = _dispute(request, dispute_id)
    try:
        actions.answer(dispute=one, text=request.POST.get("text", ""), by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Written."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    one, user = _dispute(request, dispute_id), reader(request)
    user.require(AppraisalVerb.CLOSE)
    measures = [] if one.metric else _measures(one.sheet)
    return form_dialog(
        request,
        form=DecisionForm(measures, request.POST or None),
        title=_("Decide the dispute"),
        label=_("Decide"),
        save=lambda given: actions.decide(dispute=one, by=user, **given),
        message=_("Decided."),
        changed=CHANGED,
    )


def _dispute(request: HttpRequest, dispute_id: UUID) -> Dispute:
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    rows = Dispute.objects.visible_to(user).select_related("sheet__user", "sheet__closed_by")
    found: Dispute | None = rows.filter(pk=dispute_id).first()
    if found is None:
        raise Http404
    return found


def _measures(sheet: AppraisalSheet) -> list[tuple[str, str]]:
    return [(one["metric"], row_from(one).label) for one in sheet.inputs]
