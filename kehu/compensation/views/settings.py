"""Settings: expense rules, commission plans, appraisal templates."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.compensation.actions import plans, rules, templates
from kehu.compensation.appraisal_forms import TemplateForm, VersionForm, shown_version
from kehu.compensation.models import (
    AppraisalTemplate,
    CityTier,
    CommissionPlan,
    ExpenseCategory,
    ExpenseRate,
    PlanMember,
    PlanVersion,
    TemplateVersion,
)
from kehu.compensation.permissions import AppraisalVerb, CommissionVerb, ExpenseVerb
from kehu.compensation.plan_forms import CategoryForm, CityForm, MemberForm, PlanForm, RateForm, TermsForm, UntilForm
from kehu.compensation.queries import commission_pages, metrics
from kehu.compensation.queries.days import today
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

RULES, PLANS, TEMPLATES = ["expense_rules"], ["commission_plans"], ["appraisal_templates"]


@require_GET
def expense_rules(request: HttpRequest) -> HttpResponse:
    reader(request).require(ExpenseVerb.CONFIGURE)
    context = {
        "categories": ExpenseCategory.objects.all(), "rates": ExpenseRate.objects.select_related("category"),
        "cities": CityTier.objects.all(), "home": Company.objects.current().currency,
    }  # fmt: skip
    return page(request, "compensation/settings/expense_rules.html", context)


@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, category_id: UUID | None = None) -> HttpResponse:
    user = reader(request)
    user.require(ExpenseVerb.CONFIGURE)
    one = get_object_or_404(ExpenseCategory, pk=category_id) if category_id else None
    initial = {name: getattr(one, name) for name in CategoryForm.base_fields} if one else {"icon": "receipt"}
    return form_dialog(
        request,
        form=CategoryForm(request.POST or None, initial=initial),
        title=str(one) if one else _("New category"),
        save=lambda given: rules.set_category(category=one, by=user, **given),
        message=_("Saved."),
        changed=RULES,
    )


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(ExpenseVerb.CONFIGURE)
    return form_dialog(
        request,
        form=RateForm(request.POST or None, initial={"since": today()}),
        title=_("New rate"),
        save=lambda given: rules.set_rate(by=user, **given),
        message=_("Saved."),
        changed=RULES,
    )


@require_POST
def remove_rate(request: HttpRequest, expense_rate_id: UUID) -> HttpResponse:
    one = get_object_or_404(ExpenseRate, pk=expense_rate_id)
    rules.remove_rate(rate=one, by=reader(request))
    return saved(request, message=_("Removed."), changed=RULES)


@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(ExpenseVerb.CONFIGURE)
    return form_dialog(
        request,
        form=CityForm(request.POST or None),
        title=_("Tier of a city"),
        save=lambda given: rules.set_city(by=user, **given),
        message=_("Saved."),
        changed=RULES,
    )


@require_POST
def remove_city(request: HttpRequest, city_id: UUID) -> HttpResponse:
    rules.remove_city(city=get_object_or_404(CityTier, pk=city_id), by=reader(request))
    return saved(request, message=_("Removed."), changed=RULES)


@require_GET
def commission_plans(request: HttpRequest) -> HttpResponse:
    reader(request).require(CommissionVerb.CONFIGURE)
    home = Company.objects.current().currency
    rows = CommissionPlan.objects.prefetch_related("versions", "members__user")
    shown = [
        (one, [(version, commission_pages.in_words(version, home)) for version in one.versions.all()]) for one in rows
    ]
    return page(request, "compensation/settings/plans.html", {"plans": shown, "today": today()})


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, plan_id: UUID | None = None) -> HttpResponse:
    user = reader(request)
    user.require(CommissionVerb.CONFIGURE)
    one = get_object_or_404(CommissionPlan, pk=plan_id) if plan_id else None

    def save(given: dict[str, Any]) -> None:
        if one:
            plans.rename(plan=one, by=user, **given)
        else:
            plans.create(by=user, **given)

    initial = {"name": one.name, "description": one.description} if one else None
    title = one.name if one else _("New plan")
    form = PlanForm(request.POST or None, initial=initial)
    return form_dialog(request, form=form, title=title, save=save, message=_("Saved."), changed=PLANS)


@require_http_methods(["GET", "POST"])
def plan_terms(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """New terms; the form begins with those in force."""
    user = reader(request)
    user.require(CommissionVerb.CONFIGURE)
    one = get_object_or_404(CommissionPlan, pk=plan_id)
    latest = one.versions.order_by("-since").first()
    form = TermsForm(request.POST or None, initial=TermsForm.starting(latest))
    return form_dialog(
        request,
        form=form,
        title=_("New terms of “%(plan)s”") % {"plan": one.name},
        save=lambda _given: plans.add_version(plan=one, by=user, **form.terms()),
        message=_("The terms hold from their day on."),
        changed=PLANS,
        template="compensation/settings/terms_dialog.html",
    )


@require_POST
def remove_terms(request: HttpRequest, terms_id: UUID) -> HttpResponse:
    one = get_object_or_404(PlanVersion, pk=terms_id)
    return _done(request, lambda: plans.remove_version(version=one, by=reader(request)), PLANS)


@require_http_methods(["GET", "POST"])
def plan_member(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(CommissionVerb.CONFIGURE)
    one = get_object_or_404(CommissionPlan, pk=plan_id)
    return form_dialog(
        request,
        form=MemberForm(request.POST or None, initial={"since": today().replace(day=1)}),
        title=_("Put on “%(plan)s”") % {"plan": one.name},
        save=lambda given: plans.put_on(plan=one, by=user, **given),
        message=_("Saved."),
        changed=PLANS,
    )


@require_http_methods(["GET", "POST"])
def end_membership(request: HttpRequest, plan_member_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(CommissionVerb.CONFIGURE)
    one = get_object_or_404(PlanMember.objects.select_related("user", "plan"), pk=plan_member_id)
    return form_dialog(
        request,
        form=UntilForm(request.POST or None, initial={"until": one.until or today()}),
        title=_("%(name)s leaves the plan") % {"name": one.user.name},
        save=lambda given: plans.take_off(member=one, by=user, **given),
        message=_("Saved."),
        changed=PLANS,
    )


@require_GET
def appraisal_templates(request: HttpRequest) -> HttpResponse:
    reader(request).require(AppraisalVerb.CONFIGURE)
    rows = AppraisalTemplate.objects.select_related("role").prefetch_related("versions")
    context = {"templates": rows, "label": lambda key: str(m.label) if (m := metrics.find(key)) else key}
    return page(request, "compensation/settings/templates.html", context)


@require_http_methods(["GET", "POST"])
def appraisal_template(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(AppraisalVerb.CONFIGURE)
    return form_dialog(
        request,
        form=TemplateForm(request.POST or None),
        title=_("New template"),
        save=lambda given: templates.create(by=user, **given),
        message=_("Now say what counts."),
        changed=TEMPLATES,
    )


@require_http_methods(["GET", "POST"])
def template_version(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """A new version; the form begins with the latest."""
    user = reader(request)
    user.require(AppraisalVerb.CONFIGURE)
    one = get_object_or_404(AppraisalTemplate, pk=template_id)
    latest = one.versions.order_by("-since").first()
    initial = {"since": today().replace(day=1), **(shown_version(latest.kpis, latest.grades) if latest else {})}
    form = VersionForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        words = {"since": given["since"], "note": given["note"]}
        templates.add_version(template=one, kpis=form.kpis(), grades=form.grade_steps(), by=user, **words)

    return form_dialog(
        request,
        form=form,
        title=_("What counts for “%(template)s”") % {"template": one.name},
        save=save,
        message=_("The version holds from its day on."),
        changed=TEMPLATES,
        template="compensation/settings/version_dialog.html",
    )


@require_POST
def remove_template_version(request: HttpRequest, template_version_id: UUID) -> HttpResponse:
    one = get_object_or_404(TemplateVersion, pk=template_version_id)
    return _done(request, lambda: templates.remove_version(version=one, by=reader(request)), TEMPLATES)


def _done(request: HttpRequest, act: Any, changed: list[str]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Removed."), changed=changed)
