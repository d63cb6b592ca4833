"""Taking records out of pools and putting them back: claiming, giving, releasing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Pool
from kehu.customers.permissions import PoolVerb
from kehu.customers.storing import pooling
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.index import reindex
from kehu.sales import events
from kehu.sales.models import Holding, Lead
from kehu.sales.queries import pools as queries
from kehu.sales.queries.pools import KINDS, Kind, Standing
from kehu.sales.storing import holdings


class ClaimRefused(Refusal):
    """The record cannot be claimed, now or by this person."""


class PoolRefused(Refusal):
    """There is no pool for this."""


def claim(*, object_key: str, ids: Iterable[UUID], by: User, at: datetime | None = None) -> Applied:
    """Make records of pools the user's own, as far as the limits go: the first of `ids` first. What somebody else has
    claimed meanwhile is missing from those changed. Raises PermissionMissing.
    """
    by.require(PoolVerb.CLAIM)
    kind, wanted, at = KINDS[object_key], list(dict.fromkeys(ids)), at or timezone.now()
    found = Applied()
    with writing(by=by):
        _one_after_the_other(by)
        rows = _locked(kind.pooled.objects.visible_to(by), wanted)
        room = {one.pool.pk: one for one in queries.standings(by, kind, at)}
        spent = dict.fromkeys(room, 0)
        left = queries.last_held(by, rows)
        for record_id in wanted:
            row = rows.get(record_id)
            if row is None:
                found.missing.append(record_id)
            elif why := _why_not(room[row.pool_id], spent, left.get(record_id), at):
                found.refused[record_id] = ClaimRefused(why)
            else:
                spent[row.pool_id] += 1
                found.changed.append(record_id)
        taken = {one: rows[one] for one in found.changed}
        _hand_over(kind, taken, owner=by, how=Holding.How.CLAIMED, by=by, at=at)
    return found


def claim_one(*, object_key: str, record_id: UUID, by: User) -> None:
    """The same for one record; raises ClaimRefused with the reason."""
    done = claim(object_key=object_key, ids=[record_id], by=by)
    if done.refused:
        raise next(iter(done.refused.values()))
    if done.missing:
        raise ClaimRefused(_("Somebody was quicker: this is no longer in the pool."))


def out_of_reach() -> PermissionDenied:
    """For a record that is there to be seen, while somebody's roles do not let him put it back."""
    return PermissionDenied(_("Only its owner puts it back."))


