"""Consent: what a customer allows and withdraws. The ledger only grows; the latest statement holds."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.entries import NewConsent
from kehu.customers.events import ConsentGiven, ConsentWithdrawn
from kehu.customers.models import Consent, Customer
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.preparing import clean_consent
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish


def grant(
    *,
    customer: Customer,
    channel: str,
    purpose: str,
    source: str,
    by: User,
    proof: str = "",
    at: datetime | None = None,
) -> Consent:
    """The customer allows to be reached by a channel for a purpose. `source` says where he did, `proof` how we know."""
    made = _record(customer, NewConsent(channel, purpose, "granted", at, source, proof), by)
    publish(ConsentGiven(customer.pk, made.channel, made.purpose), by=by.pk)
    return made


def withdraw(
    *,
    customer: Customer,
    channel: str,
    purpose: str,
    source: str,
    by: User,
    proof: str = "",
    at: datetime | None = None,
) -> Consent:
    """He does not want it any more; a withdrawal needs no form and no reason."""
    made = _record(customer, NewConsent(channel, purpose, "withdrawn", at, source, proof), by)
    publish(ConsentWithdrawn(customer.pk, made.channel, made.purpose), by=by.pk)
    return made


def _record(customer: Customer, entry: NewConsent, by: User) -> Consent:
    """Who may record consent needs to see the customer, not to edit him: a marketer passes on what he was told."""
    by.require(CustomerVerb.CONSENT)
    now = timezone.now()
    if entry.at and entry.at > now:
        raise ValueRefused(_("This lies in the future."), field="at")
    if not entry.source.strip():
        raise ValueRefused(_("Where was this said? A form, a call, a letter …"), field="source")
    row = clean_consent(entry, by, now)
    with writing(by=by):
        if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
            raise OutOfReach(customer)
        return Consent.objects.create(customer_id=customer.pk, **row)
