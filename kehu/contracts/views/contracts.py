"""The page of a contract, and drawing one up."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.contracts.actions import contracts as actions
from kehu.contracts.actions import from_quotes
from kehu.contracts.forms import ContractForm
from kehu.contracts.models import Contract
from kehu.contracts.queries import customer_panel
from kehu.contracts.queries.contract_page import ContractPage
from kehu.contracts.views.reaching import contract_of, instalment_of, milestone_of
from kehu.foundation.access.reader import reader
from kehu.foundation.changes.actions import deletion
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.objects.looks import look
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.sales.models import Opportunity

CHANGED = ["contract"]
PARTS = {"header", "facts", "plan", "lines", "versions", "invoices", "milestones", "states"}


@require_GET
def contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What was agreed, what is owed, what is to be reached: everything of a contract on one page."""
    one, user = contract_of(request, contract_id), reader(request)
    look(user=user, object_key="contract", record_id=one.pk)
    return page(request, "contracts/contract.html", {"page": ContractPage(one, user), "contract": one})


@require_GET
def part(request: HttpRequest, contract_id: UUID, part: str) -> HttpResponse:
    """One part of the page, as it is now."""
    one, user = contract_of(request, contract_id), reader(request)
    if part not in PARTS or (part == "invoices" and not user.may("invoice.view")):
        raise Http404
    context = {"page": ContractPage(one, user), "contract": one}
    return fragment(request, f"contracts/parts/{part}.html", context)


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The panel of contracts on the page of a customer or of an opportunity."""
    user = reader(request)
    user.require("contract.view")
    if object_key not in ("customer", "opportunity"):
        raise Http404
    found = visible_record(user, object_key, record_id)
    if object_key == "customer":
        return fragment(request, "contracts/panel.html", customer_panel.panel(found, user))
    rows = Contract.objects.visible_to(user).filter(opportunity=found).order_by("-created_at", "-pk")
    context = {"contracts": list(rows[:20]), "opportunity": found, "may_create": user.may("contract.create")}
    return fragment(request, "contracts/opportunity_panel.html", context)


@require_GET
def instalment(request: HttpRequest, instalment_id: UUID) -> HttpResponse:
    """An instalment lives on the page of its contract."""
    return redirect(_at(instalment_of(request, instalment_id).contract_id, f"instalment-{instalment_id}"))


@require_GET
def milestone(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    return redirect(_at(milestone_of(request, milestone_id).contract_id, f"milestone-{milestone_id}"))


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?customer=` is filled in; with `?opportunity=` what the opportunity says."""
    user = reader(request)
    user.require("contract.create")
    form = ContractForm(user, request.POST or None, initial=_filled_in(request))
    made: list[Contract] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.create(by=user, **_values(given)))

    title, message = _("New contract"), _("The contract is drawn up.")
    answer = form_dialog(request, form=form, title=title, save=save, message=message, changed=CHANGED)
    if made and not request.GET.get("stay"):
        return saved(request, message=message, go_to=reverse("contracts:contract", args=[made[0].pk]))
    return answer


@require_POST
def from_quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The contract of an accepted quote, drawn up or found."""
    user = reader(request)
    found = visible_record(user, "quote", quote_id)
    try:
        made = from_quotes.from_quote(quote=found, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    go_to = reverse("contracts:contract", args=[made.pk])
    return saved(request, message=_("The contract is drawn up."), go_to=go_to)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.edit")
    form = ContractForm(user, request.POST or None, contract=one)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        actions.update(contract=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    return form_dialog(request, form=form, title=_("Edit contract"), save=save, message=_("Saved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def trash(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    one, user = contract_of(request, contract_id), reader(request)
    user.require("contract.delete")
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None),
        title=_("Move “%(name)s” to the trash?") % {"name": one.name},
        text=_("It can be restored from the trash with everything that belongs to it."),
        save=lambda _data: deletion.trash(object_key="contract", ids=[one.pk], by=user),
        message=_("“%(name)s” is in the trash.") % {"name": one.name}, go_to=reverse("contracts:contracts"),
        label=_("Move to trash"), danger=True,
    )  # fmt: skip


def _filled_in(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = {key: request.GET[key] for key in ("customer", "name") if request.GET.get(key)}
    wanted = request.GET.get("opportunity", "")
    rows = Opportunity.objects.visible_to(reader(request)).select_related("customer")
    try:
        opportunity = rows.filter(pk=UUID(wanted)).first() if wanted else None
    except ValueError:
        opportunity = None
    if opportunity:
        found |= {
            "opportunity": opportunity.pk, "customer": opportunity.customer_id, "name": opportunity.name,
            "amount": opportunity.amount, "currency": opportunity.currency, "contact": opportunity.contact_id,
            "their_party": opportunity.customer.name,
        }  # fmt: skip
    return found


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords for `contracts.create`; parties left empty are named by it."""
    values = {key: value for key, value in given.items() if key != "version" and not key.startswith(PREFIX)}
    for name in ("our_party", "their_party", "number"):
        if not values.get(name):
            values.pop(name, None)
    values["custom"] = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
    return values


def _at(contract_id: UUID, anchor: str) -> str:
    return f"{reverse('contracts:contract', args=[contract_id])}#{anchor}"
