"""The page of a receipt: what came, what it paid, and what it may be for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.contracts import entered_rows
from kehu.contracts.actions import allocation, receipts
from kehu.contracts.forms import ReceiptForm, RefundForm, TakingBackForm
from kehu.contracts.models import Instalment, Receipt
from kehu.contracts.queries.matching import proposals
from kehu.contracts.queries.rates import home_currency
from kehu.contracts.views.reaching import receipt_of
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["receipt", "contract"]


@require_GET
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    paid = one.allocations.select_related("instalment__contract", "allocated_by")
    reached = set(Instalment.objects.visible_to(user).filter(allocations__receipt=one).values_list("pk", flat=True))
    in_reach = Receipt.objects.editable_by(user).filter(pk=one.pk).exists()
    customer = Customer.objects.visible_to(user).filter(pk=one.customer_id).first() if one.customer_id else None
    may_allocate = in_reach and user.may("receipt.confirm")
    context = {
        "receipt": one, "customer": customer, "paid": list(paid), "reached": reached, "home": home_currency(),
        "refunds": list(one.refunds.all()), "may_edit": in_reach and user.may("receipt.create"),
        "may_allocate": may_allocate, "proposals": proposals(one, user) if may_allocate else [],
    }  # fmt: skip
    return page(request, "contracts/receipt.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?intended=` and `?customer=` are filled in."""
    user = reader(request)
    user.require("receipt.create")
    form = ReceiptForm(user, request.POST or None, initial=_filled_in(request, user))
    made: list[Receipt] = []

    def save(given: dict[str, Any]) -> None:
        made.append(receipts.record(by=user, **{key: value for key, value in given.items() if key != "version"}))

    title, message = _("New receipt"), _("The receipt is recorded.")
    answer = form_dialog(request, form=form, title=title, save=save, message=message, changed=CHANGED)
    if made and not request.GET.get("stay"):
        return saved(request, message=message, go_to=reverse("contracts:receipt", args=[made[0].pk]))
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    user.require("receipt.create")
    form = ReceiptForm(user, request.POST or None, receipt=one)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        receipts.update(receipt=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    return form_dialog(request, form=form, title=_("Edit receipt"), save=save, message=_("Saved."), changed=CHANGED)


@require_POST
def confirmation(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    return _done(request, lambda: receipts.confirm(receipt=one, by=user), _("The receipt is confirmed."))


@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    user.require("receipt.confirm" if one.is_confirmed else "receipt.create")
    return form_dialog(
        request, form=TakingBackForm(request.POST or None, receipt=one), title=_("Cancel this receipt?"), danger=True,
        label=_("Cancel the receipt"), message=_("The receipt is cancelled."), changed=CHANGED,
        save=lambda given: receipts.cancel(receipt=one, by=user, **given),
    )  # fmt: skip


@require_POST
def allocations(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """Inputs `amount-<instalment>`; with `oldest` what the customer owes, the oldest first. `version` is that of the
    receipt as it was seen, so that two who allocate it at once do not both do it.
    """
    one, user = receipt_of(request, receipt_id), reader(request)
    user.require("receipt.confirm")
    if request.POST.get("oldest"):
        return _done(request, lambda: allocation.allocate_oldest(receipt=one, by=user), _("It is allocated."))

    def act() -> None:
        amounts = entered_rows.amounts(request.POST, "amount")
        rows = Instalment.objects.visible_to(user).in_bulk(list(amounts))
        parts: list[allocation.Part] = [(rows[pk], amount) for pk, amount in amounts.items() if pk in rows]
        if not parts or len(parts) < len(amounts):
            raise allocation.NotAllocatable(_("Say how much goes where."))
        version = entered_rows.number(request.POST.get("version", ""))
        seen = int(version) if version else None
        allocation.allocate(receipt=one, parts=parts, by=user, expected_version=seen)

    return _done(request, act, _("It is allocated."))


@require_POST
def release(request: HttpRequest, receipt_id: UUID, allocation_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    found = one.allocations.filter(pk=allocation_id).first()
    if found is None:
        raise Http404
    return _done(request, lambda: allocation.release(allocation=found, by=user), _("The money is credit again."))


@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    one, user = receipt_of(request, receipt_id), reader(request)
    user.require("receipt.confirm")
    return form_dialog(
        request, form=RefundForm(request.POST or None, receipt=one, initial={"amount": one.credit or one.amount}),
        title=_("Refund"),
        message=_("The refund is recorded."), changed=CHANGED,
        save=lambda given: allocation.refund(receipt=one, by=user, **given),
    )  # fmt: skip


def _filled_in(request: HttpRequest, user: User) -> dict[str, Any]:
    found: dict[str, Any] = {key: request.GET[key] for key in ("customer", "payer") if request.GET.get(key)}
    try:
        wanted = UUID(request.GET.get("intended", ""))
    except ValueError:
        return found
    meant = Instalment.objects.visible_to(user).select_related("contract").filter(pk=wanted).first()
    if meant:
        found |= {
            "intended": meant.pk, "amount": meant.outstanding, "currency": meant.currency,
            "customer": meant.contract.customer_id, "payer": meant.contract.their_party,
        }  # fmt: skip
    return found


def _done(request: HttpRequest, act: Callable[[], Any], message: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=CHANGED)
