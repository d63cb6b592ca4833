"""Dialogs of steps, and their order."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.cadences.actions import cadences as actions
from kehu.cadences.forms import StepForm, ids_of
from kehu.cadences.models import CadenceStep
from kehu.cadences.views.finding import cadence_of, step_of
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import saved
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["cadence"]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    one, user = cadence_of(request, cadence_id, writes=True), reader(request)
    return _dialog(
        request, None, one.subject, _("New step"),
        lambda given: actions.add_step(cadence=one, by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, cadence_id: UUID, step_id: UUID) -> HttpResponse:
    step, user = step_of(request, cadence_id, step_id), reader(request)
    return _dialog(
        request, step, step.cadence.subject, _("Edit step"),
        lambda given: actions.change_step(step=step, changes=given, by=user),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, cadence_id: UUID, step_id: UUID) -> HttpResponse:
    step, user = step_of(request, cadence_id, step_id), reader(request)
    waiting = step.waiting.filter(state__in=("active", "paused")).count()
    text = _("Nobody waits for it.")
    if waiting:
        text = _("%(number)s wait for it now: they finish it and then go on with the next.") % {"number": waiting}
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Remove"),
        title=_("Remove “%(name)s”?") % {"name": step.title}, text=text,
        save=lambda _given: actions.remove_step(step=step, by=user), message=_("The step is removed."),
        changed=CHANGED,
    )  # fmt: skip


@require_POST
def order(request: HttpRequest, cadence_id: UUID) -> HttpResponse:
    """`order` are the ids of the steps, parted by commas."""
    one, user = cadence_of(request, cadence_id, writes=True), reader(request)
    wanted = ids_of(request.POST.get("order", ""))
    if wanted is None:
        raise Http404
    actions.order_steps(cadence=one, order=wanted, by=user)
    return saved(request, message=_("The steps stand in this order."), changed=CHANGED)


def _dialog(request: HttpRequest, step: CadenceStep | None, subject: str, title: str, save: Any) -> HttpResponse:
    initial = {name: getattr(step, name) for name in StepForm.base_fields} if step else None
    applies = _("Only if the lead fits") if subject == "lead" else _("Only if the opportunity fits")
    return rule_dialog(
        request, form=StepForm(request.POST or None, initial=initial), object_key=subject,
        link=step.conditions if step else "", words=Words(title, _("Saved."), applies=applies), save=save,
        changed=CHANGED,
    )  # fmt: skip
