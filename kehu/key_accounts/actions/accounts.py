"""Keeping the rows of key accounts in step with tiers, entitlements, visits and plans."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from kehu.customers.models import Customer, TierAssignment
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Visit
from kehu.key_accounts.entitlements import entitled_tiers
from kehu.key_accounts.models import AccountPlan, KeyAccount, TierEffect, TierRule

BATCH = 1000
NOTHING = UUID(int=0)
_DERIVED = ("points", "last_visit_on", "visit_due_on", "plan_year")


def refresh_all() -> int:
    """Every account anew; returns how many there are."""
    tiers = entitled_tiers()
    count = 0
    for ids in _everybody(tiers):
        refresh(ids)
        count += len(ids)
    with writing(by=None):
        KeyAccount.objects.exclude(customer__in=_accounts(tiers)).delete()
    return count


def refresh(customer_ids: Iterable[UUID], *, removing: bool = True) -> None:
    """Make anew what is known of these customers as key accounts: rows come, go, and are brought up to date. While
    something is taken back nothing is removed, as it may be about to be put back itself.
    """
    ids = list(dict.fromkeys(customer_ids))
    tiers = entitled_tiers()
    found = dict(_accounts(tiers).filter(pk__in=ids).values_list("pk", "tier"))
    known = _known(found, tiers)
    with writing(by=None):
        if removing:
            KeyAccount.objects.filter(customer__in=ids).exclude(customer__in=list(found)).delete()
        there = {one.customer_id: one for one in KeyAccount.objects.filter(customer__in=list(found))}
        new = [KeyAccount(customer_id=one, **known[one]) for one in found if one not in there]
        changed = [row for pk, row in there.items() if _lay_over(row, known[pk])]
        # Another refresh may have made the same row meanwhile.
        KeyAccount.objects.bulk_create(new, ignore_conflicts=True)
        KeyAccount.objects.bulk_update(changed, _DERIVED)


def _accounts(tiers: Iterable[str]) -> Any:
    rows = Customer._base_manager.filter(
        kind=Customer.Kind.ORGANISATION, deleted_at__isnull=True, merged_into__isnull=True, tier__in=list(tiers)
    )
    return rows.order_by()


def _everybody(tiers: Iterable[str]) -> Iterator[list[UUID]]:
    after = NOTHING
    while ids := list(_accounts(tiers).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        after = ids[-1]


def _known(tier_of: dict[UUID, str], tiers: dict[str, int | None]) -> dict[UUID, dict[str, Any]]:
    """The derived columns by customer. Who was never visited is due so long after he came to his tier."""
    ids = list(tier_of)
    visits = _pairs(Visit.objects.filter(customer__in=ids, state=Visit.State.HELD), Max("planned_start"))
    since = _pairs(TierAssignment.objects.filter(customer__in=ids), Max("at"))
    entered = dict(Customer._base_manager.filter(pk__in=ids).order_by().values_list("pk", "created_at"))
    plans = _pairs(AccountPlan.objects.filter(customer__in=ids), Max("year"))
    effects = TierEffect.objects.filter(Q(rule__state=TierRule.State.IN_FORCE), customer__in=ids).order_by()
    points = dict(effects.values_list("customer_id", "points"))
    found = {}
    for one, tier in tier_of.items():
        visited = timezone.localdate(visits[one]) if one in visits else None
        begun = visited or timezone.localdate(since.get(one, entered[one]))
        found[one] = {
            "points": points.get(one), "last_visit_on": visited, "visit_due_on": _due(begun, tiers[tier]),
            "plan_year": plans.get(one),
        }  # fmt: skip
    return found


def _due(begun: date, days: int | None) -> date | None:
    return begun + timedelta(days=days) if days else None


def _pairs(rows: Any, value: Any) -> dict[UUID, Any]:
    return dict(rows.order_by().values("customer").annotate(value=value).values_list("customer", "value"))


def _lay_over(row: KeyAccount, values: dict[str, Any]) -> bool:
    """Whether something is otherwise now."""
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs
