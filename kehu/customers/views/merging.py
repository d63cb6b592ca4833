"""Merging: choose the other one, decide field by field, see the result, take it back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.actions import merging
from kehu.customers.forms.merging import choices
from kehu.customers.models import Customer, DuplicatePair, Merge
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries import duplicates
from kehu.customers.queries.comparables import comparables
from kehu.customers.queries.merged import merges_of
from kehu.customers.queries.merging import preview
from kehu.customers.views.reaching import visible_customer
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.search import query as searching
from kehu.foundation.ui import responses

MOST = 8
MOST_AT_ONCE = 20


@require_GET
def choose(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """With whom to merge: those most like him, or whoever is searched with `?q=`."""
    user = reader(request)
    user.require(CustomerVerb.MERGE)
    customer = visible_customer(request, customer_id)
    asked = request.GET.get("q", "").strip()[:100]
    found = _found(customer, asked, user)
    context = {"customer": customer, "asked": asked, "found": found, "merges": merges_of(customer)}
    return responses.page(request, "customers/merging/choose.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, survivor_id: UUID, loser_id: UUID) -> HttpResponse:
    """GET shows both, field by field, and what becomes of them; POST merges. `?next=` is where to go on in the
    work-list.
    """
    user = reader(request)
    user.require(CustomerVerb.MERGE)
    survivor, loser = visible_customer(request, survivor_id), visible_customer(request, loser_id)
    problem = ""
    if request.method == "POST":
        try:
            made = merging.merge(survivor=survivor, loser=loser, choices=choices(request.POST), by=user)
        except Refusal as refusal:
            problem = refusal.message
        else:
            message = _("%(loser)s is merged into %(survivor)s. It can be taken back for 30 days.") % {
                "loser": loser, "survivor": made.survivor,
            }  # fmt: skip
            undo = reverse("customers:unmerge", args=[made.pk])
            return responses.saved(request, message=message, go_to=_next(request, user, survivor), undo=undo)
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "survivor": survivor, "loser": loser, "fields": preview(survivor, loser, user, choices(given)),
        "counts": _counts(loser), "problem": problem, "from_list": "list" in given, "then": _then(request),
        "along": urlencode([*([("list", "1")] if "list" in given else []), *(("then", one) for one in _then(request))]),
    }  # fmt: skip
    return responses.page(request, "customers/merging/merge.html", context, 422 if problem else 200)


@require_POST
def unmerge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    made = get_object_or_404(Merge.objects.visible_to(reader(request)).select_related("change_set"), pk=merge_id)
    try:
        report = merging.unmerge(merge=made, by=reader(request))
    except Refusal as refusal:
        return responses.refused(request, refusal)
    message = (
        _("Taken back; what was changed since is kept.") if report["kept"] else _("Taken back: both are as before.")
    )
    where = "changes:change_set" if report["kept"] else "customers:customer"
    target = made.change_set_id if report["kept"] else made.loser_id
    return responses.saved(request, message=message, go_to=reverse(where, args=[target]))


def _found(customer: Customer, asked: str, user: Any) -> list[duplicates.Candidate]:
    if not asked:
        own = comparables([customer.pk]).get(customer.pk)
        near = duplicates.candidates(own, user, limit=MOST, leave_out=customer.pk) if own else []
        return [one for one in near if one.customer and one.customer.kind == customer.kind]
    ids = [hit.record_id for hit in searching.search(user, asked, objects=["customer"], limit=MOST)]
    rows = Customer.objects.visible_to(user).filter(pk__in=ids, kind=customer.kind).exclude(pk=customer.pk)
    return [duplicates.Candidate(one, 0, []) for one in rows.select_related("owner")]


def _then(request: HttpRequest) -> list[str]:
    """Further customers that are to be merged into the same one after this."""
    given = request.POST if request.method == "POST" else request.GET
    return [one for one in given.getlist("then")[:MOST_AT_ONCE] if _is_id(one)]


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _counts(loser: Customer) -> list[tuple[str, int]]:
    """How much moves over."""
    return [
        (_("contact points"), loser.contact_points.count()),
        (_("contacts"), loser.contacts.count()),
        (_("relationships"), loser.relations_from.count() + loser.relations_to.count()),
        (_("statements of consent"), loser.consents.count()),
        (_("external ids"), loser.external_ids.count()),
    ]


def _next(request: HttpRequest, user: Any, survivor: Customer) -> str:
    """Where to go on: with the next of those that were picked in a list, else in the work-list, else on his page."""
    waiting = _then(request)
    if waiting:
        address = reverse("customers:merge", args=[survivor.pk, waiting[0]])
        return f"{address}?{urlencode({'then': waiting[1:]}, doseq=True)}" if waiting[1:] else address
    if "list" not in request.POST:
        return reverse("customers:customer", args=[survivor.pk])
    following: DuplicatePair | None = duplicates.open_pairs(user).first()
    return reverse("customers:duplicates") + (f"?pair={following.pk}" if following else "")
