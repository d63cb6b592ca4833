"""Expenses: the claim's page, the quick entry, and the way to the money."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.compensation.actions import expenses as actions
from kehu.compensation.forms import DecisionForm, LineForm, PaymentForm, TitleForm
from kehu.compensation.models import ExpenseClaim, ExpenseLine
from kehu.compensation.permissions import ExpenseVerb
from kehu.compensation.queries import expenses as queries
from kehu.compensation.views.finding import claim_of, line_of
from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.queries import requests as approvals
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["expense_claim", "expense_line"]


@require_GET
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one, user = claim_of(request, claim_id), reader(request)
    mine = ExpenseClaim.objects.editable_by(user).filter(pk=one.pk).exists() and user.may(ExpenseVerb.CLAIM)
    context = {
        "claim": one, "lines": queries.lines_of(one, user), "may_write": mine and one.may_be_written,
        "may_take_back": mine and one.state == ExpenseClaim.State.SUBMITTED,
        "may_decide": user.may(ExpenseVerb.APPROVE)
        and one.state == ExpenseClaim.State.SUBMITTED
        and one.claimant_id != user.pk
        and not approvals.open_for("expense_claim", one.pk),
        "may_pay": user.may(ExpenseVerb.PAY) and one.state == ExpenseClaim.State.APPROVED,
        "missing": actions.missing(one) if mine and one.may_be_written else [], "chart": queries.by_category(one),
        "home": queries.home(), "approvals": approvals.history("expense_claim", one.pk),
    }  # fmt: skip
    return page(request, "compensation/expenses/claim.html", context)


@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest) -> HttpResponse:
    """One expense, into `?claim=` or the draft there is. `?visit=`, `?opportunity=` and `?customer=` are filled in."""
    user = reader(request)
    user.require(ExpenseVerb.CLAIM)
    initial = queries.starting(request.GET, user)
    form = LineForm(user, request.POST or None, request.FILES or None, initial=initial)
    made: list[ExpenseLine] = []

    def save(given: dict[str, Any]) -> None:
        claim_id = given.pop("claim", None)
        target = claim_of(request, claim_id) if claim_id else None
        made.append(actions.add_line(by=user, claim=target, **_values(given)))

    return form_dialog(
        request,
        form=form,
        title=_("New expense"),
        save=save,
        message=_("The expense is in your draft; hand it in when the trip is over."),
        changed=CHANGED,
        template="compensation/expenses/line_dialog.html",
        further={"icons": queries.icons(), "line": None},
    )


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The line within its claim; a dialog to change it while that may be written."""
    one, user = line_of(request, line_id), reader(request)
    if request.headers.get("HX-Request") != "true" and request.method == "GET":
        return _to_claim(one)
    user.require(ExpenseVerb.CLAIM)
    form = LineForm(user, request.POST or None, request.FILES or None, line=one)

    def save(given: dict[str, Any]) -> None:
        given.pop("claim", None)
        actions.change_line(line=one, changes=_changes(given), receipt=given.get("receipt"), by=user)

    return form_dialog(
        request,
        form=form,
        title=str(one),
        save=save,
        message=_("Saved."),
        changed=CHANGED,
        template="compensation/expenses/line_dialog.html",
        further={"icons": queries.icons(), "line": one},
    )


@require_POST
def remove_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    one = line_of(request, line_id)
    return _done(request, lambda: actions.remove_line(line=one, by=reader(request)), _("Removed."))


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one, user = claim_of(request, claim_id), reader(request)
    user.require(ExpenseVerb.CLAIM)
    return form_dialog(
        request,
        form=TitleForm(request.POST or None, initial={"title": one.title}),
        title=_("Title of the claim"),
        save=lambda given: actions.rename(claim=one, by=user, **given),
        message=_("Saved."),
        changed=CHANGED,
    )


@require_POST
def discard(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one = claim_of(request, claim_id)
    return _done(
        request,
        lambda: actions.discard(claim=one, by=reader(request)),
        _("The draft is thrown away."),
        reverse("compensation:claims"),
    )


@require_POST
def submission(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one = claim_of(request, claim_id)
    return _done(request, lambda: actions.submit(claim=one, by=reader(request)), _("Handed in."))


@require_POST
def take_back(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one = claim_of(request, claim_id)
    return _done(request, lambda: actions.take_back(claim=one, by=reader(request)), _("It is a draft again."))


@require_POST
def approval(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one = claim_of(request, claim_id)
    return _done(request, lambda: actions.decide(claim=one, approve=True, by=reader(request)), _("Approved."))


@require_http_methods(["GET", "POST"])
def rejection(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one, user = claim_of(request, claim_id), reader(request)
    user.require(ExpenseVerb.APPROVE)
    return form_dialog(
        request,
        form=DecisionForm(request.POST or None),
        title=_("Send back"),
        label=_("Send back"),
        save=lambda given: actions.decide(claim=one, approve=False, by=user, **given),
        message=_("Sent back."),
        changed=CHANGED,
    )


@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    one, user = claim_of(request, claim_id), reader(request)
    user.require(ExpenseVerb.PAY)
    return form_dialog(
        request,
        form=PaymentForm(request.POST or None, initial={"on": timezone.localdate()}),
        title=_("Mark as paid"),
        label=_("Paid"),
        save=lambda given: actions.pay(claim=one, by=user, **given),
        message=_("Marked as paid."),
        changed=CHANGED,
    )


def _done(request: HttpRequest, act: Any, message: str, go_to: str = "") -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED, go_to=go_to)


def _to_claim(one: ExpenseLine) -> HttpResponse:
    from django.shortcuts import redirect

    return redirect(f"{reverse('compensation:claim', args=[one.claim_id])}#line-{one.pk}")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords for `expenses.add_line`."""
    return {key: value for key, value in given.items() if value not in (None, "")}


def _changes(given: dict[str, Any]) -> dict[str, Any]:
    changes = {key: value for key, value in given.items() if key not in ("receipt", "visit")}
    if changes.get("amount") is None:
        changes.pop("amount", None)
    return changes
