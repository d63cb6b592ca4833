"""Key dates, identity documents, external identifiers; and the trash."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.actions import customers, identity
from kehu.customers.forms.dialogs import DateForm, DocumentForm, ExternalIdForm
from kehu.customers.models import Customer, ExternalId, IdentityDocument, KeyDate
from kehu.customers.views.reaching import dialog, done, eyes_of, visible_customer, visible_row
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.addresses import maybe_url

_ROWS: dict[str, tuple[Any, str]] = {
    "dates": (KeyDate, "dates"), "documents": (IdentityDocument, "identity"), "external-ids": (ExternalId, "identity"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, customer_id: UUID, what: str) -> HttpResponse:
    """`what` is dates, documents or external-ids."""
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    if what == "dates":
        form: Any = DateForm(request.POST or None)
        act: Callable[..., Any] = identity.add_key_date
        title = _("New key date")
    elif what == "documents" and not eyes_of(request).hidden("identity_number"):
        first = IdentityDocument.Kind.RESIDENT_ID if customer.is_person else IdentityDocument.Kind.CREDIT_CODE
        form = DocumentForm(request.POST or None, initial={"kind": first})
        act, title = identity.add_document, _("New identity document")
    elif what == "external-ids":
        form, act, title = ExternalIdForm(request.POST or None), identity.add_external_id, _("New external identifier")
    else:
        raise Http404
    return dialog(
        request, form, lambda given: act(customer=customer, by=user, **given),
        title=title, message=_("Added."), changed=[_ROWS[what][1]], size="narrow",
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, what: str, row_id: UUID) -> HttpResponse:
    if what not in _ROWS:
        raise Http404
    model, part = _ROWS[what]
    row = visible_row(request, model.objects, row_id)
    return done(
        request, lambda: identity.remove(row=row, by=reader(request)), message=_("Removed."), changed=[part]
    )  # fmt: skip


@require_POST
def trash(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer = visible_customer(request, customer_id)
    customers.trash(customer=customer, by=reader(request))
    message = _("%(name)s is in the trash and can be restored from there.") % {"name": customer.name}
    return responses.saved(request, message=message, go_to=maybe_url("customers:list") or "/")


@require_POST
def restore(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    user = reader(request)
    customer = Customer.objects.trashed_visible_to(user).filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    try:
        customers.restore(customer=customer, by=user)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    message = _("%(name)s is back.") % {"name": customer.name}
    return responses.saved(request, message=message, go_to=reverse("customers:customer", args=[customer.pk]))
