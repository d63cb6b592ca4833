"""Dunning: the levels among the settings, and how far it went with an instalment."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.contracts.actions import dunning as actions
from kehu.contracts.dunning_forms import LevelForm
from kehu.contracts.figures.ageing import days_overdue
from kehu.contracts.models import DunningLevel
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries import dunning as found
from kehu.contracts.views.reaching import instalment_of
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved

PAGE = "/settings/dunning/"


@require_GET
def levels(request: HttpRequest) -> HttpResponse:
    reader(request).require(ContractVerb.CONFIGURE)
    return page(request, "contracts/dunning/levels.html", {"levels": found.levels()})


@require_http_methods(["GET", "POST"])
def add_level(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(ContractVerb.CONFIGURE)
    form = LevelForm(request.POST if request.method == "POST" else None)
    return form_dialog(
        request, form=form, title=_("New level of dunning"), template="contracts/dunning/level_dialog.html",
        save=lambda _given: actions.add(by=user, **form.changes()), message=_("The level is added."), go_to=PAGE,
        further={"words": found.WORDS},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_level(request: HttpRequest, level_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(ContractVerb.CONFIGURE)
    level = get_object_or_404(DunningLevel, pk=level_id)
    form = LevelForm(request.POST if request.method == "POST" else None, level=level)
    return form_dialog(
        request, form=form, title=_("Level %(number)s of dunning") % {"number": level.number}, go_to=PAGE,
        save=lambda _given: actions.change(level=level, changes=form.changes(), by=user), message=_("Saved."),
        template="contracts/dunning/level_dialog.html", further={"words": found.WORDS},
    )  # fmt: skip


@require_POST
def remove_level(request: HttpRequest) -> HttpResponse:
    """The last one."""
    try:
        actions.remove_last(by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The level is removed."), go_to=PAGE)


@require_GET
def history(request: HttpRequest, instalment_id: UUID) -> HttpResponse:
    """How far dunning of an instalment went, with the texts, the latest first; and what comes next."""
    one = instalment_of(request, instalment_id)
    days = days_overdue(one.due_on, timezone.localdate())
    ahead = next((level for level in found.levels() if level.number > one.level), None) if one.outstanding else None
    context = {
        "instalment": one, "steps": list(one.dunning_steps.order_by("-created_at", "-pk")), "ahead": ahead,
        "days": days, "wait": max(0, ahead.days - days) if ahead else 0,
    }  # fmt: skip
    return fragment(request, "contracts/dunning/history.html", context)
