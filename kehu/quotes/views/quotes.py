"""The quote's page: the grid, what stands around it, and how it came along."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.catalog.queries.taxes import rules as pricing_rules
from kehu.customers.models import Customer
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.queries import requests as approvals
from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields import showing
from kehu.foundation.fields.values import PREFIX, value_of
from kehu.foundation.objects.records import visible_record
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, saved
from kehu.quotes.actions import quotes as actions
from kehu.quotes.actions.approval import limits_for, needs_approval, what_it_needs
from kehu.quotes.actions.sending import link
from kehu.quotes.forms import QuoteForm
from kehu.quotes.models import Answer, Quote
from kehu.quotes.queries.lines import lines_of
from kehu.quotes.queries.rules import beginnings
from kehu.quotes.queries.sheet import sees_margin, sheet
from kehu.quotes.queries.sums import sums
from kehu.quotes.views.addresses import base_of
from kehu.quotes.views.reading import CHANGED, may_edit, visible
from kehu.sales.models import Opportunity

SHOWN = 8
MOST_CHANGES = 40


@require_GET
def quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    lines = lines_of(one)
    rounding = pricing_rules().tax_rounding
    totals, limits = sums(one, lines, rounding), limits_for(one, user)
    editable = may_edit(one, user)
    data = sheet(one, lines, totals, user, rounding)
    data["editable"] = editable and data["editable"]
    context = {
        "quote": one, "may_edit": editable, "sheet": data, "margins": sees_margin(user),
        "customer": _reached(Customer, one.customer_id, user), "own": _own_fields(one, user),
        "opportunity": _reached(Opportunity, one.opportunity_id, user),
        "needs_approval": needs_approval(one, user, limits), "what_it_needs": what_it_needs(limits),
        "soon": one.runs_out_soon(timezone.localdate()),
        "no_pdf": pdf.trouble(),
    }  # fmt: skip
    return page(request, "quotes/quote.html", context)


@require_GET
def story(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Versions with their links and visits, answers, approvals, and the way through the states."""
    one, user = visible(request, quote_id)
    versions = list(
        one.versions.select_related("sent_by").annotate(visits=Count("openings"), last_visit=Max("openings__at"))
    )
    answers = {row.quote_version_id: row for row in Answer.objects.filter(quote_version__quote=one)}
    context = {
        "quote": one, "may_edit": may_edit(one, user),
        "versions": [(row, answers.get(row.pk), link(base_of(request), row)) for row in versions],
        "changes": list(one.state_changes.select_related("changed_by")[:MOST_CHANGES]),
        "approvals": approvals.history("quote", one.pk),
    }  # fmt: skip
    return fragment(request, "quotes/story.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?customer=` and `?opportunity=` are filled in."""
    user = reader(request)
    user.require("quote.create")
    made: list[Quote] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.create(by=user, **_values(given)))

    answer = form_dialog(
        request,
        form=QuoteForm(user, request.POST or None, initial=beginnings() | _initial(request, user)),
        title=_("New quote"),
        save=save,
        message=_("The quote is there; now its lines."),
        changed=CHANGED,
    )
    if made:
        go_to = reverse("quotes:quote", args=[made[0].pk])
        return saved(request, message=_("The quote is there; now its lines."), go_to=go_to)
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    user.require("quote.edit")
    names = ("title", "currency", "language", "price_date", "valid_until", "introduction", "terms", "note", "version")
    initial = {name: getattr(one, name) for name in names}
    initial |= {"contact": one.contact_id, "opportunity": one.opportunity_id, "owner": one.owner_id}
    form = QuoteForm(user, request.POST or None, quote=one, initial=initial)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        actions.update(quote=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    go_to = reverse("quotes:quote", args=[one.pk])
    return form_dialog(request, form=form, title=_("Edit quote"), save=save, message=_("Saved."), go_to=go_to)


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The quotes of an opportunity or a customer, as a panel of its page."""
    user = reader(request)
    user.require("quote.view")
    if object_key not in ("opportunity", "customer"):
        raise Http404
    record = visible_record(user, object_key, record_id)
    rows = Quote.objects.visible_to(user).filter(**{object_key: record}).order_by("-updated_at", "-pk")
    found = list(rows[: SHOWN + 1])
    customer = record.pk if object_key == "customer" else record.customer_id
    asked = f"customer={customer}" + (f"&opportunity={record.pk}" if object_key == "opportunity" else "")
    context = {
        "quotes": found[:SHOWN], "more": len(found) > SHOWN, "object_key": object_key, "record_id": record_id,
        "asked": asked, "may_create": user.may("quote.create"),
    }  # fmt: skip
    return fragment(request, "quotes/panel.html", context)


def _reached(model: Any, pk: UUID | None, user: User) -> Any:
    return model.objects.visible_to(user).filter(pk=pk).first() if pk else None


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    found: dict[str, Any] = {}
    asked = _uuid(request.GET.get("opportunity", ""))
    if asked and (one := Opportunity.objects.visible_to(user).filter(pk=asked).first()):
        found = {
            "customer": one.customer_id, "opportunity": one.pk, "title": one.name, "contact": one.contact_id,
            "currency": one.currency,
        }  # fmt: skip
    elif (customer := _uuid(request.GET.get("customer", ""))) is not None:
        found["customer"] = customer
        reached = Customer.objects.visible_to(user).filter(pk=customer).first()
        if reached and reached.currency:
            found["currency"] = reached.currency
    if "currency" not in found:
        found["currency"] = Company.objects.current().currency
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _own_fields(one: Quote, user: User) -> list[tuple[str, str]]:
    """(label, text) of the company's own fields that the user may see."""
    found = []
    for definition in custom_fields.definitions("quote"):
        if custom_fields.rule(definition, user) in (FieldAccess.READ, FieldAccess.EDIT):
            value: Any = value_of(one, f"custom.{definition.key}")
            found.append((definition.label, showing.shown(definition, value, user, one.currency)))
    return found


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords for `quotes.create`."""
    values = {key: value for key, value in given.items() if key != "version" and not key.startswith(PREFIX)}
    values["custom"] = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
    return values
