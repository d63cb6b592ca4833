"""A new customer, by hand or from a pasted business card."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.customers.actions import customers
from kehu.customers.cleaning.signatures import read_card
from kehu.customers.forms.creating import CardForm, CustomerForm
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?kind=` chooses the variant, `?name=` and further fields are filled in; `pasted` fills from a business card."""
    user = reader(request)
    user.require("customer.create")
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "person")
    if "card" in request.POST:
        initial = _from_card(request.POST["card"])
        return _form(request, CustomerForm(user, initial["kind"], initial=initial), 200)
    if request.method == "GET":
        initial = {key: value for key, value in request.GET.items() if len(value) <= 400}
        return _form(request, CustomerForm(user, kind, initial={**initial, "kind": kind}), 200)
    form = CustomerForm(user, kind, request.POST)
    if form.is_valid():
        try:
            made = customers.create_entry(entry=form.entry(), by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            message = _("%(name)s is a customer now.") % {"name": made.name}
            return responses.saved(request, message=message, go_to=reverse("customers:customer", args=[made.pk]))
    return _form(request, form, 422)


def _form(request: HttpRequest, form: CustomerForm, status: int) -> HttpResponse:
    context = {"form": form, "kind": form.of_kind, "card_form": CardForm()}
    return responses.page(request, "customers/create.html", context, status)


def _from_card(text: str) -> dict[str, Any]:
    """A card names a person and mostly his firm: then the firm is the customer and the person its contact."""
    card = read_card(text[:4000], Company.objects.current().phone_region or "CN")
    filled: dict[str, Any] = {
        "phone": card.phones[0] if card.phones else "", "email": card.emails[0] if card.emails else "",
        "address": card.address, "wechat": card.wechat, "website": card.website, "notes": "\n".join(card.rest),
    }  # fmt: skip
    if card.company:
        contact = {"contact_name": card.name, "contact_title": card.job_title}
        return {**filled, **contact, "kind": "organisation", "name": card.company}
    return {**filled, "kind": "person", "name": card.name, "job_title": card.job_title}
