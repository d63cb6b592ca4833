"""Settings: the privacy policy of the house, and the rules for how long data is kept."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.actions import privacy_requests, retention
from kehu.customers.forms.privacy import PolicyForm, RuleForm
from kehu.customers.jobs import run_retention
from kehu.customers.models import Customer, LifecycleStage, RetentionRule, RetentionRun
from kehu.customers.queries import privacy
from kehu.customers.queries.retention import last_runs
from kehu.customers.views.reaching import done
from kehu.foundation.access.reader import reader
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["retention"]
MOST = 200


def policy(request: HttpRequest) -> HttpResponse:
    """The deadlines and the rule of two persons."""
    user = reader(request)
    user.require(PrivacyVerb.CONFIGURE)
    found = privacy.policy()
    initial = {name: getattr(found, name) for name in PolicyForm.base_fields}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            privacy_requests.set_policy(changes=form.cleaned_data, by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("Saved."), go_to=request.path)
    return page(request, "customers/privacy/policy.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def list_rules(request: HttpRequest) -> HttpResponse:
    reader(request).require(PrivacyVerb.CONFIGURE)
    rules = list(RetentionRule.objects.select_related("created_by")[:MOST])
    last = last_runs(rules)
    context = {"rules": [(one, last.get(one.pk)) for one in rules], "words": _words()}
    return page(request, "customers/privacy/rules.html", context)


@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest) -> HttpResponse:
    return _rule_dialog(request, None)


@require_http_methods(["GET", "POST"])
def edit_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    return _rule_dialog(request, get_object_or_404(RetentionRule, pk=rule_id))


def _rule_dialog(request: HttpRequest, rule: RetentionRule | None) -> HttpResponse:
    user = reader(request)
    user.require(PrivacyVerb.CONFIGURE)
    initial: dict[str, Any] = {"months": 36, "action": RetentionRule.Action.TRASH}
    if rule:
        initial = {name: getattr(rule, name) for name in RuleForm.base_fields}
    return form_dialog(
        request, form=RuleForm(request.POST or None, initial=initial), title=_("Retention rule"),
        text=_("All conditions hold together. Customers with open tasks, planned visits or a hold are never taken."),
        save=lambda data: retention.save(rule=rule, values=data, by=user),
        message=_("Saved. Rehearse the rule before it is switched on."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def remove_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    rule = get_object_or_404(RetentionRule, pk=rule_id)
    return done(
        request, lambda: retention.remove(rule=rule, by=reader(request)), message=_("Removed."), changed=CHANGED
    )


@require_POST
def switch_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """On, or off if it is on."""
    rule = get_object_or_404(RetentionRule, pk=rule_id)
    active = not rule.is_active
    return done(
        request, lambda: retention.switch(rule=rule, active=active, by=reader(request)),
        message=_("The rule runs every night from now on.") if active else _("The rule runs no more."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def run_rule(request: HttpRequest, rule_id: UUID, what: str) -> HttpResponse:
    """`what` is rehearsal or work."""
    rule = get_object_or_404(RetentionRule, pk=rule_id)
    try:
        made = retention.plan(rule=rule, dry=what != "work", by=reader(request), defer=run_retention.defer)
    except Refusal as refusal:
        return refused(request, refusal)
    message = _("The rule is at work.") if what == "work" else _("The rule is being rehearsed; nothing is changed.")
    return saved(request, message=message, go_to=reverse("privacy:retention_run", args=[made.pk]))


@require_GET
def show_run(request: HttpRequest, run_no: int) -> HttpResponse:
    """What a run found, with the first of those it takes."""
    user = reader(request)
    user.require(PrivacyVerb.CONFIGURE)
    found = get_object_or_404(RetentionRun.objects.select_related("rule", "by", "run"), pk=run_no)
    sample = (
        Customer.objects.visible_to(user).filter(pk__in=found.sample).select_related("owner").order_by("name", "pk")
    )
    context = {"one": found, "sample": sample, "words": _words()}
    return page(request, "customers/privacy/run.html", context)


def _words() -> dict[str, dict[str, str]]:
    """The labels of what conditions are made of."""
    return {
        "stages": {one.key: one.label for one in LifecycleStage.objects.all()},
        "standings": {key: str(label) for key, label in Customer.Standing.choices},
        "kinds": {key: str(label) for key, label in Customer.Kind.choices},
    }
