"""The facts of a customer, each edited in place."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.customers.actions import customers
from kehu.customers.actions.customers import CustomerOutdated
from kehu.customers.forms.facts import EditForm, FactForm
from kehu.customers.models import Customer
from kehu.customers.objects import CUSTOMER
from kehu.customers.queries.conflicts import comparable
from kehu.customers.queries.eyes import Eyes
from kehu.customers.views.reaching import dialog, eyes_of, visible_customer
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.access.reader import reader
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields import showing
from kehu.foundation.fields.forms import form_field, form_fields
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.values import PREFIX, value_of
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.views import conflicts
from kehu.foundation.objects.registry import Field, Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import formats, responses
from kehu.foundation.ui.forms import refuse

ALWAYS = ("owner", "source", "language")
BESIDE = {"currency", "standings", "family_name", "given_name"}  # told by others already
PERSON = (
    "gender", "job_title", "owner", "team", "territory", "source", "language", "preferred_channel", "preferred_hours",
    "do_not_contact", "satisfaction", "industry", "website", "other_names", "standings", "family_name", "given_name",
)  # fmt: skip
ORGANISATION = (
    "industry", "employees", "annual_revenue", "currency", "website", "owner", "team", "territory", "source",
    "language", "preferred_channel", "preferred_hours", "do_not_contact", "satisfaction", "other_names", "standings",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    field: Field
    text: str
    editable: bool
    href: str = ""

    @property
    def empty(self) -> bool:
        return not self.text


def facts(customer: Customer, eyes: Eyes, can_edit: bool, own: list[FieldDefinition]) -> tuple[list[Fact], list[Fact]]:
    """The facts of the left column: those that say something, and those still open. Hidden ones are in neither.
    `own` are the fields of the company's own that the user may see, in the order of its forms.
    """
    keys = PERSON if customer.is_person else ORGANISATION
    found = [fact(customer, key, eyes, can_edit) for key in keys]
    shown = [one for one in found if one] + [_own_fact(customer, one, eyes, can_edit) for one in own]
    told = [one for one in shown if (not one.empty or one.field.key in ALWAYS) and one.field.key not in BESIDE]
    return told, [one for one in shown if one not in told]


def fact(customer: Customer, key: str, eyes: Eyes, can_edit: bool) -> Fact | None:
    field = CUSTOMER.field(key)
    access = eyes.access(key)
    if field is None or access == FieldAccess.HIDDEN:
        return None
    text = shown(customer, field)
    if access == FieldAccess.MASKED:
        return Fact(field, eyes.masked_value(key, text), False)
    may = can_edit and access == FieldAccess.EDIT and (key != "owner" or eyes.user.may("customer.assign"))
    href = _web(customer.website) if key == "website" and text else ""
    return Fact(field, text, may, href)


def _own_fact(customer: Customer, definition: FieldDefinition, eyes: Eyes, can_edit: bool) -> Fact:
    field = custom_fields.as_field(definition)
    value, rule = value_of(customer, field.key), custom_fields.rule(definition, eyes.user)
    if rule == FieldAccess.MASKED:
        return Fact(field, eyes.masked_value(field.key, value), False)
    text = showing.shown(definition, value, eyes.user, customer.currency)
    return Fact(field, text, can_edit and rule == FieldAccess.EDIT, showing.link(definition, value, text))


def shown(customer: Customer, field: Field) -> str:
    """The value of a field in the reader's words; empty for nothing worth saying."""
    value = getattr(customer, field.key)
    if value in (None, "", []) or (field.kind == Kind.BOOLEAN and not value):
        return ""
    if field.key == "territory" and customer.territory_pinned:
        return _("%(territory)s, set by hand") % {"territory": value}
    if field.kind == Kind.MONEY:
        return formats.show_money(value, customer.currency)
    if field.key == "satisfaction":
        return formats.show_percent(value / 100)
    if field.kind == Kind.NUMBER:
        return formats.show_number(value)
    if field.kind == Kind.BOOLEAN:
        return _("Yes")
    if field.kind == Kind.CHOICES:
        labels = dict(field.choices()) if field.choices else {}
        return " · ".join(str(labels.get(one, one)) for one in value)
    if field.choices and field.key != "lifecycle_stage":
        return str(dict(field.choices()).get(value, value))
    return str(field.said(value))


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else f"https://{address}"


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, customer_id: UUID, key: str) -> HttpResponse:
    """GET: the input. POST: the value as it is shown now, or the input with the reason why not."""
    customer = visible_customer(request, customer_id)
    user = reader(request)
    user.require("customer.edit")
    definition = custom_fields.definition("customer", key, user) if key.startswith(PREFIX) else None
    field = custom_fields.as_field(definition) if definition else CUSTOMER.field(key)
    if field is None or not field.writable or key in {"tags", "phone", "email", "identity_number"}:
        raise Http404
    require_editable(user, "customer", [key])
    own = form_field(definition, value_of(customer, key), user) if definition else None
    form = FactForm(field, customer, request.POST if request.method == "POST" else None, own=own)
    if request.method == "POST" and form.is_valid():
        return _save(request, customer, field, form)
    return _input(request, customer, field, form, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def edit_all(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """All facts that the user may edit, in one dialog."""
    customer, user, eyes = visible_customer(request, customer_id), reader(request), eyes_of(request)
    user.require("customer.edit")
    form = edit_form(request, customer, eyes)

    settled: list[HttpResponse | None] = []

    def act(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        try:
            customers.update(customer=customer, changes=changes, expected_version=given["version"], by=user)
        except CustomerOutdated:
            settled.append(
                conflicts.resolve(
                    request, record=customer, changes=changes, version=given["version"],
                    update=lambda rest: customers.update(customer=customer, changes=rest, by=user),
                )
            )  # fmt: skip

    answer = dialog(
        request, form, act, title=_("Edit customer"), message=_("Customer changed."),
        changed=["facts", "customer", "standing"], size="wide",
    )  # fmt: skip
    return next((one for one in settled if one is not None), answer)


def edit_form(request: HttpRequest, customer: Customer, eyes: Eyes) -> EditForm:
    """The form with all facts of a customer that the user may edit."""
    keys = ("name", *(PERSON if customer.is_person else ORGANISATION))
    fields = [CUSTOMER.field(key) for key in dict.fromkeys(keys) if eyes.access(key) == FieldAccess.EDIT]
    mine = [one for one in fields if one and (one.key != "owner" or eyes.user.may("customer.assign"))]
    return EditForm(mine, customer, form_fields("customer", eyes.user, customer.custom), request.POST or None)


def _save(request: HttpRequest, customer: Customer, field: Field, form: FactForm) -> HttpResponse:
    now = _print(customer, field.key)
    seen = {field.key: value_of(customer, field.key)} if request.GET.get("seen", now) == now else {field.key: "\0"}
    try:
        changed = customers.update(
            customer=customer, changes={field.key: form.cleaned_data[field.key]}, seen=seen, by=reader(request)
        )
    except CustomerOutdated:
        page = page_of("customer")
        given = conflicts.entered({field.key: form.cleaned_data[field.key]}, page.plan.columns(reader(request)))
        return conflicts.sheet(request, page, customer.pk, [field.key], given)
    except Refusal as refusal:
        refuse(form, refusal)
        if form.non_field_errors():
            form.add_error(field.key, refusal.message)
        return _input(request, customer, field, form, 422)
    changed = visible_customer(request, changed.pk)
    now_shown = _fact_now(changed, field, eyes_of(request))
    answer = responses.fragment(request, "customers/parts/fact_value.html", {"fact": now_shown, "customer": changed})
    return responses.told(answer, **{"changed-customer": {}})


def _fact_now(customer: Customer, field: Field, eyes: Eyes) -> Fact | None:
    if not field.key.startswith(PREFIX):
        return fact(customer, field.key, eyes, True)
    definition = custom_fields.definition("customer", field.key, eyes.user)
    return _own_fact(customer, definition, eyes, True) if definition else None


def _input(request: HttpRequest, customer: Customer, field: Field, form: FactForm, status: int) -> HttpResponse:
    address = reverse("customers:edit_fact", args=[customer.pk, field.key])
    action = f"{address}?{urlencode({'seen': _print(customer, field.key)})}"
    return responses.fragment(request, "ui/edit.html", {"field": form[field.key], "action": action}, status)


def _print(customer: Customer, key: str) -> str:
    """A short print of a value, to tell later whether it is still the one that the user saw."""
    value: Any = comparable(value_of(customer, key))
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]
