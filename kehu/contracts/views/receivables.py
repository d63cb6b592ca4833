"""What is owed to us, by age: a chart whose every bar opens its instalments, and a table by customer or owner."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.contracts.figures.ageing import BUCKETS
from kehu.contracts.queries.ageing import NOT_DUE, Ageing, ageing, unused_credit
from kehu.contracts.queries.rates import home_currency
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.foundation.ui.responses import page

IN_CHART = 12
TONES = {"30": "ramp1", "60": "ramp2", "90": "ramp3", "more": "ramp4"}


@require_GET
def receivables(request: HttpRequest) -> HttpResponse:
    """`?by=owner` for owners instead of customers."""
    user = reader(request)
    user.require("contract.view")
    by = "owner" if request.GET.get("by") == "owner" else "customer"
    found = ageing(user, by=by, today=timezone.localdate())
    context = {
        "ageing": found, "by": by, "buckets": BUCKETS, "NOT_DUE": NOT_DUE, "currency": home_currency(),
        "credit": unused_credit(user) if user.may("receipt.view") else None, "chart": _chart(found),
        "list": reverse("contracts:instalments"),
    }  # fmt: skip
    return page(request, "contracts/receivables.html", context)


def _chart(found: Ageing) -> Chart | None:
    """The latest payers, each a bar of its ages; none where nothing is overdue."""
    late = [one for one in found.groups if one.overdue][:IN_CHART]
    if not late:
        return None
    address = reverse("contracts:instalments")
    series = [
        Series(
            str(bucket.label),
            [Mark(one.sums.get(bucket.key, 0), f"{address}?{found.link(bucket.key, one)}") for one in late],
            tone=TONES[bucket.key],
        )
        for bucket in BUCKETS
    ]
    names = [one.name or _("Nobody") for one in late]
    return Chart(_("Overdue by age"), names, series, currency=home_currency())
