"""What waits in pools: one record as a member sees it, claiming, giving back, and what one is about to lose."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.query import parse
from kehu.foundation.lists.rows import matching
from kehu.foundation.lists.values import Values
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved
from kehu.sales.actions import claiming
from kehu.sales.pool_forms import ReasonForm
from kehu.sales.queries import pools as queries
from kehu.sales.queries import reclaiming
from kehu.sales.queries.pools import KINDS, Kind

RECORD_PAGES = {"customer": "customers:customer", "lead": "sales:lead"}
LIST_PAGES = {"customer": "sales:pooled_customers", "lead": "sales:pooled_leads"}
MOST_DAYS = 31


@require_GET
def record(request: HttpRequest, holds: str, record_id: UUID) -> HttpResponse:
    return _record(request, holds, record_id)


@require_GET
def record_of_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    return _record(request, "lead", lead_id)


def _record(request: HttpRequest, holds: str, record_id: UUID) -> HttpResponse:
    """Who it is, masked as the field rules of what waits in pools say, and who held it before."""
    kind, user = KINDS[holds], reader(request)
    user.require("pool.view")
    row = kind.pooled.objects.visible_to(user).filter(pk=record_id).select_related("pool").first()
    if row is None:
        raise Http404
    standing = next((one for one in queries.standings(user, kind) if one.pool.pk == row.pool_id), None)
    context = {
        "record": row, "holds": holds, "facts": _facts(kind, row.pk, user), "stays": queries.stays(row.pk),
        "standing": standing, "may_claim": user.may("pool.claim") and standing is not None,
        "list_address": reverse(LIST_PAGES[holds]), "claim_address": _address(holds, row.pk),
    }  # fmt: skip
    return page(request, "sales/pools/record.html", context)


def _address(holds: str, record_id: UUID) -> str:
    return reverse("sales:claim_customer" if holds == "customer" else "sales:claim_lead", args=[record_id])


def _facts(kind: Kind, record_id: UUID, user: Any) -> list[Any]:
    """Every field as the list shows it: (label, cell)."""
    listing = page_of(kind.pooled_key)
    keys = ",".join(listing.plan.columns(user))
    query = parse({"columns": [keys]}, listing.plan, user)
    found, _capped = matching(query, user)
    values = Values(query, user)
    raw = list(found.filter(pk=record_id).values_list("pk", *values.paths)[:1])
    cells = values.rows([(one[0], one[1:]) for one in raw])[0].cells if raw else []
    return [(one.column.label, one) for one in cells if one.value not in (None, "", [])]


@require_POST
def claim(request: HttpRequest, holds: str, record_id: UUID) -> HttpResponse:
    return _claim(request, holds, record_id)


@require_POST
def claim_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    return _claim(request, "lead", lead_id)


def _claim(request: HttpRequest, holds: str, record_id: UUID) -> HttpResponse:
    """One press; whoever is first has it, and goes on to its page from the page in the pool."""
    user = reader(request)
    user.require("pool.claim")
    kind = KINDS[holds]
    if not kind.pooled.objects.visible_to(user).filter(pk=record_id).exists():
        if not queries.was_in_sight(kind, record_id, user):
            raise Http404
        return refused(request, claiming.ClaimRefused(_("Somebody was quicker: this is no longer in the pool.")))
    try:
        claiming.claim_one(object_key=holds, record_id=record_id, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    go_to = reverse(RECORD_PAGES[holds], args=[record_id]) if "open" in request.GET else ""
    return saved(request, message=_("It is yours now."), changed=[kind.pooled_key, "list", kind.key], go_to=go_to)


@require_http_methods(["GET", "POST"])
def release_customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    return _release(request, "customer", customer_id)


@require_http_methods(["GET", "POST"])
def release_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    return _release(request, "lead", lead_id)


def _release(request: HttpRequest, holds: str, record_id: UUID) -> HttpResponse:
    """Put one's own record back, and say why."""
    kind, user = KINDS[holds], reader(request)
    user.require("pool.claim")
    row = kind.model.objects.visible_to(user).filter(pk=record_id).first()
    if row is None:
        raise Http404

    def save(given: dict[str, Any]) -> None:
        done = claiming.release(object_key=holds, ids=[record_id], reason=given["reason"], by=user)
        if done.refused:
            raise next(iter(done.refused.values()))
        if done.missing:
            raise claiming.PoolRefused(_("Only its owner puts it back."))

    return form_dialog(
        request, form=ReasonForm(request.POST or None), title=_("Put into the pool"), save=save,
        text=_("Nobody owns it any more; members of the pool see it and may claim it."),
        message=_("It waits in the pool now."), go_to=reverse(LIST_PAGES[holds]), label=_("Put into the pool"),
    )  # fmt: skip


@require_GET
def leaving(request: HttpRequest) -> HttpResponse:
    """What goes back to its pool within some days unless somebody gets in touch; one click logs a contact."""
    user = reader(request)
    user.require("pool.view")
    asked = request.GET.get("days", "")
    days = min(int(asked), MOST_DAYS) if asked.isascii() and asked.isdigit() and asked != "0" else 7
    groups = [
        (kind, reclaiming.leaving(kind, user, within=days)) for kind in KINDS.values() if user.may(f"{kind.key}.view")
    ]
    context = {"groups": groups, "days": days, "tomorrow": reclaiming.tomorrow(), "record_pages": RECORD_PAGES}
    return page(request, "sales/pools/leaving.html", context)
