"""Settings: what needs approval, and who gives it."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.actions import rules as actions
from kehu.foundation.approvals.models import Rule
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.approvals.queries import rules as queries
from kehu.foundation.approvals.routing import RuleDraft, rules_of, with_draft
from kehu.foundation.approvals.rule_forms import WholeForm, blank_condition, blank_step, words
from kehu.foundation.approvals.subjects import Subject
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, saved

CHANGED = ["approval-rules"]


@require_GET
def list_rules(request: HttpRequest) -> HttpResponse:
    reader(request).require(ApprovalVerb.CONFIGURE)
    return page(request, "approvals/rules.html", {"chapters": queries.chapters()})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, subject: str) -> HttpResponse:
    return _edit(request, _subject(request, subject), None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, approval_rule_id: UUID) -> HttpResponse:
    rule = _rule(request, approval_rule_id)
    return _edit(request, _subject(request, rule.subject), rule)


def _edit(request: HttpRequest, subject: Subject, rule: Rule | None) -> HttpResponse:
    draft = RuleDraft.of(rule) if rule else None
    form = WholeForm(subject, draft, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save(subject=subject.key, draft=form.draft, by=reader(request), rule=rule)
        except Refusal as refusal:
            form.problem = refusal.message
        else:
            return saved(request, message=_("The rule holds from now on."), go_to=reverse("approvals:rules"))
    context = {"form": form, "subject": subject, "rule": rule}
    return page(request, "approvals/rule.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def row(request: HttpRequest, subject: str, kind: str) -> HttpResponse:
    """A row for a condition or a step: a new one, or the same for another fact or way of finding people."""
    known = _subject(request, subject)
    if kind not in ("condition", "step"):
        raise Http404
    word = next(iter(words(request.GET, "word")), "")
    name = f"{kind}-{word}"
    if kind == "condition":
        fact = blank_condition(known, request.GET.get(f"{name}-fact", ""), word)
        return fragment(request, "approvals/condition.html", {"one": fact, "subject": known})
    step = blank_step(request.GET.get(f"{name}-by", ""), word)
    return fragment(request, "approvals/step.html", {"one": step, "subject": known})


@require_POST
def effect(request: HttpRequest, subject: str) -> HttpResponse:
    """What the rule as it stands in the form would have changed in the last ninety days; nothing is written."""
    known = _subject(request, subject)
    rule = Rule.objects.filter(subject=subject, pk=request.GET["rule"]).first() if _names_rule(request) else None
    form = WholeForm(known, RuleDraft.of(rule) if rule else None, request.POST)
    if not form.is_valid():
        return fragment(request, "approvals/effect.html", {"effect": None})
    before = rules_of(subject)
    found = queries.effect(subject, before, with_draft(before, form.draft))
    return fragment(request, "approvals/effect.html", {"effect": found, "days": queries.DAYS})


@require_POST
def move(request: HttpRequest, approval_rule_id: UUID, way: str) -> HttpResponse:
    if way not in ("up", "down"):
        raise Http404
    actions.move(rule=_rule(request, approval_rule_id), up=way == "up", by=reader(request))
    return saved(request, message=_("Moved."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, approval_rule_id: UUID) -> HttpResponse:
    """GET tells what would have gone otherwise without it."""
    rule = _rule(request, approval_rule_id)
    before = rules_of(rule.subject)
    found = queries.effect(rule.subject, before, [one for one in before if one.key != str(rule.pk)])
    text = ngettext(
        "Of %(all)s requests of the last ninety days, %(num)s would have gone another way without it.",
        "Of %(all)s requests of the last ninety days, %(num)s would have gone another way without it.", found.number,
    ) % {"all": found.looked_at, "num": found.number}  # fmt: skip
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Delete"),
        title=_("Delete the rule “%(name)s”?") % {"name": rule.label}, text=text,
        save=lambda _data: actions.delete(rule=rule, by=reader(request)), message=_("The rule is gone."),
        changed=CHANGED,
    )  # fmt: skip


def _subject(request: HttpRequest, key: str) -> Subject:
    reader(request).require(ApprovalVerb.CONFIGURE)
    found = subjects.find(key)
    if found is None:
        raise Http404
    return found


def _rule(request: HttpRequest, approval_rule_id: UUID) -> Rule:
    reader(request).require(ApprovalVerb.CONFIGURE)
    return get_object_or_404(Rule, pk=approval_rule_id)


def _names_rule(request: HttpRequest) -> bool:
    try:
        return bool(UUID(request.GET.get("rule", "")))
    except ValueError:
        return False
