"""Quick log: customer, kind, save. Three taps on a phone, q on a keyboard."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.customers.models import Customer
from kehu.customers.queries.nearby import nearby
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.objects.models import Look
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.query import search
from kehu.foundation.ui.formats import show_number
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, saved
from kehu.interactions.actions import interactions
from kehu.interactions.forms import LogForm, NextStepForm, noon
from kehu.interactions.models import Interaction
from kehu.interactions.queries import agenda, mentions
from kehu.interactions.queries.panel import KIND_ICONS
from kehu.interactions.views.finding import customer_of

KINDS = ("call", "note", "visit", "meeting", "email", "sms")
MOST = 12
ONE_TAP = ("reached", "no_answer", "left_message", "interested", "solved")


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Whom it is about: today's, recently looked at, or found by name and number."""
    user = reader(request)
    user.require("interaction.log")
    user.require("customer.view")
    text = request.GET.get("text", "").replace("\x00", "").strip()
    place = place_of(request)
    around = nearby(user, *place, limit=MOST) if place else []
    context: dict[str, Any] = {
        "customers": [one.customer for one in around] if place else _found(user, text) if text else _recent(user),
        "text": text, "place": place, "ways": {one.customer.pk: (_way(one.km), one.address) for one in around},
    }  # fmt: skip
    part = place or request.headers.get("HX-Target", "").endswith("quick-customers")
    return fragment(request, f"interactions/quick/{'customers' if part else 'choose'}.html", context)


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("interaction.log")
    customer = customer_of(request, customer_id)
    form = LogForm(
        request.POST or None, request.FILES or None, customer=customer, user=user, initial={"kind": _kind(request)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            interactions.log(
                customer=customer, by=user, follow_up=_follow_up(request), uploads=request.FILES.getlist("files"),
                mentions=mentions.mentioned(form.cleaned_data["body"]), **form.values(),
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            message = _("Written down at %(customer)s.") % {"customer": customer.name}
            return saved(request, message=message, changed=["interaction", "task"])
    labels = dict(Interaction.Kind.choices)
    context: dict[str, Any] = {
        "customer": customer, "form": form, "kind_icons": KIND_ICONS, "kinds": [(key, labels[key]) for key in KINDS],
        "outcomes": [label for key, label in Interaction.Outcome.choices if key in ONE_TAP],
    }  # fmt: skip
    return fragment(request, "interactions/quick/log.html", context, status=422 if form.is_bound else 200)


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in KINDS else KINDS[0]


def place_of(request: HttpRequest, given: Mapping[str, Any] | None = None) -> tuple[float, float] | None:
    """Where the user is, if he said so in the address, or in what is `given`."""
    said = request.GET if given is None else given
    try:
        latitude, longitude = float(said["latitude"]), float(said["longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _way(km: float) -> str:
    if km < 1:
        return _("%(num)s m") % {"num": show_number(round(km * 1000, -1), 0)}
    return _("%(num)s km") % {"num": show_number(km, 1)}


def _follow_up(request: HttpRequest) -> interactions.FollowUp | None:
    title = request.POST.get("title", "").strip()
    form = NextStepForm({"title": title, "when": request.POST.get("when") or "tomorrow"})
    return interactions.FollowUp(title[:200], noon(form.due_day()), all_day=True) if title and form.is_valid() else None


def _recent(user: User) -> list[Customer]:
    """Whom I visit today, then whom I looked at last, then my latest."""
    planned = [one.customer_id for one in agenda.my_visits(user).filter(state="planned").order_by("planned_start")[:4]]
    looked = Look.objects.filter(user=user, object_key="customer").order_by("-at").values_list("record_id", flat=True)
    wanted = list(dict.fromkeys([*planned, *looked[:MOST]]))
    rows = {one.pk: one for one in Customer.objects.visible_to(user).filter(pk__in=wanted)}
    found = [rows[one] for one in wanted if one in rows][:MOST]
    if len(found) < MOST:
        mine = Customer.objects.visible_to(user).filter(owner=user).exclude(pk__in=rows).order_by("-updated_at", "-id")
        found += list(mine[: MOST - len(found)])
    return found


def _found(user: User, text: str) -> list[Customer]:
    """By search, which minds what the user may see of numbers and mails."""
    wanted = [hit.record_id for hit in search(user, text, ["customer"], MOST)]
    rows = {one.pk: one for one in Customer.objects.visible_to(user).filter(pk__in=wanted)}
    return [rows[one] for one in wanted if one in rows]
