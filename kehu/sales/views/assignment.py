"""Settings: who gets which leads, tried on one lead and on the last quarter; and what people can be given."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists import conditions
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved
from kehu.sales.actions import assignment as actions
from kehu.sales.actions import ordering
from kehu.sales.models import AssignmentRule, Seller
from kehu.sales.queries import assignment as queries
from kehu.sales.rule_forms import AssignmentRuleForm, SellerForm, TryForm
from kehu.sales.views.rule_dialogs import Words, rule_dialog

CHANGED = ["assignment"]
MOST_PEOPLE = 500


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    rows = AssignmentRule.objects.select_related("person", "team", "pool", "escalates_to", "late_pool")
    rules = [(one, conditions.words("lead", one.conditions)) for one in rows]
    form = TryForm(user, request.GET if request.GET.get("lead") else None)
    choice = None
    if form.is_bound and form.is_valid():
        choice = queries.try_out(form.cleaned_data["lead"], queries.rules())
    context = {
        "rules": rules,
        "form": form,
        "choice": choice,
        "reasons": queries.said(choice.reasons) if choice else [],
    }
    return page(request, "sales/rules/assignment.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _dialog(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    reader(request).require("lead.configure")
    return _dialog(request, get_object_or_404(AssignmentRule, pk=rule_id))


def _dialog(request: HttpRequest, rule: AssignmentRule | None) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    initial = {name: getattr(rule, name) for name in AssignmentRuleForm.base_fields} if rule else None
    words = Words(
        _("Assignment rule"), _("Saved."), applies=_("Which leads"), tries=_("Try on the last quarter"),
        text=_("The first rule that speaks of a lead and has somebody free gives it away."),
    )  # fmt: skip
    return rule_dialog(
        request, form=AssignmentRuleForm(request.POST or None, initial=initial), words=words, object_key="lead",
        link=rule.conditions if rule else "", changed=CHANGED,
        save=lambda given: actions.save_rule(rule=rule, values=given, by=user),
        effect=lambda given: _simulated(rule, given),
    )  # fmt: skip


def _simulated(rule: AssignmentRule | None, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The leads of the last quarter, with the rule as it stands in the form."""
    actions.check(given)
    before = queries.rules()
    changed = AssignmentRule(position=rule.position if rule else 10 * (len(before) + 1), **given)
    if rule:
        changed.pk = rule.pk
    others = [one for one in before if one.pk != changed.pk]
    rules = sorted(
        [*others, *([changed] if changed.is_active else [])], key=lambda one: (one.position, one.name, one.pk)
    )
    return "sales/rules/assignment_effect.html", {"found": queries.simulate(rules)}


@require_POST
def remove(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    actions.remove_rule(rule=get_object_or_404(AssignmentRule, pk=rule_id), by=user)
    return saved(request, message=_("Removed."), changed=CHANGED)


@require_POST
def move(request: HttpRequest, rule_id: UUID, way: str) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    rule = get_object_or_404(AssignmentRule, pk=rule_id)
    ordering.move(rows=AssignmentRule.objects.all(), record_id=rule.pk, up=way == "up", by=user)
    return saved(request, message=_("Saved."), changed=CHANGED)


@require_GET
def sellers(request: HttpRequest) -> HttpResponse:
    """Who works here, and what each can be given."""
    reader(request).require("lead.configure")
    people = User.objects.filter(is_active=True, is_system=False).select_related("department").order_by("name", "pk")
    known = {one.user_id: one for one in Seller.objects.all()}
    load = queries.desk([]).load
    rows = [(one, known.get(one.pk), load[one.pk]) for one in people[:MOST_PEOPLE]]
    return page(request, "sales/rules/sellers.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def edit_seller(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    person = get_object_or_404(User, pk=user_id, is_system=False)
    form = SellerForm(request.POST or None, seller=Seller.objects.filter(user=person).first())
    return form_dialog(
        request, form=form, title=_("What %(name)s can be given") % {"name": person.name}, message=_("Saved."),
        save=lambda given: actions.save_seller(user=person, values=given, by=user), changed=["sellers"],
    )  # fmt: skip
