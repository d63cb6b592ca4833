"""Whom an entry is about, as far as the user may know: his name, his numbers, and what helps in the call."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.calling.models import CallEntry, CallList
from kehu.customers.cleaning.hours import within_hours
from kehu.customers.models import ContactPoint, Customer
from kehu.customers.queries.consents import may_contact
from kehu.customers.queries.eyes import Eyes
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.company.models import Company
from kehu.foundation.ui.formats import show_date, show_money
from kehu.foundation.values import masking, phones
from kehu.interactions.models import Interaction
from kehu.sales.models import Lead, Opportunity, Touch

SAID = 3


@dataclass(frozen=True)
class Number:
    """`dial` is what a phone dials; empty where the number is masked."""

    shown: str
    dial: str = ""
    label: str = ""
    who: str = ""


@dataclass(frozen=True)
class Said:
    at: datetime
    what: str
    text: str


@dataclass(frozen=True)
class Subject:
    """`facts` are (label, value), `said` the last touches."""

    name: str
    href: str
    numbers: list[Number] = field(default_factory=list)
    facts: list[tuple[str, Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def seen_by(user: User, kind: str) -> Q:
    """Which entries of a list of this kind are about somebody whom the user sees."""
    if kind == CallList.Kind.LEAD:
        return Q(lead__in=Lead.objects.visible_to(user).values("pk")) if user.may("lead.view") else Q(pk=None)
    if not user.may("customer.view"):
        return Q(pk=None)
    customers = Q(customer__in=Customer.objects.visible_to(user).values("pk"))
    if kind == CallList.Kind.OPPORTUNITY:
        seen = Opportunity.objects.visible_to(user).values("pk") if user.may("opportunity.view") else []
        return customers & Q(opportunity__in=seen)
    return customers


def workable_by(user: User, kind: str) -> Q:
    """Which of them he may write a call down for: a lead only if he may edit it."""
    if kind == CallList.Kind.LEAD:
        return Q(lead__in=Lead.objects.editable_by(user).values("pk")) if user.may("lead.edit") else Q(pk=None)
    return seen_by(user, kind) if user.may("interaction.log") else Q(pk=None)


def names(entries: Iterable[CallEntry], user: User, kind: str) -> dict[UUID, tuple[str, str]]:
    """Name and address of the page by entry, of those whom the user sees."""
    wanted = [one.pk for one in entries]
    rows = CallEntry.objects.filter(seen_by(user, kind), pk__in=wanted)
    return {one.pk: _named(one) for one in rows.select_related("customer", "lead", "opportunity")}


def subject_of(entry: CallEntry, user: User) -> Subject:
    """Everything the caller needs. The entry must be one whom the user sees."""
    name, href = _named(entry)
    if entry.lead:
        return Subject(
            name, href, _lead_numbers(entry.lead, user), _lead_facts(entry.lead, user), _lead_said(entry.lead)
        )
    assert entry.customer is not None
    facts = _customer_facts(entry.customer, user)
    if entry.opportunity:
        facts = [*_deal_facts(entry.opportunity, user), *facts]
    return Subject(name, href, _numbers(entry, user), facts, _said(entry.customer, user))


def hindrance(entry: CallEntry, purpose: str, at: datetime) -> str:
    """Why the one must not be called at all; "" if he may be."""
    if entry.lead:
        if not entry.lead.is_open:
            return _("The lead is closed.")
        if not entry.lead.phone:
            return _("There is no number.")
        silent = Customer.objects.filter(phone=entry.lead.phone, do_not_contact=True, deleted_at=None)
        return _("The customer with this number asked not to be contacted.") if silent.exists() else ""
    assert entry.customer is not None
    if entry.opportunity and not entry.opportunity.is_open:
        return _("The opportunity is closed.")
    if entry.customer.do_not_contact:
        return _("The customer asked not to be contacted.")
    if not suits_hour(entry, at):
        return ""
    verdict = may_contact(entry.customer, "phone", purpose, at)
    return "" if verdict else verdict.reason


def suits_hour(entry: CallEntry, at: datetime) -> bool:
    """Whether the customer likes to be called at this hour."""
    return entry.customer is None or within_hours(entry.customer.preferred_hours, timezone.localtime(at))


def phone_points(entry: CallEntry) -> list[ContactPoint]:
    """Valid numbers: those of the opportunity's contact first, then the preferred."""
    contact = entry.opportunity.contact_id if entry.opportunity else None
    rows = ContactPoint.objects.filter(customer=entry.customer_id, kind="phone", invalid_since=None)
    found = list(rows.select_related("contact").order_by("-preferred", "created_at", "pk")[:8])
    return sorted(found, key=lambda one: (contact is None or one.contact_id != contact, one.contact_id is not None))


