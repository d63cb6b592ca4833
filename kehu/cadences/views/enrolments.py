"""Putting one record into a cadence, its panel, and what becomes of an enrolment."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.cadences.actions import enrolling, enrolments, pausing
from kehu.cadences.forms import EnrolForm, PauseForm, PostponeForm
from kehu.cadences.models import Cadence, Enrolment
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.queries import showing
from kehu.cadences.queries.records import rows
from kehu.cadences.queries.refusing import refusals
from kehu.cadences.views.finding import enrolment_of
from kehu.foundation.access.reader import reader
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved

CHANGED = ["cadence-enrolment", "task"]
DEEDS: dict[str, tuple[Any, Any]] = {
    "skip": (enrolments.skip, lambda: _("The step is skipped.")),
    "resume": (pausing.resume, lambda: _("It goes on.")),
    "stop": (enrolments.stop, lambda: _("The cadence is stopped.")),
}


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The panel of a lead's or an opportunity's page."""
    user = reader(request)
    user.require(CadenceVerb.VIEW)
    if object_key not in Cadence.Subject.values:
        raise Http404
    visible_record(user, object_key, record_id)
    record = rows(object_key).get(pk=record_id)
    live, past = showing.of_record(object_key, record_id)
    may_enrol = user.may(CadenceVerb.ENROL) and rows(object_key).editable_by(user).filter(pk=record_id).exists()
    context = {
        "object_key": object_key, "record": record, "past": past, "may_enrol": may_enrol,
        **(_shown(live, request) if live else {"one": None}),
    }  # fmt: skip
    return fragment(request, "cadences/of_record.html", context)


@require_GET
def enrolment(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    one = enrolment_of(request, enrolment_id)
    return page(request, "cadences/enrolment.html", _shown(one, request))


def _shown(one: Enrolment, request: HttpRequest) -> dict[str, Any]:
    user = reader(request)
    editable = user.may(CadenceVerb.ENROL) and Enrolment.objects.editable_by(user).filter(pk=one.pk).exists()
    return {
        "one": one, "way": showing.way(one), "ready": showing.ready(one, user), "may_edit": editable,
        "now": timezone.now(),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def enrol_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    return _enrol(request, "lead", lead_id)


@require_http_methods(["GET", "POST"])
def enrol_opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    return _enrol(request, "opportunity", opportunity_id)


def _enrol(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The dialog; with `?dates=1` only the days that the inputs come to."""
    user = reader(request)
    visible_record(user, object_key, record_id)
    user.require(CadenceVerb.ENROL)
    record = rows(object_key).get(pk=record_id)
    form = EnrolForm(user, object_key, request.POST if request.method == "POST" else None)
    if request.GET.get("dates"):
        return fragment(request, "cadences/dates.html", _dates(EnrolForm(user, object_key, request.GET), record))
    return form_dialog(
        request, form=form, title=_("Put “%(name)s” into a cadence") % {"name": record.name},
        save=lambda given: enrolling.enrol(
            cadence=form.usable[given["cadence"]], record=record, by=user, start=given["start"]
        ),
        message=_("It is in the cadence; the first step stands among the tasks."), label=_("Begin"),
        changed=[*CHANGED, object_key], template="cadences/enrol.html",
        further={**_dates(form, record), "dates_address": f"{request.path}?dates=1"},
    )  # fmt: skip


def _dates(form: EnrolForm, record: Any) -> dict[str, Any]:
    """The days of the chosen cadence, and why the record cannot go in, if so."""
    cadence = form.chosen()
    start = parse_date(str(form.data.get("start") or ""))
    problem = ""
    try:
        begin = enrolling.beginning(start)
    except Refusal as refusal:
        begin, problem = timezone.now(), refusal.message
    if cadence is None:
        return {"dated": [], "problem": problem}
    steps = showing.steps_of(cadence)
    problem = problem or refusals(cadence, [record]).get(record.pk, "")
    return {"dated": list(zip(steps, showing.dates(steps, begin), strict=True)), "problem": problem}


@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    one, user = enrolment_of(request, enrolment_id), reader(request)
    user.require(CadenceVerb.ENROL)
    return form_dialog(
        request, form=PauseForm(request.POST if request.method == "POST" else None), title=_("Pause the cadence"),
        text=_("Its task is called off until then."), label=_("Pause"),
        save=lambda given: pausing.pause(enrolment=one, by=user, **given), message=_("It is paused."),
        changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def postpone(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    one, user = enrolment_of(request, enrolment_id), reader(request)
    user.require(CadenceVerb.ENROL)
    return form_dialog(
        request, form=PostponeForm(request.POST or None), title=_("Put the step off"), label=_("Put off"),
        text=_("What follows is counted from the day on which it is done."),
        save=lambda given: enrolments.postpone(enrolment=one, by=user, **given), message=_("Postponed."),
        changed=CHANGED,
    )  # fmt: skip


@require_POST
def act(request: HttpRequest, enrolment_id: UUID, deed: str) -> HttpResponse:
    """Skip the step, let a paused one go on, or stop it."""
    one, user = enrolment_of(request, enrolment_id), reader(request)
    user.require(CadenceVerb.ENROL)
    if deed not in DEEDS:
        raise Http404
    do, message = DEEDS[deed]
    try:
        do(enrolment=one, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message(), changed=CHANGED)
