"""The stops of a visit plan: added, changed, taken out, and checked in at on the spot."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, saved
from kehu.interactions.actions import visit_plans as actions
from kehu.interactions.actions.interactions import FollowUp
from kehu.interactions.forms import noon
from kehu.interactions.models import Interaction, VisitStop
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.queries import routes
from kehu.interactions.queries.names import with_customers
from kehu.interactions.queries.places import whereabouts
from kehu.interactions.views.visit_plans import CHANGED, day_of, plan_of
from kehu.interactions.visit_plan_forms import CheckInForm, NewStopForm, StopForm


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    """One more customer, by default on `?day=`."""
    plan, user = plan_of(request, visit_plan_id), reader(request)
    user.require(VisitVerb.PLAN)
    day = day_of(request.GET.get("day"), plan)
    form = NewStopForm(request.POST or None, plan=plan, user=user, initial={"day": day})

    def save(given: dict[str, Any]) -> None:
        made = actions.add_stop(
            plan=plan, customer=given["customer"], day=given["day"], minutes=given["minutes"], by=user
        )
        if given["fixed_at"]:
            actions.change_stop(stop=made, changes={"fixed_at": given["fixed_at"]}, by=user)

    return form_dialog(
        request, form=form, title=_("Add a stop"), save=save, message=_("The stop is in the plan."), changed=CHANGED
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, visit_stop_id: UUID) -> HttpResponse:
    stop, user = stop_of(request, visit_stop_id), reader(request)
    user.require(VisitVerb.PLAN)
    return form_dialog(
        request, form=StopForm(request.POST or None, plan=stop.plan, stop=stop), title=_("Change the stop"),
        save=lambda given: actions.change_stop(stop=stop, changes=given, by=user), message=_("Saved."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def removal(request: HttpRequest, visit_stop_id: UUID) -> HttpResponse:
    actions.remove_stop(stop=stop_of(request, visit_stop_id), by=reader(request))
    return saved(request, message=_("The stop is out of the plan."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, visit_stop_id: UUID) -> HttpResponse:
    """The second of two taps: the place is filled in by the page. Afterwards the next stop is offered."""
    stop, user = stop_of(request, visit_stop_id), reader(request)
    user.require(VisitVerb.EDIT)
    with_customers([stop], user)  # type: ignore[type-var]
    seen = stop.seen_customer  # type: ignore[attr-defined]
    known = whereabouts([stop.customer_id], user).get(stop.customer_id) if seen else None
    lacking = bool(known and known.address and (known.place is None or known.from_visit))
    initial = {"minutes": stop.minutes, "remember": lacking}
    form = CheckInForm(request.POST or None, request.FILES or None, initial=initial, auto_id="check-in-%s")
    if request.method == "POST" and form.is_valid():
        try:
            _checked_in(stop, form, request.FILES.getlist("files"), user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_next(stop, user), changed=[*CHANGED, "visit", "interaction", "task"])
    context = {
        "stop": stop, "customer": seen, "form": form, "known": known, "lacking": lacking,
        "outcomes": [label for _key, label in Interaction.Outcome.choices],
    }  # fmt: skip
    return fragment(request, "interactions/visit_plans/check_in.html", context, status=422 if form.is_bound else 200)


def stop_of(request: HttpRequest, visit_stop_id: UUID) -> VisitStop:
    """404 for a stop out of sight."""
    user = reader(request)
    user.require(VisitVerb.VIEW)
    rows = VisitStop.objects.visible_to(user).select_related("plan", "visit", "customer")
    found: VisitStop = get_object_or_404(rows, pk=visit_stop_id)
    return found


def _checked_in(stop: VisitStop, form: CheckInForm, uploads: list[Any], user: User) -> None:
    given = form.cleaned_data
    day = given["next_day"] or timezone.localdate() + timedelta(days=7)
    step = given["next_step"]
    actions.check_in(
        stop=stop, by=user, remember=given["remember"], place=form.place, minutes=given["body"], uploads=uploads,
        outcome=given["outcome"], follow_up=FollowUp(step, noon(day), all_day=True) if step else None,
        duration_seconds=None if given["minutes"] is None else given["minutes"] * 60,
    )  # fmt: skip


def _next(stop: VisitStop, user: User) -> str:
    following = routes.next_after(stop.plan, user, stop.day)
    if following is None or following.customer is None:
        return _("The visit stands in the timeline. That was the last of the day.")
    words = {"customer": following.customer.name}
    return _("The visit stands in the timeline. Next: %(customer)s.") % words
