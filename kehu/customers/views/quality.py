"""The data-quality board and its policy."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.actions import quality as actions
from kehu.customers.forms.privacy import QualityForm
from kehu.customers.jobs import measure_quality
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries import quality
from kehu.foundation.access.reader import reader
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?department=` looks at one department of one's reach."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    try:
        department = UUID(request.GET.get("department", ""))
    except ValueError:
        department = None
    running = Run.objects.filter(kind="customers.quality").exclude(state__in=["done", "failed", "cancelled"]).first()
    context = {
        "board": quality.board(user, department), "running": running, "configures": user.may(CustomerVerb.CONFIGURE),
        "policy": quality.policy(),
    }  # fmt: skip
    return page(request, "customers/quality/board.html", context)


@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    reader(request).require(CustomerVerb.VIEW)
    try:
        actions.plan_measuring(by=reader(request), defer=measure_quality.defer)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The figures are being made anew."), go_to="/quality/")


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(CustomerVerb.CONFIGURE)
    found = quality.policy()
    initial = {"fields_counted": found.fields}
    initial |= {f"days_{tier or 'other'}": days for tier, days in found.stale_days.items()}
    form = QualityForm(request.POST or None, initial=initial)
    return form_dialog(
        request, form=form, title=_("What counts"),
        text=_("Scores of all customers change with the next measuring; the curve shows the step."),
        save=lambda data: actions.set_policy(fields=data["fields_counted"], stale_days=form.stale_days, by=user),
        message=_("Saved. The next measuring counts like this."), changed=["quality"],
    )  # fmt: skip
