"""Territories: the tree with what is in it, each on a page of its own, and the part of the customer's page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.coverage.actions import territories as actions
from kehu.coverage.queries import territory_rules
from kehu.coverage.queries.territory_tree import tree
from kehu.coverage.territory_forms import RemovalForm, TerritoryForm
from kehu.customers.models import Customer, Territory
from kehu.customers.permissions import TerritoryVerb
from kehu.customers.queries import territories as found
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.formats import show_number
from kehu.foundation.ui.responses import fragment, page, saved

CHANGED = ["territory"]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The page; the tree comes by itself, so that nothing waits for the figures."""
    user = reader(request)
    user.require(TerritoryVerb.VIEW)
    mine = found.of_person(user)
    context = {"any": Territory.objects.exists(), "mine": mine, "may_manage": user.may(TerritoryVerb.MANAGE)}
    return page(request, "coverage/territories/index.html", context)


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The tree with its figures."""
    user = reader(request)
    user.require(TerritoryVerb.VIEW)
    context = {"tree": tree(user), **_links(user)}
    return fragment(request, "coverage/territories/tree.html", context)


@require_GET
def territory(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Who works there, what is in it, what lies below, and by which rules customers come there."""
    user = reader(request)
    user.require(TerritoryVerb.VIEW)
    one = visible(user, territory_id)
    whole = tree(user)
    known = {branch.territory.pk: branch.territory for branch in whole.branches}
    context = {
        "territory": one, "branch": whole.of(one.pk), "below": whole.below(one),
        "above": found.way_to(one, known)[:-1],
        "rules": [said for said in territory_rules.said() if said.rule.territory_id == one.pk], **_links(user),
    }  # fmt: skip
    return page(request, "coverage/territories/territory.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """`?parent=` is filled in."""
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    form = TerritoryForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    return form_dialog(
        request, form=form, title=_("New territory"), message=_("Saved."), changed=CHANGED,
        save=lambda given: actions.save(by=user, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    one = visible(user, territory_id)
    return form_dialog(
        request, form=TerritoryForm.of(one, request.POST or None), title=one.name, message=_("Saved."), changed=CHANGED,
        save=lambda given: actions.save(by=user, territory=one, **given),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Says first how many customers go elsewhere."""
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    one = visible(user, territory_id)
    number = Customer.objects.filter(territory=one, deleted_at=None).count()
    form = RemovalForm(request.POST if request.method == "POST" else None, initial={"heir": one.parent_id})
    text = ngettext(
        "%(num)s customer is in it and goes to another territory; what rules say of it goes with it.",
        "%(num)s customers are in it and go to another territory; what rules say of it goes with it.", number,
    ) % {"num": show_number(number)}  # fmt: skip
    return form_dialog(
        request, form=form, title=_("Remove “%(name)s”") % {"name": one.name}, message=_("Removed."), changed=CHANGED,
        label=_("Remove"), danger=True, go_to=reverse("coverage:territories"),
        text=text if number else _("No customer is in it."),
        save=lambda given: actions.remove(territory=one, by=user, heir=given["heir"]),
    )  # fmt: skip


@require_POST
def shift(request: HttpRequest, territory_id: UUID, way: str) -> HttpResponse:
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    if way not in ("up", "down"):
        raise Http404
    actions.shift(territory=visible(user, territory_id), up=way == "up", by=user)
    return saved(request, message=_("Saved."), changed=CHANGED)


# -- on the customer's page --------------------------------------------------------------------------------------------


@require_GET
def of_customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """In which territory a customer is, and why."""
    user = reader(request)
    customer = _customer(user, customer_id)
    known = {one.pk: one for one in found.in_order()}
    here = known.get(customer.territory_id) if customer.territory_id else None
    context = {
        "customer": customer, "territory": here, "why": territory_rules.explain(customer),
        "way": found.way_to(here, known) if here else [],
        "may_edit": user.may("customer.edit") and Customer.objects.editable_by(user).filter(pk=customer.pk).exists(),
    }  # fmt: skip
    return fragment(request, "coverage/territories/panel.html", context)


@require_POST
def unpin(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    user = reader(request)
    customer = _customer(user, customer_id)
    actions.unpin(customer_id=customer.pk, by=user)
    return saved(request, message=_("From now on the rules decide."), changed=["customer", "facts"])


def _customer(user: User, customer_id: UUID) -> Customer:
    user.require("customer.view")
    user.require(TerritoryVerb.VIEW)
    one: Customer | None = Customer.objects.visible_to(user).filter(pk=customer_id).first()
    if one is None:
        raise Http404
    return one


def visible(user: User, territory_id: UUID) -> Territory:
    rows = Territory.objects.visible_to(user).filter(pk=territory_id).select_related("responsible", "manager", "team")
    one: Territory | None = rows.first()
    if one is None:
        raise Http404
    return one


def _links(user: User) -> dict[str, Any]:
    return {
        "customers": reverse("customers:list"), "opportunities": reverse("sales:opportunities"),
        "currency": Company.objects.current().currency, "may_manage": user.may(TerritoryVerb.MANAGE),
    }  # fmt: skip
