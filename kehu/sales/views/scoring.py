"""Settings: the rules by which leads are scored, with their effect before they are saved."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists import conditions
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved
from kehu.sales import jobs
from kehu.sales.actions import ordering
from kehu.sales.actions import scoring as actions
from kehu.sales.models import LeadSettings, ScoreRule
from kehu.sales.queries import scoring as queries
from kehu.sales.rule_forms import BandsForm, ScoreRuleForm
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["scoring"]
EFFECT = "sales/rules/score_effect.html"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    rules = [(one, conditions.words("lead", one.conditions)) for one in ScoreRule.objects.all()]
    context = {"rules": rules, "bands": LeadSettings.current(), "now": queries.effect(user, None)}
    return page(request, "sales/rules/scoring.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _dialog(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    reader(request).require("lead.configure")
    return _dialog(request, get_object_or_404(ScoreRule, pk=rule_id))


def _dialog(request: HttpRequest, rule: ScoreRule | None) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    initial = {name: getattr(rule, name) for name in ScoreRuleForm.base_fields} if rule else None
    words = Words(
        _("Scoring rule"), _("Saved. The leads are being scored anew."), applies=_("Which leads"),
        tries=_("Show the effect"),
    )  # fmt: skip
    return rule_dialog(
        request, form=ScoreRuleForm(request.POST or None, initial=initial), words=words, object_key="lead",
        link=rule.conditions if rule else "", changed=[*CHANGED, "lead"],
        save=lambda given: _scored_anew(lambda: actions.save_rule(rule=rule, values=given, by=user)),
        effect=lambda given: _effect(rule, given, user),
    )  # fmt: skip


def _effect(rule: ScoreRule | None, given: dict[str, Any], user: User) -> tuple[str, dict[str, Any]]:
    actions.check(given)
    changed = ScoreRule(**given)
    if rule:
        changed.pk = rule.pk
    return EFFECT, {"effect": queries.effect(user, changed)}


def _scored_anew(save: Any) -> None:
    """Saved, and every open lead is scored anew by a job of the same transaction."""
    with transaction.atomic():
        save()
        jobs.score_anew()


@require_http_methods(["GET", "POST"])
def bands(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    now = LeadSettings.current()
    form = BandsForm(request.POST or None, initial={"warm_from": now.warm_from, "hot_from": now.hot_from})
    return form_dialog(
        request, form=form, title=_("From when a lead is warm or hot"),
        message=_("Saved. The leads are being scored anew."),
        save=lambda given: _scored_anew(lambda: actions.set_bands(by=user, **given)), changed=CHANGED,
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    rule = get_object_or_404(ScoreRule, pk=rule_id)
    _scored_anew(lambda: actions.remove_rule(rule=rule, by=user))
    return saved(request, message=_("Removed."), changed=CHANGED)


@require_POST
def move(request: HttpRequest, rule_id: UUID, way: str) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    rule = get_object_or_404(ScoreRule, pk=rule_id)
    ordering.move(rows=ScoreRule.objects.all(), record_id=rule.pk, up=way == "up", by=user)
    return saved(request, message=_("Saved."), changed=CHANGED)
