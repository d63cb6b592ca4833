"""Which customers a retention rule takes."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kehu.customers.extensions import extensions
from kehu.customers.models import Customer, RetentionRule, RetentionRun
from kehu.customers.queries.privacy import months_later
from kehu.foundation.privacy.models import Hold

BATCH = 200


def horizon(rule: RetentionRule, now: datetime | None = None) -> datetime:
    """Who was neither contacted nor changed since this moment has been silent for long enough."""
    moment = timezone.localtime(now or timezone.now())
    day = months_later(moment.date(), -rule.months)
    return moment.replace(year=day.year, month=day.month, day=day.day)


def fitting(rule: RetentionRule, now: datetime | None = None) -> QuerySet[Customer]:
    """Customers the rule takes today, those under a hold left out. Erasing takes those in the trash as well. One who
    was pseudonymised counts as changed on that day.
    """
    since = horizon(rule, now)
    rows = Customer._base_manager.filter(created_at__lt=since, updated_at__lt=since, merged_into=None)
    rows = rows.filter(Q(last_contact_at=None) | Q(last_contact_at__lt=since))
    if rule.action != RetentionRule.Action.ERASE:
        rows = rows.filter(deleted_at=None)
    if rule.kind:
        rows = rows.filter(kind=rule.kind)
    if rule.stages:
        rows = rows.filter(lifecycle_stage__key__in=rule.stages)
    if rule.standings:
        rows = rows.filter(standings__overlap=rule.standings)
    for condition in (found for extension in extensions() if (found := extension.busy()) is not None):
        rows = rows.exclude(condition)
    return rows.exclude(held(now))


def held(now: datetime | None = None) -> Exists:
    today = timezone.localdate(now) if now else timezone.localdate()
    standing = Hold.objects.filter(Q(until=None) | Q(until__gte=today), record_id=OuterRef("pk"), lifted_at=None)
    return Exists(standing)


def batches(rule: RetentionRule, now: datetime | None = None) -> Iterator[list[UUID]]:
    """Identifiers in the order of the primary key, until none is left. What a batch did is no longer found."""
    after = UUID(int=0)
    while ids := list(fitting(rule, now).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        after = ids[-1]


def last_runs(rules: list[RetentionRule]) -> dict[UUID, RetentionRun]:
    found: dict[UUID, RetentionRun] = {}
    for run in RetentionRun.objects.filter(rule__in=rules).order_by("rule_id", "-started_at").distinct("rule_id"):
        found[run.rule_id] = run
    return found
