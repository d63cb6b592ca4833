"""Consent as a list: every statement of every customer one may see."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from kehu.customers.forms.privacy import ConsentFilterForm
from kehu.customers.models import Consent
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.responses import page

PAGE = 50


@require_GET
def list_consents(request: HttpRequest) -> HttpResponse:
    """The latest statement first; `?channel=&purpose=&statement=` narrow, `?at=&after=` goes on."""
    user = reader(request)
    user.require("customer.view")
    form = ConsentFilterForm(request.GET)
    asked = {key: value for key, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = Consent.objects.visible_to(user).filter(**asked).select_related("customer", "recorded_by")
    rows = rows.order_by("-at", "-pk")
    if place := _place(request):
        rows = rows.filter(Q(at__lt=place[0]) | Q(at=place[0], pk__lt=place[1]))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {"consents": found[:PAGE], "last": last, "form": form, "filters": asked}
    return page(request, "customers/privacy/consents.html", context)


def _place(request: HttpRequest) -> tuple[datetime, UUID] | None:
    try:
        moment = parse_datetime(request.GET.get("at", ""))
        return (moment, UUID(request.GET.get("after", ""))) if moment and moment.tzinfo else None
    except ValueError:
        return None
