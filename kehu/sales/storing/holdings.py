"""Writing down who held a record from when to when, and when it lay in a pool."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.sales.models import Holding
from kehu.sales.queries.pools import Kind


def note(
    *, kind: Kind, ids: Iterable[UUID], owner: User | None, pools: Mapping[UUID, UUID | None], how: Holding.How,
    former: Mapping[UUID, UUID | None], by: User | None, at: datetime, reason: str = "",
) -> None:  # fmt: skip
    """From `at` on the records are the owner's, or lie in the pool of `pools` where there is none. `former` are the
    owners they had; of a record that had one before anything was written down, that is written down too.
    """
    wanted = list(ids)
    open_rows = Holding.objects.filter(object_key=kind.key, record_id__in=wanted, until=None)
    known = set(open_rows.values_list("record_id", flat=True))
    open_rows.update(until=at)
    unknown = [one for one in wanted if one not in known and former.get(one)]
    since = dict(kind.model._base_manager.filter(pk__in=unknown).values_list("pk", "created_at"))
    rows = [
        Holding(
            object_key=kind.key, record_id=one, owner_id=former[one], how=Holding.How.HELD, since=min(since[one], at),
            until=at,
        )
        for one in unknown
    ]  # fmt: skip
    rows += [
        Holding(
            object_key=kind.key, record_id=one, owner=owner, pool_id=pools.get(one), how=how, reason=reason[:300],
            since=at, by=by,
        )
        for one in wanted
    ]  # fmt: skip
    Holding.objects.bulk_create(rows, batch_size=1000)


def follow(*, kind: Kind, ids: Iterable[UUID], at: datetime) -> None:
    """Records changed hands by other ways than pools: what is written down of them goes on with who owns them now.
    Done twice it does no harm; records that never were near a pool are left out.
    """
    rows = kind.model._base_manager.filter(pk__in=list(ids)).values_list("pk", "owner", "pool")
    now = {pk: (owner, pool) for pk, owner, pool in rows}
    open_rows = Holding.objects.filter(object_key=kind.key, record_id__in=now, until=None).select_for_update()
    stale = {one.record_id: one for one in open_rows if one.owner_id != now[one.record_id][0]}
    Holding.objects.filter(pk__in=[one.pk for one in stale.values()]).update(until=at)
    fresh = []
    for record_id in stale:
        owner, pool = now[record_id]
        if owner or pool:
            how = Holding.How.ASSIGNED if owner else Holding.How.PLACED
            fresh.append(
                Holding(
                    object_key=kind.key, record_id=record_id, owner_id=owner, pool_id=None if owner else pool, how=how,
                    since=at,
                )
            )  # fmt: skip
    Holding.objects.bulk_create(fresh)
