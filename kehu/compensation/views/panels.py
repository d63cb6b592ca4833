"""What compensation shows on the pages of other packages' records."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kehu.compensation.permissions import ExpenseVerb
from kehu.compensation.queries import expenses
from kehu.foundation.access.reader import reader
from kehu.foundation.objects.records import visible_record
from kehu.foundation.ui.responses import fragment

SHOWN = {"customer", "opportunity", "visit"}


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """Expenses of a customer, an opportunity or a visit, and what they leave of what was won."""
    if object_key not in SHOWN:
        raise Http404
    user = reader(request)
    user.require(ExpenseVerb.VIEW)
    record = visible_record(user, object_key, record_id)
    spent = expenses.spent_on(user, **{object_key: record})
    if object_key == "customer":
        return _of_customer(request, record, spent)
    context: dict[str, Any] = {
        **spent, "record": record, "parameter": object_key, "home": expenses.home(), "margin": None, "amount": None,
        "share": None, "may_claim": user.may(ExpenseVerb.CLAIM), "address": request.path,
        "lines_address": f"{reverse('compensation:lines')}?{object_key}={record.pk}",
    }  # fmt: skip
    if object_key == "opportunity":
        amount = record.amount_home
        context["amount"], context["margin"] = amount, amount - spent["counted"]
        context["share"] = context["margin"] / amount if amount > Decimal(0) else None
    return fragment(request, "compensation/expenses/panel.html", context)


def _of_customer(request: HttpRequest, customer: Any, spent: dict[str, Any]) -> HttpResponse:
    user = reader(request)
    amount = expenses.won_with(customer) if user.may("opportunity.view") else None
    context = {
        **spent, "customer": customer, "home": expenses.home(), "amount": amount,
        "margin": amount - spent["counted"] if amount else None, "may_claim": user.may(ExpenseVerb.CLAIM),
    }  # fmt: skip
    return fragment(request, "compensation/expenses/customer_panel.html", context)
