"""Duplicates: the hint while somebody is entered, and the work-list of pairs to decide."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kehu.customers.actions import duplicates as actions
from kehu.customers.forms.merging import draft
from kehu.customers.jobs import search_duplicates
from kehu.customers.models import Customer, DuplicatePair, DuplicateSearch
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries import duplicates
from kehu.customers.queries.sides import side_by_side
from kehu.customers.views.reaching import eyes_of
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses

PAGE = 30
LABELS = {
    "kind": gettext_lazy("Kind"), "other_names": gettext_lazy("Other names"), "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"), "address": gettext_lazy("Address"), "other_points": gettext_lazy("Other"),
    "documents": gettext_lazy("Identity documents"), "external_ids": gettext_lazy("External ids"),
    "dates": gettext_lazy("Dates"), "contacts": gettext_lazy("Contacts"), "owner": gettext_lazy("Owner"),
    "created_at": gettext_lazy("Created"), "last_contact_at": gettext_lazy("Last contact"),
}  # fmt: skip


@require_GET
def hint(request: HttpRequest) -> HttpResponse:
    """Who may be the customer that is being entered; an empty fragment while nobody is like him."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    entered = draft(request.GET, Company.objects.current().phone_region or "CN")
    found = duplicates.candidates(entered, user) if entered else []
    return responses.fragment(request, "customers/duplicates/hint.html", {"candidates": found})


@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    """Open pairs by weight; `?pair=` chooses the one shown side by side, else the first."""
    user = reader(request)
    user.require(CustomerVerb.MERGE)
    pairs = duplicates.open_pairs(user)
    rows = list(_from_here(request, pairs)[: PAGE + 1])
    chosen = _chosen(request, pairs) or (rows[0] if rows else None)
    context: dict[str, Any] = {
        "pairs": rows[:PAGE], "last": rows[PAGE - 1] if len(rows) > PAGE else None, "pair": chosen,
        "count": duplicates.count_open(user), "capped": duplicates.CAPPED,
        "search": DuplicateSearch.objects.select_related("run").first(), "may_search": user.may(CustomerVerb.CONFIGURE),
        "wordings": duplicates.wordings,
    }  # fmt: skip
    if chosen:
        context |= _comparison(request, chosen, pairs)
    return responses.page(request, "customers/duplicates/list.html", context)


@require_POST
def dismiss(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = _pair(request, pair_id)
    following = _following(duplicates.open_pairs(reader(request)), pair)
    try:
        actions.dismiss(pair=pair, by=reader(request))
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(request, message=_("Noted: these are two."), go_to=following)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    try:
        run = actions.plan_search(by=reader(request), defer=search_duplicates.defer)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(
        request, message=_("The search has begun: %(title)s.") % {"title": run.title}, changed=["jobs"]
    )


def _pair(request: HttpRequest, pair_id: int) -> DuplicatePair:
    pair: DuplicatePair = get_object_or_404(duplicates.open_pairs(reader(request)), pk=pair_id)
    return pair


def _chosen(request: HttpRequest, pairs: Any) -> DuplicatePair | None:
    asked = request.GET.get("pair", "")
    return pairs.filter(pk=asked).first() if asked.isdigit() else None


def _from_here(request: HttpRequest, pairs: Any) -> Any:
    try:
        return duplicates.after(pairs, float(request.GET["weight"]), int(request.GET["after"]))
    except (KeyError, ValueError):
        return pairs


def _comparison(request: HttpRequest, pair: DuplicatePair, pairs: Any) -> dict[str, Any]:
    user = reader(request)
    both = {pair.first_id, pair.second_id}
    editable = Customer.objects.editable_by(user).filter(pk__in=both).count() == len(both)
    return {
        "rows": side_by_side(pair.first, pair.second, eyes_of(request), LABELS),
        "objections": duplicates.objections(pair.reasons),
        "may_merge": editable and pair.first.kind == pair.second.kind,
        "may_edit": editable,
        "following": _following(pairs, pair),
    }


def _following(pairs: Any, pair: DuplicatePair) -> str:
    """The work-list at the pair after this one."""
    one = duplicates.after(pairs, pair.weight, pair.pk).values_list("pk", flat=True).first()
    if one is None:
        one = pairs.exclude(pk=pair.pk).values_list("pk", flat=True).first()
    return reverse("customers:duplicates") + (f"?pair={one}" if one else "")
