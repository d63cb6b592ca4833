"""What can be done with a quote: approval, sending, a new version, an answer that came by hand, a copy."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.models import ContactPoint
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.formats import show_money
from kehu.foundation.ui.responses import refused, saved
from kehu.quotes.actions import answers, approval, copying, sending
from kehu.quotes.forms import AnswerForm, CopyForm, NoteForm, SendForm
from kehu.quotes.models import Answer, Quote
from kehu.quotes.queries.choosing import options_of
from kehu.quotes.views.addresses import base_of
from kehu.quotes.views.reading import visible


def _page_of(quote: Quote) -> str:
    return reverse("quotes:quote", args=[quote.pk])


@require_http_methods(["GET", "POST"])
def ask_approval(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    user.require("quote.edit")
    return form_dialog(
        request,
        form=NoteForm(request.POST if request.method == "POST" else None),
        title=_("Ask for approval"),
        text=approval.what_it_needs(approval.limits_for(one, user)),
        label=_("Ask for approval"),
        save=lambda given: approval.ask(quote=one, by=user, **given),
        message=_("Approval is asked for."),
        go_to=_page_of(one),
    )  # fmt: skip


@require_POST
def take_back(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    return _done(request, lambda: approval.take_back(quote=one, by=user), _("The quote is a draft again."), one)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    user.require("quote.send")
    subject, words = sending.usual_words(one)
    initial = {"to": _address_of(one), "subject": subject, "message": words}
    return form_dialog(
        request,
        form=SendForm(request.POST if request.method == "POST" else None, initial=initial),
        title=_("Send version %(number)s") % {"number": one.version_no},
        text=_("What is sent is frozen; a change afterwards makes a new version."),
        label=_("Send"),
        save=lambda given: sending.send(quote=one, by=user, base_url=base_of(request), **given),
        message=_("The quote is on its way."),
        go_to=_page_of(one),
    )


@require_POST
def revise(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    message = _("Version %(number)s can be worked on.") % {"number": one.version_no + 1}
    return _done(request, lambda: sending.revise(quote=one, by=user), message, one)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, quote_id: UUID, outcome: str) -> HttpResponse:
    """Write down an answer that came otherwise than by the page."""
    if outcome not in Answer.Outcome.values:
        raise Http404
    one, user = visible(request, quote_id)
    user.require("quote.send")
    accepted = outcome == Answer.Outcome.ACCEPTED
    initial = {"name": one.contact.name if one.contact else ""}
    return form_dialog(
        request,
        form=AnswerForm(outcome, _options(one), request.POST if request.method == "POST" else None, initial=initial),
        title=_("Accepted by hand") if accepted else _("Declined by hand"),
        text=_("For an answer that came on paper or by word of mouth."),
        save=lambda given: answers.record(quote=one, outcome=outcome, by=user, **given),
        message=_("Accepted. Congratulations!") if accepted else _("Written down as declined."),
        go_to=_page_of(one),
    )


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    user.require("quote.create")
    made: list[Quote] = []

    def save(given: dict[str, Any]) -> None:
        made.append(copying.copy(quote=one, by=user, **given))

    form = CopyForm(user, one, request.POST if request.method == "POST" else None)
    shown = form_dialog(request, form=form, title=_("Copy quote"), label=_("Copy"), save=save, message=_("Copied."))
    return saved(request, message=_("This is the copy."), go_to=_page_of(made[0])) if made else shown


def _options(quote: Quote) -> list[tuple[str, str]]:
    """(id, what it is and costs) of the optional lines of what he has got."""
    version = quote.versions.filter(number=quote.version_no).first()
    rows = {one["id"]: one for one in version.content["lines"]} if version else {}
    return [
        (key, f"{rows[key]['name']} · {show_money(Decimal(rows[key]['total']), quote.currency)}")
        for key in (options_of(version.content) if version else [])
    ]


def _address_of(quote: Quote) -> str:
    """Where mail reaches the contact, else the customer."""
    points = ContactPoint.objects.filter(customer=quote.customer_id, kind="email", invalid_since=None)
    for wanted in (quote.contact_id, None):
        rows = points.filter(contact=wanted).order_by("-preferred", "created_at", "pk")
        if found := rows.values_list("value", flat=True).first():
            return str(found)
    return ""


def _done(request: HttpRequest, do: Callable[[], object], message: str, quote: Quote) -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, go_to=_page_of(quote))
