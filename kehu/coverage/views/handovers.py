"""Hand-overs: begun in a dialog, prepared and watched on a page of their own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.coverage.actions import carrying_out, letters, preparing
from kehu.coverage.forms import BeginForm, CandidatesForm, LetterForm, LimitForm
from kehu.coverage.models import Handover, HandoverPromise
from kehu.coverage.permissions import HandoverVerb
from kehu.coverage.queries import handovers as queries
from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.queries import requests as approvals
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["handover"]


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """`?leaver=` is filled in."""
    user = reader(request)
    user.require(HandoverVerb.RUN)
    form = BeginForm(request.POST or None, initial={"leaver": request.GET.get("leaver")})
    made: list[Handover] = []

    def save(given: dict[str, Any]) -> None:
        made.append(preparing.begin(by=user, **given))

    return form_dialog(
        request, form=form, title=_("New hand-over"), save=save, message=_("The hand-over is prepared."),
        changed=CHANGED, label=_("Prepare"), go_to=lambda: reverse("coverage:handover", args=[made[0].pk]),
        text=_("Nothing moves yet: first you see who would get what."), template="coverage/begin.html",
        further={"orphaned": queries.orphaned(user)},
    )  # fmt: skip


@require_GET
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Who takes what, which promises were made, what the customers are told, and after it what became of them."""
    one, user = visible(request, handover_id), reader(request)
    may_run = user.may(HandoverVerb.RUN)
    context = {
        "handover": one, "may_prepare": may_run and one.state == Handover.State.PREPARED, "kinds": queries.kinds(one),
        "shares": queries.shares(one), "customers": queries.customers(one, user), "watch": queries.watch(one),
        "promises": queries.promises(one, user), "currency": Company.objects.current().currency,
        "history": approvals.history("handover", one.pk),
        "letters": letters.without_mail(one).count() if one.done_at else 0,
        "items": f"{reverse('coverage:items')}?handover={one.pk}",
    }  # fmt: skip
    return page(request, "coverage/handover.html", context)


@require_http_methods(["GET", "POST"])
def candidates(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    one, user = visible(request, handover_id), reader(request)
    user.require(HandoverVerb.RUN)
    form = CandidatesForm(request.POST or None, initial={"candidates": [row.user_id for row in one.candidates.all()]})
    return form_dialog(
        request, form=form, title=_("Who takes over"), message=_("Proposed anew."), changed=CHANGED,
        save=lambda given: preparing.set_candidates(handover=one, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, handover_id: UUID, user_id: UUID) -> HttpResponse:
    """How many customers one of those who take over gets at most."""
    one, user = visible(request, handover_id), reader(request)
    user.require(HandoverVerb.RUN)
    candidate = get_object_or_404(one.candidates.select_related("user"), user=user_id)
    form = LimitForm(request.POST or None, initial={"most": candidate.most})
    return form_dialog(
        request, form=form, title=_("What %(name)s takes over") % {"name": candidate.user.name},
        message=_("Proposed anew."), changed=CHANGED,
        save=lambda given: preparing.limit(handover=one, user=candidate.user, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    one, user = visible(request, handover_id), reader(request)
    user.require(HandoverVerb.RUN)
    form = LetterForm(request.POST or None, initial={"subject": one.letter_subject, "body": one.letter_body})
    return form_dialog(
        request, form=form, title=_("Message to the customers"), message=_("Saved."), changed=CHANGED,
        save=lambda given: preparing.write_letter(handover=one, by=user, **given),
    )  # fmt: skip


@require_POST
def promise(request: HttpRequest, handover_id: UUID, promise_id: UUID) -> HttpResponse:
    one, user = visible(request, handover_id), reader(request)
    row = HandoverPromise.objects.filter(pk=promise_id, handover=one).first()
    if row is None:
        raise Http404
    return _done(request, lambda: preparing.keep_promise(promise=row, kept_up=not row.kept_up, by=user), _("Saved."))


@require_POST
def submit(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    one, user = visible(request, handover_id), reader(request)
    return _done(request, lambda: carrying_out.submit(handover=one, by=user), _("The hand-over is under way."))


@require_POST
def abandon(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    one, user = visible(request, handover_id), reader(request)
    return _done(request, lambda: preparing.abandon(handover=one, by=user), _("The hand-over is abandoned."))


def visible(request: HttpRequest, handover_id: UUID) -> Handover:
    found = Handover.objects.visible_to(reader(request)).filter(pk=handover_id)
    one: Handover | None = found.select_related("leaver", "created_by", "run", "change_set").first()
    if one is None:
        raise Http404
    return one


def _done(request: HttpRequest, act: Any, message: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)
