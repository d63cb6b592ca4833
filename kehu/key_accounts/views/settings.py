"""Settings: the rule of tiers with its effect, and what each tier is owed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved
from kehu.key_accounts.actions import entitling, rules
from kehu.key_accounts.entitlements import KEYS, by_tier
from kehu.key_accounts.forms import EntitlementsForm, StepForm, ThresholdsForm
from kehu.key_accounts.models import TierRule, TierStep
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import tiers

CHANGED, OWED = ["tier_rule"], ["entitlements"]
SHOWN_VERSIONS = 10


@require_GET
def rule(request: HttpRequest) -> HttpResponse:
    """The rule in force, the version that is being prepared, and what it would change."""
    _require(request)
    draft, now = tiers.draft(), tiers.in_force()
    past = TierRule.objects.filter(state=TierRule.State.PAST).select_related("put_by")[:SHOWN_VERSIONS]
    context = {
        "now": now, "draft": draft, "past": past, "ladders": tiers.ladders,
        "currency": Company.objects.current().currency,
        "effect": tiers.effect(draft) if draft and draft.tried_at else None,
        "standing": tiers.effect(now) if now else None,
        "tiers": [(tier, str(Customer.Tier(tier).label) if tier else _("no tier")) for tier in tiers.TIERS],
    }  # fmt: skip
    return page(request, "key_accounts/settings/rule.html", context)


@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user: rules.prepare(by=user), _("A new version is being prepared."))


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user: rules.discard(by=user), _("The version is given up."))


@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    user = _require(request)
    draft = _draft()
    form = ThresholdsForm(draft, request.POST or None)
    return form_dialog(
        request, form=form, title=_("From how many points on"), message=_("Saved."), changed=CHANGED,
        save=lambda given: rules.change(changes=given, by=user),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """`?measure=` is filled in."""
    user = _require(request)
    _draft()
    form = StepForm(request.POST or None, initial={"measure": request.GET.get("measure")})
    return form_dialog(
        request, form=form, title=_("Points for a measure"), message=_("Saved."), changed=CHANGED,
        save=lambda given: rules.set_step(by=user, **given),
        text=_("Of several steps of one measure the highest that is reached counts."),
    )  # fmt: skip


@require_POST
def remove_step(request: HttpRequest, tier_step_id: UUID) -> HttpResponse:
    one = get_object_or_404(TierStep, pk=tier_step_id)
    return _done(request, lambda user: rules.remove_step(step=one, by=user), _("Removed."))


@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user: rules.try_out(by=user), _("Its effect is being worked out."))


@require_POST
def put_in_force(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user: rules.put_in_force(by=user), _("The rule is in force; tiers are being set."))


@require_POST
def apply_now(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user: rules.apply_now(by=user), _("Tiers are being set."))


@require_GET
def entitlements(request: HttpRequest) -> HttpResponse:
    _require(request)
    owed = by_tier()
    context = {
        "tiers": [(tier, label, owed[tier]) for tier, label in Customer.Tier.choices],
        "keys": [(one, {tier: owed[tier].values.get(one.key) for tier in owed}) for one in KEYS],
    }
    return page(request, "key_accounts/settings/entitlements.html", context)


@require_http_methods(["GET", "POST"])
def entitle(request: HttpRequest, tier: str) -> HttpResponse:
    user = _require(request)
    if tier not in Customer.Tier.values:
        raise Http404
    form = EntitlementsForm(dict(by_tier()[tier].values), request.POST if request.method == "POST" else None)
    return form_dialog(
        request, form=form, title=str(Customer.Tier(tier).label), message=_("Saved."), changed=OWED,
        save=lambda given: entitling.entitle(tier=tier, given=given, by=user),
    )  # fmt: skip


def _require(request: HttpRequest) -> User:
    user = reader(request)
    user.require(KeyAccountVerb.CONFIGURE)
    return user


def _draft() -> TierRule:
    return get_object_or_404(TierRule, state=TierRule.State.DRAFT)


def _done(request: HttpRequest, act: Callable[[User], Any], message: str) -> HttpResponse:
    user = _require(request)
    try:
        act(user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)
