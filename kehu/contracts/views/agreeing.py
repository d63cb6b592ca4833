"""Signing, suspending, ending and amending contracts; notice and renewal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.contracts import entered_rows
from kehu.contracts.actions import amendments, contracts, renewals, states
from kehu.contracts.forms import AmendmentForm, NoteForm, NoticeForm, ReasonForm, SignForm, TerminationForm
from kehu.contracts.models import Contract
from kehu.contracts.queries.contract_page import ContractPage
from kehu.contracts.views.reaching import contract_of, version_of
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, refused, saved

CHANGED = ["contract"]


@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.sign")
    initial = {"signed_on": one.signed_on} if one.signed_on else {}
    return form_dialog(
        request, form=SignForm(request.POST or None, initial=initial), title=_("Sign “%(name)s”") % {"name": one.name},
        text=_("The terms are frozen, the payment plan begins, and the order is handed over."), label=_("Sign"),
        save=lambda given: states.activate(contract=one, signed_on=given["signed_on"], by=user),
        message=_("The contract is signed, or waits for approval."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def suspension(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    return _asking(request, contract_id, ReasonForm, _("Suspend the contract"), states.suspend)


@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    return _asking(request, contract_id, NoteForm, _("End the contract"), states.end)


@require_http_methods(["GET", "POST"])
def termination(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    return _asking(
        request, contract_id, TerminationForm, _("Terminate the contract early"), states.terminate, danger=True
    )


@require_POST
def resumption(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    one = contract_of(request, contract_id)
    return _done(request, lambda: states.resume(contract=one, by=reader(request)), _("The contract is in force again."))


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Notice was given: it will not go on by itself. Posted with `back`, it was not."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    if request.method == "POST" and request.POST.get("back"):
        changes: dict[str, Any] = {"notice_given_on": None}
        return _done(request, lambda: contracts.update(contract=one, changes=changes, by=user), _("Saved."))
    return form_dialog(
        request, form=NoticeForm(request.POST or None), title=_("Notice of not renewing"),
        message=_("Saved."), changed=CHANGED, save=lambda given: contracts.update(contract=one, changes=given, by=user),
    )  # fmt: skip


@require_POST
def renewal(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The opportunity to renew it, made or found."""
    one = contract_of(request, contract_id)
    try:
        made = renewals.open_opportunity(contract=one, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    go_to = reverse("sales:opportunity", args=[made.pk])
    return saved(request, message=_("The renewal opportunity is open."), go_to=go_to)


@require_http_methods(["GET", "POST"])
def amendment(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Draw up an amendment: terms as inputs, lines as a grid."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    form = AmendmentForm(one, request.POST or None)
    shown = ContractPage(one, user)
    typed = list(entered_rows.texts(request.POST, entered_rows.LINES)) if request.method == "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            lines = entered_rows.lines(request.POST)
            given = form.cleaned_data
            amendments.draft(
                contract=one, title=given["title"], reason=given["reason"], effective_on=given["effective_on"],
                changes=form.changes, lines=lines if lines and _differ(lines, shown) else None, by=user,
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("The amendment is drawn up; sign it to put it in force."), changed=CHANGED)
    context = {
        "form": form, "page": shown, "contract": one, "address": request.get_full_path(), "typed": typed,
        "heading": _("Amend “%(name)s”") % {"name": one.name},
    }  # fmt: skip
    return fragment(request, "contracts/amendment_dialog.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def enactment(request: HttpRequest, contract_version_id: UUID) -> HttpResponse:
    one, user = version_of(request, contract_version_id), reader(request)
    user.require("contract.sign")
    return form_dialog(
        request, form=SignForm(request.POST or None), title=_("Sign “%(name)s”") % {"name": one.title},
        text=_("Its terms hold from then on; what is not paid of the plan is shared anew."), label=_("Sign"),
        save=lambda given: amendments.enact(version=one, signed_on=given["signed_on"], by=user),
        message=_("The amendment is signed, or waits for approval."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def discarding(request: HttpRequest, contract_version_id: UUID) -> HttpResponse:
    one = version_of(request, contract_version_id)
    return _done(request, lambda: amendments.discard(version=one, by=reader(request)), _("The draft is thrown away."))


def _differ(lines: list[contracts.Line], shown: ContractPage) -> bool:
    """Whether the grid says something else than what is agreed."""
    agreed = list(shown.version.lines.all()) if shown.version else []
    keys = ("code", "name", "unit", "quantity", "unit_price", "discount", "tax_rate")
    return [[getattr(one, key) for key in keys] for one in lines] != [
        [getattr(one, key) for key in keys] for one in agreed
    ]


def _asking(
    request: HttpRequest, contract_id: UUID, form: type[forms.Form], title: str, act: Callable[..., Contract],
    *, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.sign")
    return form_dialog(
        request, form=form(request.POST if request.method == "POST" else None), title=title, danger=danger,
        save=lambda given: act(contract=one, by=user, **given), message=_("Saved."), changed=CHANGED,
    )  # fmt: skip


def _done(request: HttpRequest, act: Callable[[], Any], message: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)
