"""What pools hold, by kind of record; where a record belongs; who held it when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from kehu.customers.models import Customer, Pool
from kehu.customers.models.pools import pools_of
from kehu.foundation.access.models import User
from kehu.foundation.lists import conditions
from kehu.sales.models import Holding, Lead, PooledCustomer, PooledLead

OPEN_STATES = (Lead.State.NEW, Lead.State.WORKING, Lead.State.QUALIFIED)
MOST_STAYS = 30


@dataclass(frozen=True)
class Kind:
    """A kind of record that pools hold. `pooled` is what is seen of it in a pool, `touched` the column of its last
    contact, `at_work` narrows to those that somebody has still to look after.
    """

    key: str
    model: Any
    pooled: Any
    touched: str
    at_work: Q

    @property
    def pooled_key(self) -> str:
        return f"pooled_{self.key}"


KINDS = {
    "customer": Kind("customer", Customer, PooledCustomer, "last_contact_at", Q(merged_into__isnull=True)),
    "lead": Kind("lead", Lead, PooledLead, "last_touch_at", Q(state__in=OPEN_STATES)),
}


def home_of(kind: Kind, ids: Iterable[UUID], *, ownerless: bool = False) -> dict[UUID, Pool]:
    """The first pool in use that each record belongs in; records that none takes are missing. `ownerless`: only of
    pools that also take what nobody owns yet.
    """
    pools = list(
        Pool.objects.filter(holds=kind.key, is_active=True, **({"takes_ownerless": True} if ownerless else {}))
    )
    found = {}
    for record_id, fits in (
        conditions.fitting(kind.key, [one.conditions for one in pools], ids).items() if pools else ()
    ):
        home = next((pool for pool, does in zip(pools, fits, strict=True) if does), None)
        if home:
            found[record_id] = home
    return found


def midnight(at: datetime) -> datetime:
    """When the day of `at` began, in the running time zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time.min))


def claimed_today(user: User, kind: Kind, at: datetime) -> dict[UUID, int]:
    """How many the user has claimed today, by pool."""
    rows = Holding.objects.filter(
        owner=user, object_key=kind.key, how=Holding.How.CLAIMED, since__gte=midnight(at), pool__isnull=False
    )
    return dict(rows.order_by().values_list("pool").annotate(number=Count("pk")))


def held_by(user: User, kind: Kind) -> int:
    """How many records of the kind he has to look after."""
    number: int = kind.model.objects.filter(kind.at_work, owner=user, deleted_at=None).count()
    return number


def last_held(user: User, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the user lost or gave away each of these records the last time."""
    rows = Holding.objects.filter(owner=user, record_id__in=list(ids), until__isnull=False).order_by("until")
    return {record_id: until for record_id, until in rows.values_list("record_id", "until") if until}


def stays(record_id: UUID) -> list[Holding]:
    """Who held the record and when it lay in a pool, the latest first."""
    rows = Holding.objects.filter(record_id=record_id).select_related("owner", "pool", "by")
    return list(rows[:MOST_STAYS])


@dataclass(frozen=True)
class Standing:
    """How far a user may still claim from a pool; None where there is no limit, as for those who manage it."""

    pool: Pool
    left_today: int | None
    room: int | None
    manages: bool = False

    @property
    def can_claim(self) -> bool:
        return self.left_today != 0 and self.room != 0


def standings(user: User, kind: Kind, at: datetime | None = None) -> list[Standing]:
    """Of each pool the user belongs to, in its order."""
    pools = list(Pool.objects.filter(pk__in=pools_of(user, kind.key)))
    managed = set(pools_of(user, kind.key, managed=True))
    claimed, held = claimed_today(user, kind, at or timezone.now()), None
    found = []
    for pool in pools:
        if pool.pk in managed:
            found.append(Standing(pool, None, None, manages=True))
            continue
        if pool.most_held is not None and held is None:
            held = held_by(user, kind)
        left = None if pool.claims_per_day is None else max(0, pool.claims_per_day - claimed.get(pool.pk, 0))
        room = None if pool.most_held is None else max(0, pool.most_held - (held or 0))
        found.append(Standing(pool, left, room))
    return found


def sizes(pools: Sequence[Pool]) -> dict[UUID, int]:
    """How many records wait in each of the pools."""
    found: dict[UUID, int] = {}
    for kind in KINDS.values():
        rows = kind.model.objects.filter(owner=None, deleted_at=None, pool__in=pools)
        found |= dict(rows.order_by().values_list("pool").annotate(number=Count("pk")))
    return found


def was_in_sight(kind: Kind, record_id: UUID, user: User) -> bool:
    """Whether the record lay in a pool of the user's until somebody took it."""
    last = Holding.objects.filter(object_key=kind.key, record_id=record_id, pool__isnull=False).order_by(
        "-since", "-pk"
    )
    pool = last.values_list("pool", flat=True).first()
    return pool is not None and pool in pools_of(user, kind.key)
