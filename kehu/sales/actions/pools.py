"""Pools, their members and the rules by which they take records back."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kehu.customers.models import Pool, PoolMember
from kehu.customers.permissions import PoolVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.sales.models import ReclaimRule

MEMBERS = ("user", "team", "department")


class PoolRefused(Refusal):
    """The pool or its rule cannot be like this."""


def save_pool(
    *, pool: Pool | None, values: dict[str, Any], by: User, members: Iterable[Any] = (), managers: Iterable[Any] = ()
) -> Pool:
    """Make or change a pool; `members` and `managers` are people, teams and departments, and replace those it had.
    What it holds cannot be changed later.
    """
    by.require(PoolVerb.CONFIGURE)
    if not str(values.get("name") or "").strip():
        raise PoolRefused(_("Give the pool a name."), field="name")
    found = pool or Pool(position=10 * (Pool.objects.count() + 1))
    if pool and values.get("holds", pool.holds) != pool.holds:
        raise PoolRefused(_("A pool keeps the kind of record it was made for."), field="holds")
    for key, value in values.items():
        setattr(found, key, value.strip() if isinstance(value, str) else value)
    found.conditions = conditions.read(found.holds, found.conditions).link
    try:
        with transaction.atomic(), writing(by=by):
            found.save()
            _set_members(found, {**dict.fromkeys(members, False), **dict.fromkeys(managers, True)})
    except IntegrityError as taken:
        raise PoolRefused(_("There is a pool of this name already."), field="name") from taken
    return found


def _set_members(pool: Pool, wanted: dict[Any, bool]) -> None:
    """Rows that stay the same are left alone, so that the history shows what changed."""
    there = {(one.who, one.manages): one for one in pool.memberships.select_related(*MEMBERS)}
    asked = set(wanted.items())
    PoolMember.objects.filter(pk__in=[row.pk for key, row in there.items() if key not in asked]).delete()
    PoolMember.objects.bulk_create(
        PoolMember(pool=pool, manages=manages, **{type(who).__name__.lower(): who})
        for who, manages in sorted(asked - set(there), key=lambda one: str(one[0]))
    )


def remove_pool(*, pool: Pool, by: User) -> None:
    """Only one that holds nothing and to which nothing goes back; others are put out of use."""
    by.require(PoolVerb.CONFIGURE)
    try:
        with transaction.atomic(), writing(by=by):
            pool.delete()
    except ProtectedError:
        raise PoolRefused(_("Records belong to this pool. Put it out of use instead.")) from None


def save_rule(*, rule: ReclaimRule | None, pool: Pool, values: dict[str, Any], by: User) -> ReclaimRule:
    by.require(PoolVerb.CONFIGURE)
    check_rule(pool, values)
    values = {**values, "conditions": conditions.read(pool.holds, values.get("conditions", "")).link}
    found = rule or ReclaimRule(pool=pool, position=10 * (pool.reclaim_rules.count() + 1))
    for key, value in values.items():
        setattr(found, key, value.strip() if isinstance(value, str) else value)
    with writing(by=by):
        found.save()
    return found


def check_rule(pool: Pool, values: dict[str, Any]) -> None:
    if not str(values.get("name") or "").strip():
        raise PoolRefused(_("Give the rule a name."), field="name")
    if not values.get("idle_days"):
        raise PoolRefused(_("A rule waits for one day at least."), field="idle_days")
    conditions.read(pool.holds, values.get("conditions", ""))


def remove_rule(*, rule: ReclaimRule, by: User) -> None:
    by.require(PoolVerb.CONFIGURE)
    with writing(by=by):
        rule.delete()
