"""What somebody does with a request: decide, send back, hand on, ask others, withdraw, ask again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.forms import HandOnForm, NoteForm, ReasonForm, ReturnForm, SignersForm
from kehu.foundation.approvals.views.requests import CHANGED, visible_request
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import refused, saved


@require_POST
def approve(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    try:
        decisions.approve(request=found, by=reader(request), note=request.POST.get("note", ""))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Approved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    return form_dialog(
        request, form=ReasonForm(request.POST or None), title=_("Reject “%(title)s”?") % {"title": found.title},
        save=lambda data: decisions.reject(request=found, by=reader(request), **data), label=_("Reject"), danger=True,
        message=_("Rejected."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    form = ReturnForm(found.asker, decisions.earlier_steps(found), request.POST or None)

    def save(data: dict[str, Any]) -> None:
        to = UUID(data["to"]) if data["to"] else None
        decisions.send_back(request=found, by=reader(request), to=to, note=data["note"], straight=data["straight"])

    return form_dialog(
        request, form=form, title=_("Send it back"), save=save, label=_("Send back"), message=_("Sent back."),
        changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def hand_on(request: HttpRequest, approval_id: UUID, user_id: UUID | None = None) -> HttpResponse:
    """`user_id`: whose decision it is, for who configures approvals; else one's own."""
    found = visible_request(request, approval_id)
    whose = get_object_or_404(User, pk=user_id) if user_id else None
    return form_dialog(
        request, form=HandOnForm(request.POST or None), title=_("Hand it on"), label=_("Hand on"),
        text=_("%(name)s need not decide any more.") % {"name": whose.name} if whose else "",
        save=lambda data: decisions.hand_on(request=found, by=reader(request), instead_of=whose, **data),
        message=_("Handed on."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_signers(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    return form_dialog(
        request, form=SignersForm(request.POST or None), title=_("Ask somebody else as well"), label=_("Ask"),
        save=lambda data: decisions.add_signers(request=found, by=reader(request), **data),
        message=_("They are asked as well."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    return form_dialog(
        request, form=NoteForm(request.POST or None), title=_("Withdraw the request?"), label=_("Withdraw"),
        save=lambda data: requests.withdraw(request=found, by=reader(request), **data), danger=True,
        message=_("Withdrawn."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask_again(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    return form_dialog(
        request, form=NoteForm(request.POST or None), title=_("Ask again"), label=_("Ask again"),
        text=_("The request goes on with what the record says now."),
        save=lambda data: requests.ask_again(request=found, by=reader(request), **data),
        message=_("Asked again."), changed=CHANGED,
    )  # fmt: skip
