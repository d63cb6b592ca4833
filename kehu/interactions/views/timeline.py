"""The timeline's pages and parts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.customers.models import Contact
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, is_htmx, page, saved
from kehu.interactions.actions import interactions
from kehu.interactions.forms import MOMENT, CorrectionForm
from kehu.interactions.models import Interaction
from kehu.interactions.queries import timeline as queries
from kehu.interactions.queries.panel import KIND_ICONS, timeline_context
from kehu.interactions.queries.timeline import Filters
from kehu.interactions.views.finding import customer_of, customer_url, interaction_of


@require_GET
def timeline(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The list, filtered; with `after` only the page that follows."""
    customer = customer_of(request, customer_id)
    reader(request).require("interaction.view")
    after = request.GET.get("after", "")
    looked_at = _looked(request.GET.get("looked", ""))
    context = timeline_context(customer, reader(request), filters_of(request.GET), after, looked_at)
    return fragment(request, f"interactions/timeline/{'items' if after else 'list'}.html", context)


@require_GET
def filters(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The less common filters, fetched when somebody opens them."""
    customer = customer_of(request, customer_id)
    reader(request).require("interaction.view")
    contacts = Contact.objects.visible_to(reader(request))
    context = {
        "channels": Interaction.Channel.choices,
        "people": queries.people(customer=customer, user=reader(request)),
        "contacts": contacts.filter(customer=customer).order_by("sort_name", "id")[:200],
    }
    return fragment(request, "interactions/timeline/filter_fields.html", context)


@require_GET
def versions(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    interaction = interaction_of(request, interaction_id)
    found = queries.versions(interaction=interaction, user=reader(request))
    return fragment(request, "interactions/timeline/versions.html", {"versions": found})


@require_GET
def interaction(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    """One touch by itself, with its older versions: where a mention leads."""
    one = interaction_of(request, interaction_id)
    newer = one.corrections.order_by("-created_at").first() if one.superseded_at else None
    if newer:
        return HttpResponseRedirect(f"../{newer.pk}/")
    user = reader(request)
    queries.with_files([one])
    queries.with_own_fields([one], user)
    context = {
        "one": one, "customer": one.customer, "customer_url": customer_url(one.customer_id), "kind_icons": KIND_ICONS,
        "looked_at": None, "reader": user, "may_correct": user.may("interaction.correct"),
        "may_correct_others": user.may("interaction.correct_others"),
        "versions": queries.versions(interaction=one, user=user),
    }  # fmt: skip
    return page(request, "interactions/interaction.html", context)


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    one = interaction_of(request, interaction_id)
    user = reader(request)
    user.require("interaction.correct")
    form = CorrectionForm(
        request.POST or None, customer=one.customer, user=user, existing=one.custom, initial=_initial(one)
    )
    if request.method == "POST" and form.is_valid():
        try:
            interactions.correct(interaction=one, changes=form.changes(), by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            go_to = "" if is_htmx(request) else customer_url(one.customer_id) or "/"
            return saved(
                request, message=_("Corrected; the older version is kept."), changed=["interaction"], go_to=go_to
            )
    context = {"one": one, "form": form}
    return fragment(request, "interactions/timeline/correction.html", context, status=422 if form.is_bound else 200)


def filters_of(data: QueryDict) -> Filters:
    """Unknown or broken values are left out: a filter never fails."""
    return Filters(
        kinds=tuple(kind for kind in data.getlist("kind") if kind in Interaction.Kind.values),
        channel=data.get("channel", "") if data.get("channel") in Interaction.Channel.values else "",
        person=_id(data.get("person", "")),
        contact=_id(data.get("contact", "")),
        since=_day(data.get("since", "")),
        until=_day(data.get("until", "")),
        text=data.get("text", "").replace("\x00", "").strip(),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _looked(text: str) -> datetime | None:
    """The look that the page says it follows; None for what is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if timezone.is_naive(found) else found


def _initial(one: Interaction) -> dict[str, Any]:
    return {
        "kind": one.kind, "body": one.body, "subject": one.subject, "contact": one.contact_id,
        "started_at": timezone.localtime(one.started_at).strftime(MOMENT), "direction": one.direction,
        "channel": one.channel, "outcome": one.outcome_label, "place": one.place, "private": one.private,
        "minutes": None if one.duration_seconds is None else round(one.duration_seconds / 60),
        "next_step": one.next_step,
    }  # fmt: skip
