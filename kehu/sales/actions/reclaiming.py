"""Taking back what nobody looks after, batch by batch as a change set, and telling people the day before."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Pool
from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company.models import Company
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.ui.addresses import url
from kehu.sales.actions.claiming import put_back
from kehu.sales.models import Holding
from kehu.sales.queries import pools, reclaiming
from kehu.sales.queries.pools import KINDS, Kind

BATCH = 500
NOTHING = UUID(int=0)
WHAT = "reclaim"


def run(*, at: datetime | None = None) -> dict[str, int]:
    """Every kind of record, once. A run that was killed goes on where it stood: each batch is one transaction that
    also moves the checkpoint. Returns how many went back, by kind.
    """
    at = at or timezone.now()
    with coming_from("job"), translation.override(Company.objects.current().language):
        for kind in KINDS.values():
            _place_ownerless(kind, at)
        return {kind.key: _take_back(kind, at) for kind in KINDS.values()}


def _take_back(kind: Kind, at: datetime) -> int:
    rules = reclaiming.rules_of(kind)
    work = _begun(kind)
    if work is None and not reclaiming.due(kind, rules, at).exists():
        return 0
    system = User.objects.system()
    if work is None:
        title = _("Taken back into pools on %(day)s") % {"day": timezone.localdate(at).isoformat()}
        work = change_sets.begin(kind=ChangeSet.Kind.AUTOMATION, title=title, object_key=kind.key, by=system)
        work.asked = {"work": WHAT, "at": at.isoformat()}
        work.save(update_fields=["asked"])
    at = datetime.fromisoformat(work.asked["at"])
    while _batch(kind, work, at, system):
        pass
    count = work.checkpoint.get("count", 0)
    change_sets.finish(change_set=work, counts={"changed": count})
    return int(count)


def _begun(kind: Kind) -> ChangeSet | None:
    """The run that was cut off."""
    rows = ChangeSet.objects.filter(
        kind=ChangeSet.Kind.AUTOMATION, object_key=kind.key, state=ChangeSet.State.RUNNING, asked__work=WHAT
    )
    return rows.order_by("-started_at").first()


def _batch(kind: Kind, work: ChangeSet, at: datetime, system: User) -> bool:
    """The next records behind the checkpoint; False when there are none."""
    rules = reclaiming.rules_of(kind)
    with writing(by=system, change_set=work.pk):
        work.refresh_from_db(from_queryset=ChangeSet.objects.select_for_update())
        after = UUID(work.checkpoint.get("after", str(NOTHING)))
        rows = reclaiming.due(kind, rules, at).filter(pk__gt=after).order_by("pk")
        locked = list(rows.select_for_update(no_key=True, of=("self",))[:BATCH])
        if not locked:
            return False
        by_rule: dict[int, dict[UUID, object]] = {}
        for row in locked:
            by_rule.setdefault(row.rule_place, {})[row.pk] = row
        for place, found in by_rule.items():
            rule = rules[place]
            reason = _("%(rule)s: nobody was in touch for %(days)s days.") % {"rule": rule.name, "days": rule.idle_days}
            put_back(
                kind, found, dict.fromkeys(found, rule.pool_id), how=Holding.How.RECLAIMED, by=system, at=at,
                reason=reason,
            )  # fmt: skip
        work.checkpoint = {"after": str(locked[-1].pk), "count": work.checkpoint.get("count", 0) + len(locked)}
        work.save(update_fields=["checkpoint"])
    return True


def _place_ownerless(kind: Kind, at: datetime) -> None:
    """What nobody owns goes where it belongs, if that pool takes it; batch by batch, ended by finding none."""
    if not Pool.objects.filter(holds=kind.key, is_active=True, takes_ownerless=True).exists():
        return
    system, after = User.objects.system(), NOTHING
    while True:
        with writing(by=system):
            rows = kind.model.objects.filter(kind.at_work, owner=None, pool=None, deleted_at=None, pk__gt=after)
            locked = {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",))[:BATCH]}
            if not locked:
                return
            after = max(locked)
            homes = {pk: pool.pk for pk, pool in pools.home_of(kind, locked, ownerless=True).items()}
            placed = {pk: row for pk, row in locked.items() if pk in homes}
            if placed:
                put_back(kind, placed, homes, how=Holding.How.PLACED, by=system, at=at)


def warn(*, at: datetime | None = None) -> int:
    """Tell each owner once a day what he is about to lose tomorrow. Returns how many were told."""
    at = at or timezone.now()
    told = 0
    for kind in KINDS.values():
        counts = reclaiming.owners_leaving(kind, at + timedelta(days=1))
        people = User.objects.filter(pk__in=counts, is_active=True)
        for person in people.order_by("pk"):
            with transaction.atomic():
                told += notices.tell(
                    users=[person],
                    kind=Notice.Kind.REMINDER,
                    message=gettext_noop(
                        "Tomorrow %(count)s of your records go back to the pool. One contact keeps each."
                    ),
                    params={"count": counts[person.pk]},
                    url=f"{url('sales:leaving')}?kind={kind.key}",
                    key=f"leaving-{kind.key}-{timezone.localdate(at)}-{person.pk}",
                )
    return told
