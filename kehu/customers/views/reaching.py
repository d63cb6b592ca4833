"""What every view here begins and ends with: the customer the user may see, and a dialog's answer."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kehu.customers.models import Customer
from kehu.customers.queries.eyes import Eyes
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse


def visible_customer(request: HttpRequest, customer_id: UUID) -> Customer:
    """The customer, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("customer.view")
    rows = Customer.objects.visible_to(user).select_related("owner", "team", "territory", "lifecycle_stage")
    customer: Customer | None = rows.filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    return customer


def visible_row(request: HttpRequest, rows: Any, row_id: UUID) -> Any:
    """A row that hangs on a customer, or 404. `rows` is its model's queryset."""
    reader(request).require("customer.view")
    found = rows.visible_to(reader(request)).filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found


def eyes_of(request: HttpRequest) -> Eyes:
    region = Company.objects.current().phone_region or "CN"
    return Eyes(reader(request), region=region, language=get_language() or "en")


def dialog(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    message: str,
    changed: Iterable[str],
    submit: str = "",
    intro: str = "",
    size: str = "normal",
    template: str = "customers/dialogs/form.html",
    beside: str = "",
    **context: Any,
) -> HttpResponse:
    """A form in a dialog: GET shows it, POST does `act(cleaned data)`; what does not fit comes back with 422.

    `beside` is the input that shows a refusal whose field is not in the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            if refusal.field not in form.fields:
                refusal.field = beside
            refuse(form, refusal)
        else:
            return responses.saved(request, message=message, changed=changed)
    whole = {
        "form": form, "title": title, "action": request.get_full_path(), "submit": submit or _("Save"), "intro": intro,
        "size": size, **context,
    }  # fmt: skip
    return responses.fragment(request, template, whole, 422 if request.method == "POST" else 200)


def done(request: HttpRequest, act: Callable[[], Any], *, message: str, changed: Iterable[str]) -> HttpResponse:
    """A button that does one thing."""
    try:
        act()
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(request, message=message, changed=changed)
