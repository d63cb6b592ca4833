"""The lead's page, and what can become of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.record_pages import panels
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.sales.actions import leads as actions
from kehu.sales.actions.conversion import change_set_of
from kehu.sales.lead_forms import DiscardForm, LeadForm, NeedForm, TouchForm
from kehu.sales.models import Lead, Opportunity
from kehu.sales.queries import leads as queries
from kehu.sales.queries import pools
from kehu.sales.queries.assignment import said

CHANGED = ["lead"]


@require_GET
def lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The whole lead: who it is, what is known of the four answers, what was said, what it became."""
    one, user = visible(request, lead_id), reader(request)
    may_edit = user.may("lead.edit") and Lead.objects.editable_by(user).filter(pk=one.pk).exists()
    phone, email = queries.reachable(one, user)
    currency = Company.objects.current().currency
    questions = queries.qualification(one, user, currency)
    given = queries.given_by_rule(one)
    context = {
        "questions": questions, "answered": sum(bool(each.answer) for each in questions), "given": given,
        "why": said(given.reasons) if given else [], "stays": pools.stays(one.pk),
        "alike": queries.alike_leads(one, user) if may_edit else [], "may_merge": user.may("lead.delete"),
        "may_release": user.may("pool.claim") and one.owner_id is not None,
        "lead": one, "may_edit": may_edit, "phone": phone, "email": email, "own": queries.own_fields(one, user),
        "touches": queries.touches(one), "currency": currency,
        "contributed": [(each, panels.address_of(each, "lead", one.pk)) for each in panels.contributed("lead", user)],
        "may_convert": user.may("lead.convert"), "conversion": change_set_of(one),
        "customer": Customer.objects.visible_to(user).filter(pk=one.converted_customer_id).first(),
        "opportunity": Opportunity.objects.visible_to(user).filter(pk=one.converted_opportunity_id).first(),
    }  # fmt: skip
    return page(request, "sales/lead.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("lead.create")
    initial = {key: request.GET[key] for key in ("name", "company", "source") if request.GET.get(key)}
    form = LeadForm(user, request.POST or None, initial=initial)
    made: list[Lead] = []

    def save(given: dict[str, Any]) -> None:
        values = {key: value for key, value in given.items() if key != "version" and not key.startswith(PREFIX)}
        values["custom"] = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
        made.append(actions.capture(by=user, **values))

    message = _("The lead is there.")
    return form_dialog(
        request, form=form, title=_("New lead"), save=save, message=message, changed=CHANGED,
        template="sales/lead_dialog.html", go_to=lambda: reverse("sales:lead", args=[made[0].pk]),
    )  # fmt: skip


@require_GET
def hint(request: HttpRequest) -> HttpResponse:
    """Who may be the lead that is being entered; nothing while nobody is like it."""
    user = reader(request)
    user.require("lead.create")
    return fragment(request, "sales/lead_hint.html", {"known": queries.known(request.GET.dict(), user)})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    one, user = visible(request, lead_id), reader(request)
    user.require("lead.edit")
    form = LeadForm(user, request.POST or None, lead=one)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        actions.update(lead=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    return form_dialog(request, form=form, title=_("Edit lead"), save=save, message=_("Saved."), changed=CHANGED)


@require_POST
def state(request: HttpRequest, lead_id: UUID, state: str) -> HttpResponse:
    """Put it into another open state; qualified asks for the need if nobody wrote it down."""
    one, user = visible(request, lead_id), reader(request)
    user.require("lead.edit")
    message = _("Saved.")
    if state == Lead.State.QUALIFIED and not one.need:
        return form_dialog(
            request, form=NeedForm(request.POST if "need" in request.POST else None), title=_("Qualify the lead"),
            save=lambda given: actions.move(lead=one, state=state, given=given, by=user), message=message,
            changed=CHANGED,
        )  # fmt: skip
    try:
        actions.move(lead=one, state=state, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    one, user = visible(request, lead_id), reader(request)
    user.require("lead.edit")
    return form_dialog(
        request, form=DiscardForm(request.POST or None), title=_("Discard the lead"),
        save=lambda given: actions.discard(lead=one, reason=given["reason"], by=user),
        message=_("The lead is discarded."), changed=CHANGED, label=_("Discard"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def touch(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    one, user = visible(request, lead_id), reader(request)
    user.require("lead.edit")
    return form_dialog(
        request, form=TouchForm(request.POST or None), title=_("Log a contact"),
        save=lambda given: actions.touch(lead=one, by=user, **given), message=_("Written down."), changed=CHANGED,
    )  # fmt: skip


def visible(request: HttpRequest, lead_id: UUID) -> Lead:
    """The lead, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("lead.view")
    found: Lead | None = Lead.objects.visible_to(user).select_related("owner").filter(pk=lead_id).first()
    if found is None:
        raise Http404
    return found
