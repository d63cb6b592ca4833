"""What a customer allows, and whether we may reach him now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.hours import within_hours
from kehu.customers.models import Consent, ContactPoint, Customer
from kehu.foundation.company.models import Company

# Purposes for which a customer need not have said yes, only not no: keeping a contract is not advertising.
ALLOWED_UNLESS_WITHDRAWN = {Consent.Purpose.SERVICE}
# Which kinds of contact point a channel needs.
NEEDS = {
    "phone": ("phone",),
    "sms": ("phone",),
    "email": ("email",),
    "wechat": ("wechat", "wecom"),
    "letter": ("address",),
}


@dataclass(frozen=True)
class Verdict:
    """Whether we may, and a sentence that says why (not)."""

    may: bool
    reason: str

    def __bool__(self) -> bool:
        return self.may


def latest(consents: list[Consent], at: datetime | None = None) -> dict[tuple[str, str], Consent]:
    """The statement that holds at a moment (now) per channel and purpose."""
    found: dict[tuple[str, str], Consent] = {}
    for one in consents:
        if at is not None and one.at > at:
            continue
        key = (one.channel, one.purpose)
        if key not in found or (one.at, one.pk) > (found[key].at, found[key].pk):
            found[key] = one
    return found


def consent_state(customer: Customer, at: datetime | None = None) -> dict[tuple[str, str], Consent]:
    """The statement that holds per (channel, purpose); see `holds` for what it means for one channel."""
    rows = Consent.objects.filter(customer=customer.pk)
    if at is not None:
        rows = rows.filter(at__lte=at)
    rows = rows.order_by("channel", "purpose", "-at", "-pk").distinct("channel", "purpose")
    return {(one.channel, one.purpose): one for one in rows}


def holds(state: dict[tuple[str, str], Consent], channel: str, purpose: str) -> Consent | None:
    """The statement that decides for a channel: the later of that for it and that for any channel."""
    candidates = [state.get((channel, purpose)), state.get((Consent.Channel.ANY, purpose))]
    return max((one for one in candidates if one), key=lambda one: (one.at, one.pk), default=None)


def may_contact(customer: Customer, channel: str, purpose: str, at: datetime | None = None) -> Verdict:
    """Whether we may reach a customer by a channel for a purpose at a moment (now).

    He must not have asked for silence, must have something to be reached by, must allow it (for service: not have
    withdrawn it), and the moment must lie in the hours he prefers.
    """
    moment = at or timezone.now()
    if customer.deleted_at:
        return Verdict(False, _("The customer is in the trash."))
    if customer.do_not_contact and purpose != Consent.Purpose.SERVICE:
        return Verdict(False, _("The customer asked not to be contacted."))
    kinds = NEEDS.get(channel)
    points = ContactPoint.objects.filter(customer=customer.pk, kind__in=kinds or (), invalid_since=None)
    if kinds and not points.exists():
        return Verdict(False, _("There is no valid contact point for this channel."))
    verdict = _allowed(consent_state(customer, moment), channel, purpose)
    if verdict and channel == "phone" and not within_hours(customer.preferred_hours, _local(moment)):
        return Verdict(
            False, _("The customer prefers to be called at %(hours)s.") % {"hours": customer.preferred_hours}
        )
    return verdict


def _allowed(state: dict[tuple[str, str], Consent], channel: str, purpose: str) -> Verdict:
    decisive = holds(state, channel, purpose)
    if decisive is None:
        if purpose in ALLOWED_UNLESS_WITHDRAWN:
            return Verdict(True, _("Service needs no consent, and none was withdrawn."))
        return Verdict(False, _("The customer has not given consent."))
    words: dict[str, Any] = {"day": _local(decisive.at).date().isoformat(), "source": decisive.source}
    if decisive.statement == Consent.Statement.WITHDRAWN:
        return Verdict(False, _("Consent was withdrawn on %(day)s (%(source)s).") % words)
    return Verdict(True, _("Consent was given on %(day)s (%(source)s).") % words)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(Company.objects.current().time_zone))
