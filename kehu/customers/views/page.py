"""The customer on one page, and each of its parts alone, so that a change reloads only what it touched."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kehu.customers.catalogue import panels_for
from kehu.customers.extensions import Panel, extensions
from kehu.customers.models import Consent, Contact
from kehu.customers.queries.consents import holds
from kehu.customers.queries.dates import upcoming_dates
from kehu.customers.queries.eyes import Eyes
from kehu.customers.queries.merged import survivor_of
from kehu.customers.queries.relations import related, tree
from kehu.customers.queries.whole import Whole, whole_customer
from kehu.customers.views import facts
from kehu.customers.views.reaching import eyes_of, visible_customer, visible_row
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.audit.history import changed_since
from kehu.foundation.fields import showing
from kehu.foundation.fields.queries import definitions_of
from kehu.foundation.objects.looks import look
from kehu.foundation.record_pages.arranging import apply, layout_for
from kehu.foundation.ui import responses
from kehu.foundation.values import lunar

PARTS = ("header", "facts", "points", "people", "relations", "consents", "standing", "dates", "identity", "notes")
POINT_ICONS = {
    "phone": "phone", "email": "mail", "address": "map-pin", "fax": "printer", "wechat": "brand-wechat",
    "wecom": "messages", "other": "at",
}  # fmt: skip


@require_GET
def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("customer.view")
    whole = whole_customer(customer_id, user)
    if whole is None:
        survivor = survivor_of(customer_id, user)  # links to a merged customer lead to the one who is left
        if survivor is None:
            raise Http404
        return redirect("customers:customer", survivor)
    context = _context(request, whole)
    last = look(user=user, object_key="customer", record_id=customer_id)
    whole.customer.looked_at = last.at  # type: ignore[attr-defined]  # panels mark what is new to the reader
    panels = _panels(whole, user)
    context |= {
        "drawn": {one.key: one for one in panels},
        "arranged": apply(context["arrangement"], panels_for(customer_id, panels, user)),
        "related": related(whole.customer, user),
        "since": last.at,
        "has_news": last.news,
        "insert": lambda panel: mark_safe(render_to_string(panel.template, panel.context, request)),  # noqa: S308 (ours)
    }
    return responses.page(request, "customers/customer.html", context)


@require_GET
def part(request: HttpRequest, customer_id: UUID, name: str) -> HttpResponse:
    """One part of the page, as it is now."""
    if name not in PARTS:
        raise Http404
    user = reader(request)
    user.require("customer.view")
    whole = _whole(customer_id, user)
    context = _context(request, whole)
    if name == "relations":
        context["related"] = related(whole.customer, user)
    return responses.fragment(request, f"customers/parts/{name}.html", context)


@require_GET
def news(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What others changed since `?since=`."""
    found = visible_customer(request, customer_id)
    since = parse_datetime(request.GET.get("since", ""))
    if since is None or timezone.is_naive(since):
        raise Http404
    changes = changed_since(found.pk, since, but=reader(request))
    return responses.fragment(request, "customers/parts/news.html", {"news": changes, "since": since})


@require_GET
def organisation(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The organisation tree around a customer, in a dialog."""
    found = visible_customer(request, customer_id)
    context = {"customer": found, "top": tree(found, reader(request))}
    return responses.fragment(request, "customers/dialogs/tree.html", context)


@require_GET
def contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """A contact lives on his customer's page."""
    found = visible_row(request, Contact.objects, contact_id)
    address = redirect("customers:customer", found.customer_id)
    address["Location"] += f"#contact-{found.pk}"
    return address


def _whole(customer_id: UUID, user: User) -> Whole:
    whole = whole_customer(customer_id, user)
    if whole is None:
        raise Http404
    return whole


def _context(request: HttpRequest, whole: Whole) -> dict[str, Any]:
    user = reader(request)
    eyes = eyes_of(request)
    may_edit = whole.can_edit and user.may("customer.edit")
    own = definitions_of(("customer", "contact"), user)
    told, open_facts = facts.facts(whole.customer, eyes, may_edit, own["customer"])
    layout = layout_for("customer", user)
    arrangement = layout.arrangement if layout else {}
    return {
        "whole": whole,
        "customer": whole.customer,
        "eyes": eyes,
        "may_edit": may_edit,
        "may": user.may,
        "fact_groups": _groups(told, arrangement),
        "arrangement": arrangement,
        "open_facts": open_facts,
        "headline": _headline(whole, user),
        "points": [one for one in whole.points if eyes.sees_point(one)],
        "point_icons": POINT_ICONS,
        "matrix": consent_matrix(whole),
        "channels": Consent.Channel.choices,
        "purposes": Consent.Purpose.choices,
        "dates": upcoming_dates(whole.dates, timezone.localdate()),
        "lunar_wording": _lunar_wording,
        "first_point": _first_points(whole, eyes),
        "own_of_contact": lambda one: showing.told(own["contact"], one.custom or {}, user),
    }


def _groups(told: list[facts.Fact], arrangement: dict[str, Any]) -> list[tuple[str, list[facts.Fact]]]:
    """The facts that say something, in the groups of the layout."""
    by_key = {one.field.key: one for one in told}
    groups = apply(arrangement, (), by_key).groups
    return [(group.label, [by_key[key] for key in group.fields]) for group in groups if group.fields]


def _headline(whole: Whole, user: User) -> list[tuple[Any, Any]]:
    return [one for extension in extensions() for one in extension.headline(whole.customer, user)]


def _panels(whole: Whole, user: User) -> list[Panel]:
    found = [panel for extension in extensions() for panel in extension.panels(whole.customer, user)]
    return sorted(found, key=lambda panel: panel.position)


def consent_matrix(whole: Whole) -> list[tuple[str, Any, list[tuple[str, Consent | None, bool]]]]:
    """Per channel: its key, its label, and per purpose (purpose, deciding statement, whether the channel's own)."""
    state = {(one.channel, one.purpose): one for one in whole.consents}
    rows = []
    for channel, label in Consent.Channel.choices:
        cells = []
        for purpose in Consent.Purpose.values:
            decisive = holds(state, channel, purpose)
            cells.append((purpose, decisive, decisive is not None and decisive.channel == channel))
        rows.append((channel, label, cells))
    return rows


def _first_points(whole: Whole, eyes: Eyes) -> dict[str, Any]:
    """The point that a click on call, mail or map uses: the first valid one that the reader sees plainly."""
    found: dict[str, Any] = dict.fromkeys(POINT_ICONS)
    for point in whole.points:
        if point.invalid_since is None and eyes.sees_point(point) and not eyes.masks_point(point):
            found[point.kind] = found[point.kind] or point
    return found


def _lunar_wording(month: int, day: int, leap: bool) -> str:
    return lunar.LunarDate(month, day, leap).wording(get_language() or "en")
