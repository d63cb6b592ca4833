"""Contacts and relationships."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.actions import contacts, relationships
from kehu.customers.forms.dialogs import ContactForm, RelationForm
from kehu.customers.models import Contact, Customer, Relationship
from kehu.customers.views.reaching import dialog, done, visible_customer, visible_row
from kehu.foundation.access.reader import reader
from kehu.foundation.lists.views import conflicts
from kehu.foundation.refusals import Outdated

PEOPLE = ["people", "customer"]
_CONTACT_FIELDS = ("name", "job_title", "department", "influence", "person", "is_primary", "notes")


@require_http_methods(["GET", "POST"])
def add_contact(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    return dialog(
        request, ContactForm(request.POST or None, user=user),
        lambda given: contacts.add(customer=customer, by=user, **_without_version(given)),
        title=_("New contact"), message=_("Contact added."), changed=PEOPLE, size="wide",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    contact, user = visible_row(request, Contact.objects, contact_id), reader(request)
    user.require("customer.edit")
    existing = {key: getattr(contact, f"{key}_id" if key == "person" else key) for key in _CONTACT_FIELDS}
    initial = {**existing, "version": contact.version}
    form = ContactForm(request.POST or None, initial=initial, existing=contact, user=user)
    sheets: list[HttpResponse] = []

    def act(given: dict[str, Any]) -> None:
        changes, version = _without_version(given), given["version"]
        try:
            contacts.change(contact=contact, changes=changes, by=user, expected_version=version)
        except Outdated:
            sheet = conflicts.resolve(
                request, record=contact, changes=changes, version=version,
                update=lambda rest: contacts.change(contact=contact, changes=rest, by=user),
            )  # fmt: skip
            sheets.extend([sheet] if sheet else [])

    answer = dialog(
        request, form, act, title=_("Change contact"), message=_("Contact changed."), changed=PEOPLE, size="wide"
    )
    return sheets[0] if sheets else answer


def _without_version(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != "version"}


@require_POST
def mark_contact(request: HttpRequest, contact_id: UUID, what: str) -> HttpResponse:
    """`what` is primacy or removal."""
    contact, user = visible_row(request, Contact.objects, contact_id), reader(request)
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "primacy": (contacts.make_primary, _("Is the main contact now.")),
        "removal": (contacts.remove, _("Contact moved to the trash.")),
    }
    if what not in acts:
        raise Http404
    act, message = acts[what]
    return done(request, lambda: act(contact=contact, by=user), message=message, changed=PEOPLE)


@require_http_methods(["GET", "POST"])
def relate(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")

    def act(given: dict) -> None:  # type: ignore[type-arg]
        other = visible_row(request, Customer.objects, given["other"])
        key, backwards = given["kind"][:-1], given["kind"].endswith("<")
        first, second = (other, customer) if backwards else (customer, other)
        relationships.relate(
            from_customer=first, to_customer=second, type=key, since=given["since"], note=given["note"], by=user
        )

    return dialog(
        request, RelationForm(request.POST or None), act,
        title=_("New relationship"), message=_("Relationship made."), changed=["relations"],
        intro=_("%(name)s …") % {"name": customer.name},
    )  # fmt: skip


@require_POST
def end_relation(request: HttpRequest, relationship_id: UUID, what: str) -> HttpResponse:
    """`what` is end (it was so) or removal (it never was)."""
    user = reader(request)
    rows = Relationship.objects.filter(pk=relationship_id).select_related("from_customer", "to_customer")
    relation = rows.first()
    ends = [relation.from_customer_id, relation.to_customer_id] if relation else []
    if relation is None or not Customer.objects.visible_to(user).filter(pk__in=ends).exists():
        raise Http404
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "end": (relationships.end, _("Relationship ended today.")),
        "removal": (relationships.remove, _("Relationship removed.")),
    }
    if what not in acts:
        raise Http404
    act, message = acts[what]
    return done(request, lambda: act(relationship=relation, by=user), message=message, changed=["relations"])
