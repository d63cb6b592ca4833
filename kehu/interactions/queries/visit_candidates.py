"""Whom to go and see: who is near, whom nobody spoke to in a while, where something is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F, Min, Q
from django.utils import timezone

from kehu.customers.models import Customer
from kehu.customers.queries.nearby import nearby
from kehu.foundation.access.models import User
from kehu.interactions.models import Task
from kehu.interactions.queries.agenda import QUIET

MOST = 40


class Source(StrEnum):
    QUIET = "quiet"
    OVERDUE = "overdue"
    NEARBY = "nearby"


@dataclass(frozen=True)
class Candidate:
    """`since` is when there was last contact, or since when something is overdue; `km` how far he is."""

    customer: Any
    since: datetime | None = None
    km: float | None = None
    address: str = ""


def candidates(
    user: User, source: str, *, place: tuple[float, float] | None = None, now: datetime | None = None
) -> list[Candidate]:
    """At most MOST customers that `user` sees, the most urgent first; those nearby only with a `place`."""
    moment = now or timezone.now()
    if source == Source.NEARBY:
        around = nearby(user, *place, limit=MOST) if place else []
        return [Candidate(one.customer, None, one.km, one.address) for one in around]
    return _overdue(user, moment) if source == Source.OVERDUE else _quiet(user, moment)


def _quiet(user: User, now: datetime) -> list[Candidate]:
    """The user's own without contact in `agenda.QUIET` and with nothing planned; those never spoken to come first."""
    silent = Q(last_contact_at__lt=now - QUIET) | Q(last_contact_at=None, created_at__lt=now - timedelta(days=7))
    rows = Customer.objects.visible_to(user).filter(silent, owner=user, do_not_contact=False)
    rows = rows.filter(activity__next_due_at__isnull=True).order_by(F("last_contact_at").asc(nulls_first=True), "pk")
    return [Candidate(one, one.last_contact_at) for one in rows[:MOST]]


def _overdue(user: User, now: datetime) -> list[Candidate]:
    late = Task.objects.filter(assignee=user, state=Task.State.OPEN, due_at__lt=now, customer__isnull=False)
    firsts = late.values("customer").annotate(first=Min("due_at")).order_by("first", "customer")
    since = dict(firsts.values_list("customer", "first")[:MOST])
    rows = {one.pk: one for one in Customer.objects.visible_to(user).filter(pk__in=list(since))}
    return [Candidate(rows[key], moment) for key, moment in since.items() if key in rows]
