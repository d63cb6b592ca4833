"""The rules of territories: read, tried out, shown in their effect before a change is saved, and done to everybody."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.coverage.actions import assigning
from kehu.coverage.actions import territory_rules as actions
from kehu.coverage.models import TerritoryRule
from kehu.coverage.queries import territory_rules
from kehu.coverage.queries.staff import gives_owners
from kehu.coverage.queries.territory_moves import preview
from kehu.coverage.scopes import link
from kehu.coverage.territory_forms import AssigningForm, RuleForm, TryForm
from kehu.customers.permissions import CustomerVerb, TerritoryVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page, refused, saved
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["territory_rule"]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """All rules as sentences, in their order; `?customer=` says which of them decides about somebody."""
    user = reader(request)
    user.require(TerritoryVerb.VIEW)
    rules = territory_rules.said()
    form = TryForm(user, request.GET if request.GET.get("customer") else None)
    tried = form.cleaned_data["customer"] if form.is_bound and form.is_valid() else None
    context = {
        "rules": rules, "form": form, "customer": tried, "may_manage": user.may(TerritoryVerb.MANAGE),
        "why": territory_rules.explain(tried, rules) if tried else None,
    }  # fmt: skip
    return page(request, "coverage/territories/rules.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """`?territory=` is filled in."""
    return _dialog(request, None, {"territory": request.GET.get("territory")})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, territory_rule_id: UUID) -> HttpResponse:
    reader(request).require(TerritoryVerb.MANAGE)
    rule = get_object_or_404(TerritoryRule, pk=territory_rule_id)
    return _dialog(request, rule, {"territory": rule.territory_id, "note": rule.note, "is_active": rule.is_active})


def _dialog(request: HttpRequest, rule: TerritoryRule | None, initial: dict[str, Any]) -> HttpResponse:
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    words = Words(
        _("Territory rule"), _("Saved. Nobody has moved yet."), applies=_("Which customers"),
        tries=_("Who would move"),
        text=_("The first rule that fits a customer decides. New customers follow it at once; those who are there move "
               "when customers are assigned anew."),
    )  # fmt: skip
    return rule_dialog(
        request, form=RuleForm(request.POST or None, initial=initial), words=words, object_key="customer",
        link=rule.conditions if rule else "", changed=CHANGED,
        save=lambda given: actions.save(rule=rule, by=user, **given),
        effect=lambda given: _effect(rule, given, user),
    )  # fmt: skip


def _effect(rule: TerritoryRule | None, given: dict[str, Any], user: User) -> tuple[str, dict[str, Any]]:
    """All customers, assigned by the rules as they would be with this one as it stands in the form."""
    changed = TerritoryRule(position=rule.position if rule else 32_767, **actions.checked(given))
    changed.pk = rule.pk if rule else uuid4()
    others = [one for one in territory_rules.active() if one.pk != changed.pk]
    rules = sorted([*others, *([changed] if changed.is_active else [])], key=lambda one: (one.position, one.created_at))
    return "coverage/territories/effect.html", _shown(rules, user)


@require_POST
def remove(request: HttpRequest, territory_rule_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    actions.remove(rule=get_object_or_404(TerritoryRule, pk=territory_rule_id), by=user)
    return saved(request, message=_("Removed."), changed=CHANGED)


@require_POST
def move(request: HttpRequest, territory_rule_id: UUID, way: str) -> HttpResponse:
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    if way not in ("up", "down"):
        raise Http404
    rule = get_object_or_404(TerritoryRule, pk=territory_rule_id)
    actions.move(rule_id=rule.pk, up=way == "up", by=user)
    return saved(request, message=_("Saved."), changed=CHANGED)


@require_POST
def put_in_order(request: HttpRequest) -> HttpResponse:
    actions.put_in_order(by=reader(request))
    return saved(request, message=_("The most specific rules come first now."), changed=CHANGED)


# -- assigning anew ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """GET: who would move, whose portfolio grows, and the customers behind each number. POST: has it done."""
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    form = AssigningForm(request.POST or request.GET or None, initial={"strays": territory_rules.KEEP})
    given: dict[str, Any] = {"strays": territory_rules.KEEP, "pinned": False}
    if form.is_bound and form.is_valid():
        given |= form.given()
    if request.method == "POST":
        try:
            made = assigning.begin(by=user, **given)
        except Refusal as refusal:
            return refused(request, refusal)
        return redirect("changes:change_set", made.pk)
    rules = territory_rules.active()
    owners = gives_owners()
    context = {
        "form": AssigningForm(initial=given), "given": given, "rules": len(rules), "owners": owners,
        "may_assign": user.may(CustomerVerb.ASSIGN) or not owners,
        **(_shown(rules, user, linked=True, **given) if rules else {}),
    }  # fmt: skip
    return page(request, "coverage/territories/assign.html", context)


def _shown(
    rules: Sequence[TerritoryRule], user: User, *, linked: bool = False, pinned: bool = False, strays: str = ""
) -> dict[str, Any]:
    """The preview for its template; `linked` where the rules are saved ones, so that lists can ask by them."""
    found = preview(rules, user, pinned=pinned, strays=strays or territory_rules.KEEP)
    moves = [(one, link(one.origin, one.target, pinned=pinned) if linked else "") for one in found.moves]
    return {
        "preview": found, "moves": moves, "currency": Company.objects.current().currency,
        "worth_seen": user.may("opportunity.view"), "customers": reverse("customers:list"),
    }  # fmt: skip
