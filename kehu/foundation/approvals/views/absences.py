"""Being away: one's own page, where the deputy is named."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.actions import absences
from kehu.foundation.approvals.forms import AbsenceForm
from kehu.foundation.approvals.models import Absence
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved

CHANGED = ["absences"]


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(ApprovalVerb.DECIDE)
    rows = Absence.objects.filter(user=user, until__gte=timezone.localdate()).select_related("deputy")
    for_me = Absence.objects.filter(deputy=user, until__gte=timezone.localdate()).select_related("user")
    return page(request, "approvals/absences.html", {"absences": rows, "standing_in": for_me})


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    reader(request).require(ApprovalVerb.DECIDE)
    return form_dialog(
        request, form=AbsenceForm(request.POST or None), title=_("I am away"),
        text=_("What needs your approval in these days goes to somebody else."),
        save=lambda data: absences.plan(by=reader(request), **data), message=_("Saved."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def cancel(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    user = reader(request)
    absences.cancel(absence=get_object_or_404(Absence, pk=absence_id, user=user), by=user)
    return saved(request, message=_("You are asked yourself again."), changed=CHANGED)
