"""Consent, lifecycle stage, tier, notes."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.customers.actions import consents, customers, standing
from kehu.customers.forms.dialogs import ConsentForm, NotesForm, StageForm, TierForm
from kehu.customers.models import Consent, LifecycleChange, LifecycleStage, TierAssignment
from kehu.customers.views.reaching import dialog, visible_customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.access.reader import reader
from kehu.foundation.ui import responses


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, customer_id: UUID, what: str) -> HttpResponse:
    """`what` is grant or withdrawal; `?channel=` and `?purpose=` say of what."""
    if what not in {"grant", "withdrawal"}:
        raise Http404
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.consent")
    record = consents.grant if what == "grant" else consents.withdraw
    initial = {"channel": request.GET.get("channel", "any"), "purpose": request.GET.get("purpose", "marketing")}
    return dialog(
        request, ConsentForm(request.POST or None, initial=initial),
        lambda given: record(customer=customer, by=user, **given),
        title=_("Record consent") if what == "grant" else _("Record withdrawal"),
        message=_("Consent recorded.") if what == "grant" else _("Withdrawal recorded."),
        changed=["consents", "customer"],
        submit=_("Record consent") if what == "grant" else _("Record withdrawal"),
    )  # fmt: skip


@require_GET
def consent_history(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer = visible_customer(request, customer_id)
    rows = Consent.objects.filter(customer=customer).select_related("recorded_by").order_by("-at", "-pk")[:200]
    context = {"customer": customer, "consents": rows}
    return responses.fragment(request, "customers/dialogs/consent_history.html", context)


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    initial = {"stage": str(customer.lifecycle_stage_id or "")}

    def act(given: dict) -> None:  # type: ignore[type-arg]
        chosen = LifecycleStage.objects.filter(pk=given["stage"]).first()
        if chosen is None:
            raise Http404
        standing.move(customer=customer, stage=chosen, reason=given["reason"], by=user)

    return dialog(
        request, StageForm(request.POST or None, initial=initial), act,
        title=_("Lifecycle stage"), message=_("Lifecycle stage changed."), changed=["standing", "customer"],
        submit=_("Move"), size="narrow",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def tier(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    return dialog(
        request, TierForm(request.POST or None, initial={"tier": customer.tier}),
        lambda given: standing.set_tier(customer=customer, tier=given["tier"], reason=given["reason"], by=user),
        title=_("Tier"), message=_("Tier changed."), changed=["standing", "customer"], size="narrow",
    )  # fmt: skip


@require_GET
def standing_history(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Stages and tiers a customer went through, newest first."""
    customer = visible_customer(request, customer_id)
    stages = LifecycleChange.objects.filter(customer=customer).select_related("stage", "changed_by")
    tiers = TierAssignment.objects.filter(customer=customer).select_related("assigned_by")
    context = {
        "customer": customer,
        "stages": stages.order_by("-at", "-pk")[:100],
        "tiers": tiers.order_by("-at", "-pk")[:100],
        "tier_labels": dict(customer.Tier.choices),
    }
    return responses.fragment(request, "customers/dialogs/standing_history.html", context)


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    if access(user, "customer", "notes") in {FieldAccess.HIDDEN, FieldAccess.MASKED}:
        raise Http404
    seen = {"notes": request.POST.get("seen", customer.notes)} if request.method == "POST" else None
    return dialog(
        request, NotesForm(request.POST or None, initial={"notes": customer.notes}),
        lambda given: customers.update(customer=customer, changes=given, seen=seen, by=user),
        title=_("Notes"), message=_("Notes saved."), changed=["notes"],
    )  # fmt: skip
