"""The dialog in which a lead becomes a customer: what will be made of it stands there to be checked and changed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import refused, saved
from kehu.sales.actions import conversion as actions
from kehu.sales.lead_forms import ConversionForm
from kehu.sales.models import Lead
from kehu.sales.queries import leads as queries
from kehu.sales.views.leads import CHANGED, visible


@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Customers who may be the same are offered first, one that surely is stands chosen."""
    one, user = visible(request, lead_id), reader(request)
    user.require("lead.convert")
    known = queries.known({key: getattr(one, key) for key in ("name", "company", "phone", "email")}, user, one.pk)
    form = ConversionForm(user, one, request.POST or None, customer=queries.surely(known.customers))

    def save(given: dict[str, Any]) -> None:
        sale = {key: given[key] for key in ("amount", "expected_close")} | {"name": given["opportunity_name"]}
        actions.convert(
            lead=one, by=user, customer=given["customer"], name=given["customer_name"],
            contact_name=given.get("contact_name", ""), opportunity=sale if given["make_opportunity"] else None,
        )  # fmt: skip

    return form_dialog(
        request, form=form, title=_("Convert the lead"), save=save, message=_("The lead is a customer now."),
        changed=CHANGED, go_to=reverse("sales:lead", args=[one.pk]), label=_("Convert"),
        template="sales/conversion.html",
        further={"candidates": [each for each in known.customers if each.customer], "along": queries.along(one)},
    )  # fmt: skip


@require_POST
def take_back(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    one: Lead = visible(request, lead_id)
    try:
        report = actions.take_back(lead=one, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    message = _("The lead is open again.")
    if report.get("kept"):
        message = _("The lead is open again. What was changed since the conversion was kept.")
    return saved(request, message=message, changed=CHANGED)
