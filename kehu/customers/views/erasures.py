"""Erasures: the list of certificates, one certificate, releasing and refusing; holds; the ledger to keep elsewhere."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.forms.privacy import HoldForm, RefuseForm
from kehu.customers.models import PrivacyRequest
from kehu.customers.queries.table_names import names_of
from kehu.customers.views.privacy import visible_request
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.privacy import ledger
from kehu.foundation.privacy.actions import closing, erasures
from kehu.foundation.privacy.models import Erasure, Hold
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

PAGE = 50


def _may_see(user: User) -> None:
    """Who prepares, who releases, and who audits."""
    if not user.may("audit.search") and not user.may(PrivacyVerb.APPROVE):
        user.require(PrivacyVerb.HANDLE)


@require_GET
def list_erasures(request: HttpRequest) -> HttpResponse:
    """Newest first; `?page=`."""
    _may_see(reader(request))
    first = max(0, int(given) - 1) * PAGE if (given := request.GET.get("page", "1")[:4]).isdigit() else 0
    rows = list(Erasure.objects.select_related("requested_by", "decided_by")[first : first + PAGE + 1])
    context = {"erasures": rows[:PAGE], "more": len(rows) > PAGE, "following": first // PAGE + 2}
    context["may"] = reader(request).may
    return page(request, "customers/privacy/erasures.html", context)


@require_GET
def erasure(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The certificate; while it runs, how far it is."""
    user = reader(request)
    _may_see(user)
    found = get_object_or_404(Erasure.objects.select_related("requested_by", "decided_by", "run"), pk=erasure_id)
    context = {
        "one": found, "counts": names_of(found.counts),
        "untouched": closing.is_untouched(found), "may_release": user.may(PrivacyVerb.APPROVE),
        "own": found.requested_by_id == user.pk, "approvers": _approvers(found),
        "request_of": PrivacyRequest.objects.visible_to(user).filter(erasure=found).first(),
    }  # fmt: skip
    return page(request, "customers/privacy/certificate.html", context)


@require_POST
def release(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    found = get_object_or_404(Erasure, pk=erasure_id)
    here = reverse("privacy:erasure", args=[found.pk])
    try:
        erasures.approve(erasure=found, by=reader(request), url=here)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Released: the erasure has begun."), go_to=here)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    _may_see(reader(request))
    found = get_object_or_404(Erasure, pk=erasure_id)
    return form_dialog(
        request, form=RefuseForm(request.POST or None), title=_("Do not erase"),
        save=lambda data: erasures.refuse(erasure=found, reason=data["reason"], by=reader(request)),
        message=_("Nothing is erased."), go_to=reverse("privacy:erasure", args=[found.pk]), label=_("Do not erase"),
    )  # fmt: skip


@require_GET
def download_ledger(request: HttpRequest) -> HttpResponse:
    """The ledger as a file to be kept apart from backups: `kehu restore --erasures FILE` reads it."""
    reader(request).require(PrivacyVerb.HANDLE)
    rows = Erasure.objects.filter(state=Erasure.State.DONE).order_by("finished_at", "pk")
    lines = "".join(json.dumps(ledger.line_of(one), ensure_ascii=False) + "\n" for one in rows)
    response = HttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="erasures.jsonl"'
    return response


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Nothing of the records chosen for the request may be erased from now on."""
    found, user = visible_request(request, request_id), reader(request)
    user.require(PrivacyVerb.HANDLE)

    def place(data: dict[str, object]) -> None:
        for key, record_id in found.people:
            erasures.place_hold(object_key=key, record_id=UUID(record_id), by=user, **data)  # type: ignore[arg-type]

    return form_dialog(
        request, form=HoldForm(request.POST or None), title=_("Hold"),
        text=_("A lawsuit, an audit or a tax inspection may forbid to erase what somebody asks to be erased."),
        save=place, message=_("Nothing of it is erased while the hold stands."), changed=["privacy-request"],
    )  # fmt: skip


@require_POST
def lift_hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    erasures.lift_hold(hold=get_object_or_404(Hold, pk=hold_id), by=reader(request))
    return saved(request, message=_("The hold is lifted."), changed=["privacy-request"])


def _approvers(found: Erasure) -> list[str]:
    people = User.objects.filter(roles__verbs__contains=[PrivacyVerb.APPROVE.value], is_active=True, is_system=False)
    return list(people.exclude(pk=found.requested_by_id).distinct().order_by("name").values_list("name", flat=True)[:5])
