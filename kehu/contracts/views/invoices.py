"""Asking for invoices, and the page of one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.contracts import entered_rows
from kehu.contracts.actions import invoices as actions
from kehu.contracts.actions.handing_over import tax_number_of
from kehu.contracts.forms import InvoiceDetailsForm, InvoiceForm, IssueForm, ReasonForm, SendForm
from kehu.contracts.models import Contract
from kehu.contracts.queries.contract_page import ContractPage
from kehu.contracts.views.reaching import contract_of, invoice_of
from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, page, saved
from kehu.foundation.values.money import capitals

CHANGED = ["invoice", "contract"]


@require_GET
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    in_reach = Contract.objects.editable_by(user).filter(pk=one.contract_id).exists()
    customer = Customer.objects.visible_to(user).filter(pk=one.contract.customer_id).first()
    context = {
        "invoice": one, "customer": customer, "lines": list(one.lines.all()),
        "covered": list(one.covered.select_related("instalment")),
        "in_words": capitals(one.amount) if one.currency == "CNY" else "",
        "red_letters": list(one.red_letters.exclude(state="void")),
        "may_edit": in_reach and user.may("invoice.request"), "may_issue": in_reach and user.may("invoice.issue"),
        "may_be_void": one.state == "requested" or actions.may_be_void(one, timezone.localdate()),
    }  # fmt: skip
    return page(request, "contracts/invoice.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Over what is not invoiced yet: an input `cover-<instalment>` for each."""
    one, user = contract_of(request, contract_id), reader(request)
    user.require("invoice.request")
    shown = ContractPage(one, user)
    starting = {"title": one.their_party, "tax_number": tax_number_of(one), "subject": one.name}
    form = InvoiceForm(request.POST or None, initial=starting)
    if request.method == "POST" and form.is_valid():
        try:
            amounts = entered_rows.amounts(request.POST, "cover")
            covers = [(row, amounts[row.pk]) for row in shown.instalments if row.pk in amounts]
            made = actions.request(contract=one, covers=covers, by=user, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            go_to = reverse("contracts:invoice", args=[made.pk])
            return saved(request, message=_("The invoice is asked for."), go_to=go_to)
    context = {
        "form": form, "page": shown, "contract": one, "address": request.get_full_path(),
        "heading": _("Ask for an invoice"), "wanted": request.GET.get("instalment", ""),
        "has_lines": bool(shown.version and shown.version.lines.all()),
    }  # fmt: skip
    return fragment(request, "contracts/invoice_dialog.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    user.require("invoice.request")
    form = InvoiceDetailsForm(request.POST or None, invoice=one)

    def save(given: dict[str, Any]) -> None:
        actions.update(invoice=one, changes={key: given[key] for key in form.changed_data}, by=user)

    return form_dialog(request, form=form, title=_("Edit invoice"), save=save, message=_("Saved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def issuing(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    user.require("invoice.issue")
    return form_dialog(
        request, form=IssueForm(request.POST or None), title=_("Issue the invoice"),
        message=_("The invoice is issued."), changed=CHANGED,
        save=lambda given: actions.issue(invoice=one, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    user.require("invoice.issue")
    return form_dialog(
        request, form=SendForm(request.POST or None, initial={"email": one.email}), title=_("The invoice was sent"),
        message=_("The invoice is sent."), changed=CHANGED,
        save=lambda given: actions.send(invoice=one, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def voiding(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    user.require("invoice.request" if one.state == "requested" else "invoice.issue")
    return form_dialog(
        request, form=ReasonForm(request.POST or None), title=_("Void the invoice?"), danger=True, label=_("Void"),
        message=_("The invoice is void."), changed=CHANGED,
        save=lambda given: actions.void(invoice=one, reason=given["reason"], by=user),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reversal(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    one, user = invoice_of(request, invoice_id), reader(request)
    user.require("invoice.issue")
    return form_dialog(
        request, form=ReasonForm(request.POST or None), title=_("Take the invoice back by a red letter?"), danger=True,
        label=_("Ask for the red letter"), message=_("The red letter is asked for."), changed=CHANGED,
        save=lambda given: actions.reverse(invoice=one, reason=given["reason"], by=user),
    )  # fmt: skip
