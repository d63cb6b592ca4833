"""Recognising whom we must not contact when somebody brings his phone or mail in again.

Erased persons are known by keyed hashes alone. Whoever is entered with such a phone or mail is not refused (he may have
become a customer of his own will) but is not contacted until somebody records his new consent.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Consent, Customer
from kehu.foundation.access.models import User
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.privacy.suppressions import is_any, suppressed
from kehu.foundation.ui.addresses import url

POINT_KINDS = {"phone": "phone", "fax": "phone", "email": "email", "wechat": "wechat", "wecom": "wecom"}


def flag(points: Iterable[dict], *, by: User, now: datetime | None = None) -> set[UUID]:  # type: ignore[type-arg]
    """`points` are rows of contact points just written (kind, normalised, customer_id). Their customers who are on the
    do-not-contact list are marked so, with the withdrawal written down; returns their ids. Runs inside a `writing`.
    """
    if not is_any():
        return set()
    fitting = (row for row in points if row["kind"] in POINT_KINDS)
    asked = [(POINT_KINDS[row["kind"]], row["normalised"], row["customer_id"]) for row in fitting]
    listed = suppressed({(kind, value) for kind, value, _customer in asked})
    found = {customer for kind, value, customer in asked if (kind, value) in listed}
    if found:
        _mark(found, by, now or timezone.now())
    return found


def _mark(customer_ids: set[UUID], by: User, now: datetime) -> None:
    Customer._base_manager.filter(pk__in=customer_ids).update(do_not_contact=True)
    Consent.objects.bulk_create(
        Consent(
            customer_id=one, channel=Consent.Channel.ANY, purpose=Consent.Purpose.MARKETING,
            statement=Consent.Statement.WITHDRAWN, at=now, source=_("do-not-contact list"), recorded_by=by,
        )
        for one in customer_ids
    )  # fmt: skip
    notices.tell(
        users=[] if by.is_system else [by], kind=Notice.Kind.SYSTEM,
        message=gettext_noop("Somebody you brought in is on the do-not-contact list and is not contacted."),
        url=f"{url('customers:list')}?do_not_contact=yes&sort=-created_at", key=f"suppressed:{now:%Y%m%d%H}",
    )  # fmt: skip
