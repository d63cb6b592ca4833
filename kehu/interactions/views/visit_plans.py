"""Visit plans: proposing, making, and the page of a plan with its route."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company import maps
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.middleware import allow_pictures
from kehu.foundation.ui.responses import page, refused, saved
from kehu.interactions.actions import visit_plans as actions
from kehu.interactions.models import VisitPlan
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.queries import routes
from kehu.interactions.queries.visit_candidates import Source, candidates
from kehu.interactions.routing import fitted
from kehu.interactions.views.quick import place_of
from kehu.interactions.visit_plan_forms import PlanForm, TitleForm, arrangement

CHANGED = ["visit_plan"]
WIDTH, HEIGHT, MARGIN = 640, 400, 28


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Proposals from `?source=` to tick; with `latitude` and `longitude` those nearby."""
    user = reader(request)
    user.require(VisitVerb.PLAN)
    user.require("customer.view")
    place = place_of(request)
    source = Source.NEARBY if place else request.GET.get("source", Source.QUIET)
    form = PlanForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(form, _ids(request.POST.getlist("customer")), user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("The visits are planned."), go_to=_address(made))
    context = {
        "form": form, "source": source, "place": place, "found": candidates(user, source, place=place),
        "ticked": set(request.POST.getlist("customer")),
        "sources": [
            (Source.QUIET, _("No contact lately")), (Source.OVERDUE, _("Something overdue")),
        ],
    }  # fmt: skip
    return page(request, "interactions/visit_plans/new.html", context, status=422 if form.errors else 200)


@require_GET
def plan(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    """The route: a list that says everything, and a drawing or map of it."""
    one, user = plan_of(request, visit_plan_id), reader(request)
    days, company = routes.days_of(one, user), Company.objects.current()
    tiles = maps.source_of(company.map_tiles)
    context = {
        "plan": one, "days": days, "km": sum(day.km for day in days), "drawing": _drawing(days), "office": company,
        "unplaced": sum(day.unplaced for day in days), "editable": _is_editable(one, user),
        "may_hold": user.may(VisitVerb.EDIT), "map": _map(days, company) if tiles else None, "starts": VisitPlan.Start,
        "scheduled": all(stop.visit for day in days for stop in day.stops),
        "size": (WIDTH, HEIGHT),
    }  # fmt: skip
    answer = page(request, "interactions/visit_plans/plan.html", context)
    return allow_pictures(answer, tiles) if tiles else answer


@require_POST
def arrangement_of(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    """The order after a stop was dragged or moved by key."""
    one = plan_of(request, visit_plan_id)
    try:
        actions.arrange(plan=one, order=arrangement(request.POST.getlist("order")), by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The order is saved."), changed=CHANGED)


@require_POST
def ordering(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    """The shortest way, beginning at `start`."""
    one, user = plan_of(request, visit_plan_id), reader(request)
    before = sum(day.km for day in routes.days_of(one, user))
    start = request.POST.get("start") or None
    try:
        actions.order_by_distance(plan=one, by=user, start=start, place=place_of(request, request.POST))
    except Refusal as refusal:
        return refused(request, refusal)
    one.refresh_from_db()
    spared = before - sum(day.km for day in routes.days_of(one, user))
    text = _("Ordered by distance.")
    if spared >= 0.1 and not start:
        text = _("Ordered by distance: %(km).1f km less.") % {"km": spared}
    return saved(request, message=text, changed=CHANGED)


@require_POST
def scheduling(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    one = plan_of(request, visit_plan_id)
    try:
        number = actions.schedule(plan=one, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    text = ngettext("%(count)s visit stands in the calendar.", "%(count)s visits stand in the calendar.", number)
    message = text % {"count": number} if number else _("The calendar says so already.")
    return saved(request, message=message, changed=CHANGED)


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    one, user = plan_of(request, visit_plan_id), reader(request)
    user.require(VisitVerb.PLAN)
    return form_dialog(
        request, form=TitleForm(request.POST or None, initial={"title": one.title}), title=_("Rename"),
        save=lambda given: actions.update(plan=one, changes=given, by=user), message=_("Saved."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def discarding(request: HttpRequest, visit_plan_id: UUID) -> HttpResponse:
    actions.discard(plan=plan_of(request, visit_plan_id), by=reader(request))
    message = _("The plan is gone; what stands in the calendar stays.")
    return saved(request, message=message, go_to=reverse("interactions:visit_plans"))


def plan_of(request: HttpRequest, visit_plan_id: UUID) -> VisitPlan:
    """404 for a plan out of sight."""
    user = reader(request)
    user.require(VisitVerb.VIEW)
    found: VisitPlan = get_object_or_404(VisitPlan.objects.visible_to(user).select_related("visitor"), pk=visit_plan_id)
    return found


def _is_editable(one: VisitPlan, user: User) -> bool:
    return user.may(VisitVerb.PLAN) and VisitPlan.objects.editable_by(user).filter(pk=one.pk).exists()


def _address(one: VisitPlan) -> str:
    return reverse("interactions:visit_plan", args=[one.pk])


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _made(form: PlanForm, customers: list[UUID], user: User) -> VisitPlan:
    given = form.cleaned_data
    if not customers:
        raise actions.PlanRefused(_("Tick whom you want to see."))
    start = VisitPlan.Start.HERE if form.place else VisitPlan.Start.OFFICE
    return actions.make(
        customers=customers, title=given["title"], first_day=given["first_day"], days=given["days"],
        minutes=given["minutes"], visitor=given["visitor"], start=start, place=form.place, by=user,
    )  # fmt: skip


def _drawing(days: list[routes.Day]) -> list[dict[str, Any]]:
    """Per day the points of its line and its numbered stops, on one scale; nothing for less than two places."""
    lines = [[*([day.start] if day.start else []), *(one.place for one in day.stops if one.place)] for day in days]
    points = fitted([place for line in lines for place in line], WIDTH, HEIGHT, MARGIN)
    if len(points) < 2:
        return []
    found, at = [], 0
    for day, line in zip(days, lines, strict=True):
        own = points[at : at + len(line)]
        at += len(line)
        stops = [one for one in day.stops if one.place]
        marks = own[1:] if day.start else own
        pairs = list(zip(stops, marks, strict=True))
        found.append({"line": own, "start": own[0] if day.start else None, "marks": pairs})
    return found


def _map(days: list[routes.Day], company: Company) -> dict[str, Any]:
    """What the map of the browser draws, in its degrees."""
    drawn = [
        {
            "start": maps.on_map(*day.start, company) if day.start else None,
            "stops": [
                {"at": maps.on_map(*one.place, company), "number": one.number, "id": str(one.stop.pk),
                 "name": one.customer.name if one.customer else ""}
                for one in day.stops if one.place
            ],
        }
        for day in days
    ]  # fmt: skip
    return {"tiles": company.map_tiles, "attribution": company.map_attribution, "days": drawn}


def day_of(text: str | None, one: VisitPlan) -> date:
    """A day of the plan as an address names it, else its first."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return one.first_day
    return found if one.first_day <= found <= one.last_day else one.first_day
