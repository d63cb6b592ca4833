"""Key accounts: the page of a group, and what stands on the page of a customer."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.key_accounts import entitlements
from kehu.key_accounts.actions import applying
from kehu.key_accounts.models import AccountPlan, KeyAccount
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import rolling, tiers

SHOWN_PLANS = 6


@require_GET
def group(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The tree of the customer's group with its sums; every number opens its records."""
    customer, user = customer_of(request, customer_id), reader(request)
    context = {
        "customer": customer, "tree": rolling.tree(customer, user), "currency": Company.objects.current().currency,
        "plans": _plans(customer), "may_plan": user.may(KeyAccountVerb.PLAN),
    }  # fmt: skip
    return page(request, "key_accounts/group.html", context)


@require_GET
def account(request: HttpRequest, key_account_id: UUID) -> HttpResponse:
    """A key account is looked at with its group."""
    user = reader(request)
    user.require(KeyAccountVerb.VIEW)
    found = KeyAccount.objects.visible_to(user).filter(pk=key_account_id).first()
    if found is None:
        raise Http404
    return redirect("key_accounts:group", found.customer_id)


@require_GET
def panel(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """On the page of an organisation: why it has its tier, what it is owed, when a visit is due, its plans."""
    customer, user = customer_of(request, customer_id), reader(request)
    may_edit = user.may("customer.edit") and Customer.objects.editable_by(user).filter(pk=customer.pk).exists()
    context = {
        "customer": customer, "why": tiers.why(customer, user), "currency": Company.objects.current().currency,
        "owed": entitlements.of([customer.pk])[customer.pk].said(), "plans": _plans(customer), "may_edit": may_edit,
        "account": KeyAccount.objects.filter(customer=customer).first(), "may_plan": user.may(KeyAccountVerb.PLAN),
    }  # fmt: skip
    return fragment(request, "key_accounts/panel.html", context)


@require_GET
def owed(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """For the header: what the customer is entitled to, in a few words."""
    customer = customer_of(request, customer_id)
    said = entitlements.of([customer.pk])[customer.pk].said()
    return fragment(request, "key_accounts/owed.html", {"said": said})


@require_POST
def release(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Let the rule decide the tier that a person had set."""
    customer = customer_of(request, customer_id)
    try:
        applying.release(customer=customer, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The rule decides his tier again."), changed=["facts", "standing", "tier"])


def customer_of(request: HttpRequest, customer_id: UUID) -> Customer:
    """A customer whom the user sees, or 404."""
    user = reader(request)
    user.require(KeyAccountVerb.VIEW)
    found: Customer | None = Customer.objects.visible_to(user).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def _plans(customer: Customer) -> list[AccountPlan]:
    return list(AccountPlan.objects.filter(customer=customer).select_related("owner").order_by("-year")[:SHOWN_PLANS])