def _named(entry: CallEntry) -> tuple[str, str]:
    if entry.lead:
        return entry.lead.name, reverse("sales:lead", args=[entry.lead_id])
    if entry.opportunity and entry.customer:
        words = {"customer": entry.customer.name, "title": entry.opportunity.name}
        return _("%(customer)s: %(title)s") % words, reverse("sales:opportunity", args=[entry.opportunity_id])
    assert entry.customer is not None
    return entry.customer.name, reverse("customers:customer", args=[entry.customer_id])


def _numbers(entry: CallEntry, user: User) -> list[Number]:
    eyes = Eyes(user, Company.objects.current().phone_region, language=user.language or "en")
    found = []
    for point in phone_points(entry):
        if eyes.sees_point(point):
            dial = "" if eyes.masks_point(point) else point.normalised
            label = str(ContactPoint.Label(point.label).label) if point.label else ""
            found.append(Number(eyes.point(point), dial, label, point.contact.name if point.contact else ""))
    return found


def _lead_numbers(lead: Lead, user: User) -> list[Number]:
    may = access(user, "lead", "phone")
    if not lead.phone or may == FieldAccess.HIDDEN:
        return []
    if may == FieldAccess.MASKED:
        return [Number(masking.mask_phone(lead.phone))]
    region = Company.objects.current().phone_region
    known = lead.phone.startswith("+")
    shown = phones.display(lead.phone, "", region=region, language=user.language or "en") if known else lead.phone
    return [Number(shown, lead.phone)]


def _customer_facts(customer: Customer, user: User) -> list[tuple[str, Any]]:
    last = customer.last_contact_at
    return _readable(user, "customer", [
        ("tier", _("Tier"), customer.get_tier_display() if customer.tier else ""),
        ("city", _("City"), customer.city),
        ("owner", _("Owner"), customer.owner.name if customer.owner else ""),
        ("preferred_hours", _("Preferred hours"), customer.preferred_hours),
        ("last_contact_at", _("Last contact"), show_date(timezone.localtime(last)) if last else ""),
    ])  # fmt: skip


def _deal_facts(one: Opportunity, user: User) -> list[tuple[str, Any]]:
    return _readable(user, "opportunity", [
        ("stage", _("Stage"), str(one.stage.label)),
        ("amount", _("Amount"), show_money(one.amount, one.currency) if one.amount is not None else ""),
        ("expected_close", _("Expected to close"), show_date(one.expected_close) if one.expected_close else ""),
        ("next_step", _("Next step"), one.next_step),
    ])  # fmt: skip


def _lead_facts(lead: Lead, user: User) -> list[tuple[str, Any]]:
    return _readable(user, "lead", [
        ("company", _("Company"), lead.company), ("job_title", _("Job title"), lead.job_title),
        ("city", _("City"), lead.city), ("source", _("Source"), lead.source), ("need", _("Need"), lead.need),
        ("next_step", _("Next step"), lead.next_step),
    ])  # fmt: skip


def _readable(user: User, object_key: str, facts: list[tuple[str, str, Any]]) -> list[tuple[str, Any]]:
    """Label and value of those that the roles of the user neither hide nor mask."""
    open_to_him = (FieldAccess.READ, FieldAccess.EDIT)
    return [(label, value) for key, label, value in facts if value and access(user, object_key, key) in open_to_him]


def _said(customer: Customer, user: User) -> list[Said]:
    if not user.may("interaction.view"):
        return []
    rows = Interaction.objects.visible_to(user).filter(customer=customer, superseded_at=None).order_by("-started_at")
    return [Said(one.started_at, one.get_kind_display(), (one.body or one.subject)[:280]) for one in rows[:SAID]]


def _lead_said(lead: Lead) -> list[Said]:
    rows = Touch.objects.filter(lead=lead).order_by("-at", "-pk")[:SAID]
    return [Said(one.at, one.get_kind_display(), one.body[:280]) for one in rows]