def give(*, object_key: str, ids: Iterable[UUID], owner: User, by: User, at: datetime | None = None) -> Applied:
    """Give records of the pools that `by` manages to somebody, whom no limit binds then."""
    by.require(PoolVerb.CLAIM)
    if not owner.is_active or owner.is_system:
        raise ClaimRefused(_("%(name)s does not work here any more.") % {"name": owner.name}, field="owner")
    kind, wanted, at = KINDS[object_key], list(dict.fromkeys(ids)), at or timezone.now()
    with writing(by=by):
        rows = _locked(kind.pooled.objects.editable_by(by), wanted)
        _hand_over(kind, rows, owner=owner, how=Holding.How.GIVEN, by=by, at=at)
        if rows and owner != by:
            notices.tell(
                users=[owner],
                kind=Notice.Kind.ASSIGNMENT,
                message=gettext_noop("%(author)s gave you %(count)s from a pool."),
                params={"author": by.name, "count": len(rows)},
                url=f"{_list_of(kind.key)}?owner=me&sort=-updated_at",
            )
    seen = set(kind.pooled.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    refused = {one: ClaimRefused(_("Only who manages a pool gives from it.")) for one in wanted if one in seen}
    gone = [one for one in wanted if one not in rows and one not in refused]
    return Applied(changed=list(rows), refused=dict(refused), missing=gone)


def release(*, object_key: str, ids: Iterable[UUID], by: User, reason: str = "", at: datetime | None = None) -> Applied:
    """Put records back into the pool they came from, else into the first that takes them. One's own, or those of
    others with the right to assign.
    """
    by.require(PoolVerb.CLAIM)
    kind, wanted, at = KINDS[object_key], list(dict.fromkeys(ids)), at or timezone.now()
    found = Applied()
    with writing(by=by):
        rows = _locked(kind.model.objects.editable_by(by).filter(kind.at_work, owner__isnull=False), wanted)
        homes = homes_of(kind, rows.values())
        others = {} if by.may(f"{kind.key}.assign") else {pk for pk, row in rows.items() if row.owner_id != by.pk}
        for record_id in wanted:
            if record_id not in rows:
                found.missing.append(record_id)
            elif record_id in others:
                found.refused[record_id] = PoolRefused(_("Only its owner puts it back."))
            elif record_id not in homes:
                found.refused[record_id] = PoolRefused(_("No pool takes this."))
            else:
                found.changed.append(record_id)
        put_back(
            kind, {one: rows[one] for one in found.changed}, homes, how=Holding.How.RELEASED, by=by, at=at,
            reason=reason.strip(),
        )  # fmt: skip
    return found


def put_back(
    kind: Kind, rows: dict[UUID, Any], homes: dict[UUID, UUID], *, how: Holding.How, by: User, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Locked records go into the pools of `homes`, inside `writing`."""
    by_pool: dict[UUID, list[UUID]] = {}
    for record_id in rows:  # of one pool all at once
        by_pool.setdefault(homes[record_id], []).append(record_id)
    former = {pk: row.owner_id for pk, row in rows.items()}
    for pool, ids in by_pool.items():
        if kind.key == "customer":
            pooling.put_in(ids, pool=pool, at=at, by=by)
        else:
            Lead.objects.filter(pk__in=ids).update(owner=None, pool=pool, pooled_at=at)
            _tell_of_leads(rows, ids, None, by)
    holdings.note(kind=kind, ids=rows, owner=None, pools=homes, how=how, former=former, by=by, at=at, reason=reason)
    reindex(kind.pooled_key, rows)


def homes_of(kind: Kind, rows: Iterable[Any]) -> dict[UUID, UUID]:
    """The pool each record goes back to: its own while that is in use, else the first that takes it."""
    found, homeless = {}, []
    active = set(Pool.objects.filter(holds=kind.key, is_active=True).values_list("pk", flat=True))
    for row in rows:
        if row.pool_id in active:
            found[row.pk] = row.pool_id
        else:
            homeless.append(row.pk)
    return found | {pk: pool.pk for pk, pool in queries.home_of(kind, homeless).items()}


def _hand_over(kind: Kind, rows: dict[UUID, Any], *, owner: User, how: Holding.How, by: User, at: datetime) -> None:
    if not rows:
        return
    ids = list(rows)
    if kind.key == "customer":
        pooling.take_out(ids, owner=owner, by=by)
    else:
        Lead.objects.filter(pk__in=ids).update(owner=owner, pooled_at=None)
        _tell_of_leads(rows, ids, owner.pk, by)
    holdings.note(
        kind=kind, ids=ids, owner=owner, pools={pk: row.pool_id for pk, row in rows.items()}, how=how,
        former=dict.fromkeys(ids), by=by, at=at,
    )  # fmt: skip
    reindex(kind.pooled_key, ids)


def _tell_of_leads(rows: dict[UUID, Any], ids: list[UUID], owner: UUID | None, by: User) -> None:
    for one in ids:
        publish(events.LeadAssigned(one, owner, rows[one].owner_id), by=by.pk)


def _locked(rows: Any, ids: list[UUID]) -> dict[UUID, Any]:
    """In the order of their ids, so that two claims of the same ones wait for each other instead of blocking."""
    found = rows.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True, of=("self",))
    return {row.pk: row for row in found}


def _one_after_the_other(user: User) -> None:
    """Two windows of one person must not together claim more than he may."""
    User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=user.pk).values_list("pk").first()


def _why_not(standing: Standing, spent: dict[UUID, int], left_at: datetime | None, at: datetime) -> str:
    pool, used = standing.pool, spent[standing.pool.pk]
    if standing.left_today is not None and used >= standing.left_today:
        return _("“%(pool)s” lets one person claim %(count)s a day.") % {"pool": pool, "count": pool.claims_per_day}
    if standing.room is not None and sum(spent.values()) >= standing.room:
        return _("You hold as many as “%(pool)s” allows: %(count)s.") % {"pool": pool, "count": pool.most_held}
    if pool.cool_down_days and not standing.manages and left_at and left_at > at - timedelta(days=pool.cool_down_days):
        free = timezone.localtime(left_at + timedelta(days=pool.cool_down_days)).date()
        return _("You held it before; from %(day)s on you may claim it again.") % {"day": free.isoformat()}
    return ""


def _list_of(object_key: str) -> str:
    found = registry.find(object_key)
    return found.list_address if found else ""
