"""Settings: pools, who belongs to them, and the rules by which they take records back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.models import Pool
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page, refused, saved
from kehu.sales.actions import ordering
from kehu.sales.actions import pools as actions
from kehu.sales.models import ReclaimRule
from kehu.sales.pool_forms import PoolForm, ReclaimForm
from kehu.sales.queries import pools as queries
from kehu.sales.queries import reclaiming
from kehu.sales.queries.pools import KINDS
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["pools"]
SHOWN = 30


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    reader(request).require("pool.configure")
    pools = list(Pool.objects.prefetch_related("memberships__user", "memberships__team", "memberships__department"))
    rules: dict[UUID, list[Any]] = {}
    for rule in ReclaimRule.objects.filter(pool__in=pools).select_related("pool"):
        rules.setdefault(rule.pool_id, []).append((rule, conditions.words(rule.pool.holds, rule.conditions)))
    context = {
        "pools": [(one, conditions.words(one.holds, one.conditions), rules.get(one.pk, [])) for one in pools],
        "sizes": queries.sizes(pools),
    }  # fmt: skip
    return page(request, "sales/pools/settings.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _pool_dialog(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    reader(request).require("pool.configure")
    return _pool_dialog(request, get_object_or_404(Pool, pk=pool_id))


def _pool_dialog(request: HttpRequest, pool: Pool | None) -> HttpResponse:
    user = reader(request)
    user.require("pool.configure")
    form = PoolForm(request.POST or None, pool=pool)

    def save(given: dict[str, Any]) -> None:
        values = {**form.values(), "conditions": given["conditions"]}
        members, managers = form.members(), form.cleaned_data["managers"]
        actions.save_pool(pool=pool, values=values, members=members, managers=managers, by=user)

    asked = request.POST.get("holds", Pool.Holds.CUSTOMERS)
    holds = pool.holds if pool else asked if asked in KINDS else Pool.Holds.CUSTOMERS
    words = Words(_("Pool"), _("Saved."), applies=_("What belongs here"))
    return rule_dialog(
        request, form=form, words=words, object_key=holds, link=pool.conditions if pool else "", save=save,
        changed=CHANGED,
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("pool.configure")
    return _done(request, lambda: actions.remove_pool(pool=get_object_or_404(Pool, pk=pool_id), by=user))


@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    reader(request).require("pool.configure")
    return _rule_dialog(request, get_object_or_404(Pool, pk=pool_id), None)


@require_http_methods(["GET", "POST"])
def edit_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    reader(request).require("pool.configure")
    rule = get_object_or_404(ReclaimRule.objects.select_related("pool"), pk=rule_id)
    return _rule_dialog(request, rule.pool, rule)


def _rule_dialog(request: HttpRequest, pool: Pool, rule: ReclaimRule | None) -> HttpResponse:
    user = reader(request)
    initial = {name: getattr(rule, name) for name in ReclaimForm.base_fields} if rule else None
    words = Words(
        _("Reclaim rule of “%(pool)s”") % {"pool": pool}, _("Saved. The rules run every night."),
        applies=_("Which records"), tries=_("Try on the last quarter"),
        text=_("Of the rules of a pool the first that fits a record decides."),
    )  # fmt: skip
    return rule_dialog(
        request, form=ReclaimForm(request.POST or None, initial=initial), words=words, object_key=pool.holds,
        link=rule.conditions if rule else "", changed=CHANGED,
        save=lambda given: actions.save_rule(rule=rule, pool=pool, values=given, by=user),
        effect=lambda given: _simulated(pool, rule, given, user),
    )  # fmt: skip


def _simulated(pool: Pool, rule: ReclaimRule | None, given: dict[str, Any], user: User) -> tuple[str, dict[str, Any]]:
    """Who would have lost what in the last quarter, with the rules as they are and as they would be."""
    actions.check_rule(pool, given)
    kind = KINDS[pool.holds]
    before = reclaiming.rules_of(kind)
    changed = ReclaimRule(pool=pool, position=rule.position if rule else 10 * (len(before) + 1), **given)
    if rule:
        changed.pk = rule.pk
    others = [one for one in before if one.pk != changed.pk]
    after = sorted([*others, *([changed] if changed.is_active and pool.is_active else [])], key=reclaiming.order_of)
    found = reclaiming.simulate(kind, before, after)
    people = dict(User.objects.in_bulk([key for key, _before, _after in found.people()]))
    shown = found.newly[:SHOWN]
    rows = kind.model.objects.visible_to(user).in_bulk([one.record_id for one in shown])
    return "sales/pools/simulation.html", {
        "before": len(found.before), "after": len(found.after), "capped": found.capped,
        "people": [(people[key], *counts) for key, *counts in found.people() if key in people],
        "newly": [(rows.get(one.record_id), people.get(one.owner_id), one.on) for one in shown],
        "more": len(found.newly) - len(shown), "most": reclaiming.MOST_SIMULATED,
    }  # fmt: skip


@require_POST
def remove_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("pool.configure")
    return _done(request, lambda: actions.remove_rule(rule=get_object_or_404(ReclaimRule, pk=rule_id), by=user))


@require_POST
def move_rule(request: HttpRequest, rule_id: UUID, way: str) -> HttpResponse:
    user = reader(request)
    user.require("pool.configure")
    rule = get_object_or_404(ReclaimRule, pk=rule_id)
    rows = ReclaimRule.objects.filter(pool=rule.pool_id)
    return _done(request, lambda: ordering.move(rows=rows, record_id=rule.pk, up=way == "up", by=user))


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Saved."), changed=CHANGED)
