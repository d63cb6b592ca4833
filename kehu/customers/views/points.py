"""Contact points in dialogs and by buttons, and revealing what is masked."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.actions import contact_points
from kehu.customers.actions.revealing import reveal_document, reveal_point
from kehu.customers.forms.dialogs import ChangePointForm, PointForm
from kehu.customers.models import Contact, ContactPoint, IdentityDocument
from kehu.customers.views.reaching import dialog, done, eyes_of, visible_customer, visible_row
from kehu.foundation.access.reader import reader
from kehu.foundation.audit.writing import writing
from kehu.foundation.ui import responses

CHANGED = ["points", "people", "customer"]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """`?kind=` chooses the kind, `?contact=` the contact it belongs to."""
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    contact = (
        visible_row(request, Contact.objects, UUID(request.GET["contact"])) if request.GET.get("contact") else None
    )
    form = PointForm(request.POST or None, initial={"kind": request.GET.get("kind", "phone")})
    return dialog(
        request, form,
        lambda given: contact_points.add(customer=customer, contact=contact, by=user, **given),
        title=_("New contact point"), message=_("Contact point added."), changed=CHANGED, beside="value",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, point_id: UUID) -> HttpResponse:
    point, user = visible_row(request, ContactPoint.objects, point_id), reader(request)
    user.require("customer.edit")
    if not eyes_of(request).edits_point(point):
        raise Http404
    existing = {key: getattr(point, key) for key in ("value", "label", "extension", "latitude", "longitude")}

    def act(given: dict[str, Any]) -> None:
        place = {key: given.pop(key) for key in ("latitude", "longitude") if key in given}
        with writing(by=user):
            changed = contact_points.change(contact_point=point, by=user, **given)
            moved = place and place != {"latitude": point.latitude, "longitude": point.longitude}
            if moved:
                contact_points.locate(contact_point=changed, by=user, **place)

    return dialog(
        request, ChangePointForm(request.POST or None, initial=existing, kind=point.kind), act,
        title=_("Change contact point"), message=_("Contact point changed."), changed=CHANGED, beside="value",
        template="customers/dialogs/point.html",
    )  # fmt: skip


@require_POST
def mark(request: HttpRequest, point_id: UUID, what: str) -> HttpResponse:
    """`what` is preference, verification, invalidity, validity or removal."""
    point, user = visible_row(request, ContactPoint.objects, point_id), reader(request)
    acts = {
        "preference": (contact_points.prefer, _("Will be used before the others.")),
        "verification": (contact_points.verify, _("Marked as verified.")),
        "invalidity": (contact_points.mark_invalid, _("Marked as invalid.")),
        "validity": (contact_points.mark_valid, _("Marked as valid.")),
        "removal": (contact_points.remove, _("Contact point removed.")),
    }
    if what not in acts:
        raise Http404
    act, message = acts[what]
    return done(request, lambda: act(contact_point=point, by=user), message=message, changed=CHANGED)


@require_POST
def reveal(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """The plain value of a masked contact point; that it was read is recorded."""
    point = visible_row(request, ContactPoint.objects, point_id)
    eyes = eyes_of(request)
    if not eyes.sees_point(point):
        raise Http404
    reveal_point(contact_point=point, by=reader(request))
    context = {"value": eyes.point(point, revealed=True)}
    return responses.fragment(request, "customers/parts/revealed.html", context)


@require_POST
def reveal_number(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = visible_row(request, IdentityDocument.objects, document_id)
    eyes = eyes_of(request)
    if eyes.hidden("identity_number"):
        raise Http404
    reveal_document(document=document, by=reader(request))
    context = {"value": eyes.document(document, revealed=True)}
    return responses.fragment(request, "customers/parts/revealed.html", context)
