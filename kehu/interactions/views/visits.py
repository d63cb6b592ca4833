"""Planning a visit, and saying what became of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.actions.contact_points import locate
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.audit.writing import writing
from kehu.foundation.fields.queries import definitions
from kehu.foundation.fields.showing import linked, told
from kehu.foundation.lists.views import conflicts
from kehu.foundation.record_pages import panels
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.interactions.actions import visits as actions
from kehu.interactions.actions.interactions import FollowUp
from kehu.interactions.forms import MOMENT, HoldForm, VisitForm, noon
from kehu.interactions.models import Interaction, Visit, VisitAttendee
from kehu.interactions.queries.addresses import address_of
from kehu.interactions.queries.names import with_customers
from kehu.interactions.views.finding import customer_of, customer_url, visit_of


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A visit to `?customer=`."""
    user = reader(request)
    user.require("visit.plan")
    try:
        customer = customer_of(request, UUID(request.GET.get("customer", "")))
    except ValueError:
        raise Http404 from None
    form = VisitForm(
        request.POST or None, customer=customer, user=user, initial={"planned_start": request.GET.get("start")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan(customer=customer, by=user, **form.values())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("The visit is planned."), changed=["visit"])
    context = {"form": form, "customer": customer, "visit": None}
    return fragment(request, "interactions/visits/dialog.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit; a planned one can be changed."""
    one = visit_of(request, visit_id)
    user = reader(request)
    with_customers([one], user)
    seen = one.seen_customer  # type: ignore[attr-defined]
    editable = one.is_planned and user.may("visit.edit") and Visit.objects.editable_by(user).filter(pk=one.pk).exists()
    people = list(one.attendees.select_related("user", "contact").order_by("created_at", "id"))
    form = VisitForm(request.POST or None, customer=seen, user=user, existing=one.custom, initial=_initial(one, people))
    if request.method == "POST" and form.is_valid():
        changes, version = _changes(form), form.cleaned_data["version"]
        try:
            actions.update(visit=one, changes=changes, by=user, expected_version=version)
        except Outdated:
            sheet = conflicts.resolve(
                request, record=one, changes=changes, version=version,
                update=lambda rest: actions.update(visit=one, changes=rest, by=user),
            )  # fmt: skip
            return sheet or saved(request, message=_("Saved."), changed=["visit"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("Saved."), changed=["visit"])
    context = {
        "form": form, "visit": one, "customer": seen, "editable": editable, "people": people,
        "customer_url": customer_url(seen.pk) if seen else "",
        "own": linked(told(definitions("visit"), one.custom, user)),
        "contributed": [panels.address_of(panel, "visit", one.pk) for panel in panels.contributed("visit", user)],
    }  # fmt: skip
    return page(request, "interactions/visits/visit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def holding(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Minutes, photos and next step of a visit that took place."""
    one = visit_of(request, visit_id)
    user = reader(request)
    user.require("visit.edit")
    with_customers([one], user)
    planned = int((one.planned_end - one.planned_start).total_seconds() // 60)
    form = HoldForm(request.POST or None, request.FILES or None, initial={"minutes": planned})
    if request.method == "POST" and form.is_valid():
        try:
            _hold(one, form, request.FILES.getlist("files"), user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            changed = ["visit", "interaction", "task"]
            return saved(request, message=_("The visit stands in the timeline."), changed=changed)
    context = {
        "visit": one,
        "form": form,
        "address": address_of(one, user),
        "outcomes": [label for _key, label in Interaction.Outcome.choices],
    }
    return fragment(request, "interactions/visits/holding.html", context, status=422 if form.is_bound else 200)


@require_POST
def cancellation(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    one = visit_of(request, visit_id)
    try:
        actions.cancel(visit=one, by=reader(request), reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The visit is called off."), changed=["visit"])


def _changes(form: VisitForm) -> dict[str, Any]:
    """What was changed in the form; who comes along is not written anew by one who did not touch it."""
    values = form.values()
    untouched = {"colleagues", "contacts"} - set(form.changed_data)
    return {key: value for key, value in values.items() if key not in untouched}


def _hold(one: Visit, form: HoldForm, uploads: list[Any], user: User) -> None:
    with writing(by=user):
        actions.hold(visit=one, by=user, **_held(form), place=form.place, uploads=uploads)
        address = address_of(one, user) if form.place and form.cleaned_data["remember"] else None
        if address and form.place:
            latitude, longitude = map(float, form.place)
            locate(contact_point=address, latitude=latitude, longitude=longitude, by=user)


def _held(form: HoldForm) -> dict[str, Any]:
    given = form.cleaned_data
    step = given["next_step"]
    day = given["next_day"] or timezone.localdate() + timedelta(days=7)
    return {
        "minutes": given["body"], "outcome": given["outcome"],
        "duration_seconds": None if given["minutes"] is None else given["minutes"] * 60,
        "follow_up": FollowUp(step, noon(day), all_day=True) if step else None,
    }  # fmt: skip


def _initial(one: Visit, people: list[VisitAttendee]) -> dict[str, Any]:
    return {
        "purpose": one.purpose, "planned_start": timezone.localtime(one.planned_start).strftime(MOMENT),
        "minutes": int((one.planned_end - one.planned_start).total_seconds() // 60), "place": one.place,
        "visitor": one.visitor_id, "contact": one.contact_id, "latitude": one.latitude, "longitude": one.longitude,
        "colleagues": [row.user_id for row in people if row.user_id],
        "contacts": [row.contact_id for row in people if row.contact_id],
        "version": one.version,
    }  # fmt: skip
