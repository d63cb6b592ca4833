"""Who buys, who else offers, who sells together: panels of the opportunity's page and their dialogs."""

from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment
from kehu.sales.actions import committees as actions
from kehu.sales.actions import lines as line_actions
from kehu.sales.actions import selling_teams
from kehu.sales.committee_forms import LinesForm, MemberForm, RivalForm, TeamForm
from kehu.sales.models import Opportunity
from kehu.sales.queries import chances
from kehu.sales.queries import committees as queries
from kehu.sales.queries.pipelines import fitting_stage
from kehu.sales.views.opportunities import visible

KIND, SEEN = "opportunity", (FieldAccess.READ, FieldAccess.EDIT)
COMMITTEE, RIVALS, TEAM = ["committee"], ["rivals"], ["selling-team"]


@require_GET
def committee(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """Who decides and who stands where, as a picture and as a list."""
    one, user = visible(request, opportunity_id), reader(request)
    members = queries.members(one) if sees_customer(one, user) else []
    context = {
        "opportunity": one, "members": members, "picture": queries.picture(members), "may_edit": may_edit(one, user)
    }  # fmt: skip
    return fragment(request, "sales/opportunity/committee.html", context)


@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    return form_dialog(
        request, form=MemberForm(one, request.POST or None), title=_("Into the buying committee"),
        save=lambda given: actions.add(opportunity=one, by=user, **given), message=_("In the committee."),
        changed=COMMITTEE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_member(request: HttpRequest, opportunity_id: UUID, member_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    member = get_object_or_404(one.committee.select_related("contact", "opportunity"), pk=member_id)
    return form_dialog(
        request, form=MemberForm(one, request.POST or None, member), title=member.contact.name,
        save=lambda given: actions.change(member=member, changes=given, by=user), message=_("Saved."),
        changed=COMMITTEE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_member(request: HttpRequest, opportunity_id: UUID, member_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    member = get_object_or_404(one.committee.select_related("contact", "opportunity"), pk=member_id)
    return _sure(
        request, _("Take %(name)s out of the committee?") % {"name": member.contact.name},
        lambda: actions.remove(member=member, by=user), COMMITTEE,
    )  # fmt: skip


@require_GET
def rivals(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = visible(request, opportunity_id), reader(request)
    context = {"opportunity": one, "rivals": queries.rivals(one), "may_edit": may_edit(one, user)}
    return fragment(request, "sales/opportunity/rivals.html", context)


@require_http_methods(["GET", "POST"])
def meet(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    return form_dialog(
        request, form=RivalForm(request.POST or None), title=_("Who else offers"),
        save=lambda given: actions.meet(opportunity=one, by=user, **given), message=_("Saved."), changed=RIVALS,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_rival(request: HttpRequest, opportunity_id: UUID, rival_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    rival = get_object_or_404(one.rivals.select_related("competitor"), pk=rival_id)
    return form_dialog(
        request, form=RivalForm(request.POST or None, rival), title=rival.competitor.name,
        save=lambda given: actions.meet(opportunity=one, competitor=rival.competitor, by=user, **given),
        message=_("Saved."), changed=RIVALS,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_rival(request: HttpRequest, opportunity_id: UUID, rival_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    rival = get_object_or_404(one.rivals.select_related("competitor", "opportunity"), pk=rival_id)
    return _sure(
        request, _("Take %(name)s out of this sale?") % {"name": rival.competitor.name},
        lambda: actions.leave(rival=rival, by=user), RIVALS,
    )  # fmt: skip


@require_GET
def team(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = visible(request, opportunity_id), reader(request)
    members = queries.team(one)
    rest = 100 - sum(each.credit for each in members if not each.is_overlay)
    context = {"opportunity": one, "members": members, "rest": rest, "may_edit": may_edit(one, user)}
    return fragment(request, "sales/opportunity/team.html", context)


@require_http_methods(["GET", "POST"])
def divide(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """Who sells together and whose the result is, all lines at once."""
    one, user = _editable(request, opportunity_id)
    form = TeamForm(one, request.POST or None)
    return form_dialog(
        request, form=form, title=_("Selling team and credit"), message=_("Saved."), changed=TEAM,
        save=lambda _given: selling_teams.divide(opportunity=one, parts=form.parts, by=user),
        template="sales/opportunity/team_dialog.html",
    )  # fmt: skip


@require_GET
def lines(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The products, each with what it comes to."""
    one, user = visible(request, opportunity_id), reader(request)
    rows = list(one.lines.select_related("product", "variant"))
    editable = may_edit(one, user)
    context = {
        "opportunity": one, "lines": rows, "total": sum((each.amount for each in rows), Decimal(0)),
        "may_edit": editable, "fitting": fitting_stage(one, user) if rows and editable and one.is_open else None,
        "sees_amounts": access(user, KIND, "amount") in SEEN,
    }  # fmt: skip
    return fragment(request, "sales/opportunity/lines.html", context)


@require_http_methods(["GET", "POST"])
def write_lines(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    one, user = _editable(request, opportunity_id)
    form = LinesForm(user, one, request.POST or None)

    def save(given: dict[str, Any]) -> None:
        line_actions.write(opportunity=one, lines=form.lines, amount_from_lines=given["summed"], by=user)

    return form_dialog(
        request, form=form, title=_("Products"), save=save, message=_("Saved."), changed=["opportunity-lines", KIND],
        template="sales/opportunity/lines_dialog.html",
    )  # fmt: skip


@require_GET
def of_customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Who of a customer is in which buying committee, of the opportunities that the user sees."""
    user = reader(request)
    user.require("opportunity.view")
    customer = Customer.objects.visible_to(user).filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    rows = queries.rolled_up(customer, user)
    people = [(contact, list(group)) for contact, group in groupby(rows, key=lambda row: row.contact)]
    return fragment(request, "sales/committee_of_customer.html", {"people": people})


@require_GET
def chance(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """How likely it is to be won, by the company's own closings, and why."""
    one = visible(request, opportunity_id)
    return fragment(request, "sales/opportunity/chance.html", {"chance": chances.chance_of(one)})


def may_edit(one: Opportunity, user: User) -> bool:
    return user.may("opportunity.edit") and Opportunity.objects.editable_by(user).filter(pk=one.pk).exists()


def sees_customer(one: Opportunity, user: User) -> bool:
    """The people of a customer are shown to those who see him; a selling team may reach further than that."""
    return Customer.objects.visible_to(user).filter(pk=one.customer_id).exists()


def _editable(request: HttpRequest, opportunity_id: UUID) -> tuple[Opportunity, User]:
    one, user = visible(request, opportunity_id), reader(request)
    user.require("opportunity.edit")
    return one, user


def _sure(request: HttpRequest, title: str, act: Any, changed: list[str]) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    return form_dialog(
        request, form=form, title=title, save=lambda _given: act(), message=_("Removed."), changed=changed,
        label=_("Remove"), danger=True,
    )  # fmt: skip
