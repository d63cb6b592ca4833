"""The page of a cadence: its steps as cards, the calendar they make, and what it brought."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.cadences.actions import cadences as actions
from kehu.cadences.actions import enrolling
from kehu.cadences.forms import CadenceForm, TakingForm
from kehu.cadences.models import Cadence
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.queries import preview as calendar
from kehu.cadences.queries import results as figures
from kehu.cadences.queries import showing
from kehu.cadences.views.finding import cadence_of
from kehu.foundation.access.models import Team, User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.formats import locale
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["cadence"]


@require_GET
def cadence(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    one, user = cadence_of(request, cadence_id), reader(request)
    steps = [(step, showing.words(step, one.subject)) for step in showing.steps_of(one)]
    context = {
        "cadence": one, "steps": steps, "may_write": user.may(CadenceVerb.WRITE),
        "teams": list(Team.objects.filter(pk__in=one.teams).order_by("name").values_list("name", flat=True)),
        "takes": conditions.words("lead", one.conditions) if one.takes_new and one.conditions else "",
    }  # fmt: skip
    return page(request, "cadences/cadence.html", context)


@require_GET
def preview(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    """The calendar of `person` (oneself) if somebody is put in on `start` (today)."""
    one, user = cadence_of(request, cadence_id), reader(request)
    people = User.objects.filter(pk__in=[user.pk, *user.grants.department_people_ids], is_active=True)
    person = people.filter(pk=_uuid(request.GET.get("person"))).first() or user
    start = parse_date(request.GET.get("start", "") or "") or timezone.localdate()
    try:
        begin = enrolling.beginning(start)
    except Refusal:
        start, begin = timezone.localdate(), timezone.now()
    context = {
        "cadence": one, "person": person, "people": list(people.order_by("name", "pk")[:200]), "start": start,
        "seen": calendar.preview(showing.steps_of(one), begin, person), "today": timezone.localdate(),
        "weekdays": [locale().days["stand-alone"]["short"][day] for day in range(7)],
    }  # fmt: skip
    return fragment(request, "cadences/preview.html", context)


@require_GET
def results(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    """What it brought so far, as far as the reader sees the enrolments."""
    one, user = cadence_of(request, cadence_id), reader(request)
    steps = figures.by_step(one, user)
    context = {
        "cadence": one, "results": figures.results(one, user), "steps": steps, "chart": figures.chart(one, steps),
        "link": lambda filters="": figures.link(one, filters),
    }  # fmt: skip
    return fragment(request, "cadences/results.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(CadenceVerb.WRITE)
    made: list[Cadence] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.write(by=user, **{key: value for key, value in given.items() if key != "version"}))

    return form_dialog(
        request, form=CadenceForm(request.POST or None), title=_("New cadence"), save=save,
        message=_("The cadence is there. Add its steps."), changed=CHANGED,
        go_to=lambda: reverse("cadences:cadence", args=[made[0].pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    one, user = cadence_of(request, cadence_id, writes=True), reader(request)

    def save(given: dict[str, Any]) -> None:
        version = given.pop("version") or one.version
        actions.change(cadence=one, changes=given, by=user, expected_version=version)

    form = CadenceForm(request.POST or None, cadence=one)
    return form_dialog(request, form=form, title=_("Edit cadence"), save=save, message=_("Saved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def taking(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    """Whether new leads go in by themselves, and which."""
    one, user = cadence_of(request, cadence_id, writes=True), reader(request)
    if one.subject != Cadence.Subject.LEAD:
        raise Http404
    form = TakingForm(request.POST or None, initial={"takes_new": one.takes_new})
    return rule_dialog(
        request, form=form, object_key="lead", link=one.conditions, changed=CHANGED,
        words=Words(
            _("New leads"), _("Saved."), applies=_("Which leads"),
            text=_("A lead goes in when it comes or gets its first owner. Those who were in a cadence before do not."),
        ),
        save=lambda given: actions.change(cadence=one, changes=given, by=user),
    )  # fmt: skip


@require_POST
def trash(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    one, user = cadence_of(request, cadence_id, writes=True), reader(request)
    try:
        actions.trash(cadence=one, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The cadence is in the trash."), go_to=reverse("cadences:cadences"))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
