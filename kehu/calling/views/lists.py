"""A call list: how far it is, what came of it, and who works through it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.calling.actions import lists as actions
from kehu.calling.forms import ListForm
from kehu.calling.models import CallEntry, CallList, Outcome
from kehu.calling.permissions import CallListVerb
from kehu.calling.queries import results
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved

CHANGED = ["call_list"]


@require_GET
def call_list(request: HttpRequest, call_list_id: UUID) -> HttpResponse:
    """With `?outcome=` the calls behind a bar, with `?state=` the entries behind a number."""
    one, user = list_of(request, call_list_id), reader(request)
    outcome, state = request.GET.get("outcome", ""), request.GET.get("state", "")
    context: dict[str, Any] = {
        "list": one, "progress": results.progress(one), "chart": _chart(one), "callers": results.by_caller(one),
        "outcome": outcome if outcome in Outcome.values else "",
        "state": state if state in CallEntry.State.values else "",
        "members": [member.user for member in one.members.select_related("user").order_by("user__name", "pk")],
        "editable": is_editable(one, user), "may_work": user.may(CallListVerb.WORK) and one.is_open,
        "states": CallEntry.State.choices, "labels": dict(Outcome.choices),
    }  # fmt: skip
    if context["state"] or not (context["outcome"] or one.done_count):
        context["entries"] = results.entries(one, user, context["state"])
    else:
        context["calls"] = results.calls(one, user, context["outcome"])
    return page(request, "calling/list.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, call_list_id: UUID) -> HttpResponse:
    one, user = list_of(request, call_list_id), reader(request)
    user.require(CallListVerb.CREATE)
    form = ListForm(request.POST or None, call_list=one)

    def save(given: dict[str, Any]) -> None:
        actions.change(call_list=one, changes=given, by=user)
        actions.hand_out(call_list=one, members=given["members"], by=user)

    return form_dialog(request, form=form, title=_("Change the list"), save=save, message=_("Saved."), changed=CHANGED)


@require_POST
def closing(request: HttpRequest, call_list_id: UUID) -> HttpResponse:
    """`open=1` opens it again."""
    again = request.POST.get("open") == "1"
    actions.close(call_list=list_of(request, call_list_id), by=reader(request), is_open=again)
    return saved(request, message=_("The list is open.") if again else _("The list is closed."), changed=CHANGED)


def list_of(request: HttpRequest, call_list_id: UUID) -> CallList:
    """404 for a list out of sight."""
    user = reader(request)
    user.require(CallListVerb.VIEW)
    found: CallList = get_object_or_404(CallList.objects.visible_to(user).select_related("owner"), pk=call_list_id)
    return found


def is_editable(one: CallList, user: User) -> bool:
    return user.may(CallListVerb.CREATE) and CallList.objects.editable_by(user).filter(pk=one.pk).exists()


def _chart(one: CallList) -> Chart:
    """How calls ended; each bar opens its calls."""
    labels = dict(Outcome.choices)
    counted = results.outcomes(one)
    marks = [Mark(number, f"?outcome={key}#calls" if number else "") for key, number in counted.items()]
    return Chart(_("How the calls ended"), [labels[key] for key in counted], [Series(_("Calls"), marks)])
