"""Putting customers into the territories that the rules say: new ones by themselves, all when somebody wants it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.coverage.first_match import seat
from kehu.coverage.models import TerritoryRule
from kehu.coverage.queries import territory_rules
from kehu.coverage.queries.staff import Staff, gives_owners, staff
from kehu.coverage.queries.territory_moves import belonging
from kehu.coverage.queries.territory_rules import CLEAR, KEEP
from kehu.customers.actions.bulk import Updated, update_many
from kehu.customers.entries import CustomerUpdate
from kehu.customers.models import Customer, Territory
from kehu.customers.permissions import CustomerVerb, TerritoryVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.refusals import Refusal

VERB = "territories"


class NothingToGoBy(Refusal):
    """There is no rule at work."""


def begin(*, by: User, pinned: bool = False, strays: str = KEEP) -> ChangeSet:
    """Assign all customers by the rules, as one change set that can be taken back; more than a thousand by a job with
    progress. `pinned` takes along who was put where he is by hand; `strays` says what becomes of those whom no rule
    fits. Raises NothingToGoBy, PermissionMissing.
    """
    given = {"pinned": pinned, "strays": strays}
    link = "" if pinned else "territory_pinned=no"
    return bulk_running.begin(
        selection=Selection.of_link("customer", link), verb=VERB, given=given, by=by,
        title=_("Customers assigned to territories"),
    )  # fmt: skip


def check(given: Mapping[str, Any], by: User) -> None:
    """Raises what stands against assigning at all."""
    by.require(TerritoryVerb.MANAGE)
    if gives_owners():
        by.require(CustomerVerb.ASSIGN)
    if not territory_rules.is_any():
        raise NothingToGoBy(_("There is no rule at work yet."))


def apply(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Assign a batch, in the running transaction of the change set."""
    rules = territory_rules.active()
    reached = Customer.objects.editable_by(by).filter(pk__in=ids)
    there = set(reached.filter(deleted_at=None).values_list("pk", flat=True))
    rows = reached if given.get("pinned") else reached.filter(territory_pinned=False)
    done = _move(rows, rules, given.get("strays") or KEEP, by, change_set.pk)
    missing = [one for one in ids if one not in there]
    settled = {*done.changed, *missing}
    return Applied(done.changed, [one for one in ids if one not in settled], missing=missing)


def place(ids: Sequence[UUID]) -> list[UUID]:
    """Give those of the customers a territory who have none and were not left without one by hand; returns who got one.
    The rules act, not a person.
    """
    rules = territory_rules.active()
    if not rules:
        return []
    by = User.objects.system()
    with writing(by=by):
        rows = Customer.objects.filter(pk__in=ids, territory=None, territory_pinned=False)
        return _move(rows, rules, KEEP, by, None).changed


def _move(rows: Any, rules: Sequence[TerritoryRule], strays: str, by: User, change_set: UUID | None) -> Updated:
    """In the order of their ids, which is the order of the turns."""
    found = belonging(rows, rules, strays).order_by("pk").values_list("pk", "territory_id", "owner_id", "belongs")
    moved = [(pk, owner, to) for pk, origin, owner, to in found if to != origin]
    if not moved:
        return Updated()
    people = _taking_turns({to for _pk, _owner, to in moved if to})
    updates = [CustomerUpdate(pk, changes=_changes(owner, to, people)) for pk, owner, to in moved]
    done = update_many(updates, by=by, change_set=change_set)
    for key, one in people.items():
        Territory.objects.filter(pk=key).exclude(turn=one.turn).update(turn=one.turn)
    return done


def _taking_turns(territories: Iterable[UUID]) -> dict[UUID, Staff]:
    """Who works there. Whoever deals out turns holds the territories until his transaction ends."""
    wanted = set(territories)
    list(Territory.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return {key: one for key, one in staff().items() if key in wanted}


def _changes(owner: UUID | None, to: UUID | None, people: dict[UUID, Staff]) -> dict[str, Any]:
    changes: dict[str, Any] = {"territory": to, "territory_pinned": False}
    here = people.get(to) if to else None
    if here is None:
        return changes
    if here.team:
        changes["team"] = here.team
    if here.takers and owner not in here.people:
        changes["owner"] = here.takers[seat(here.turn, 0, len(here.takers))]
        here.turn += 1
    return changes


__all__ = ["CLEAR", "KEEP", "VERB", "apply", "begin", "check", "place"]
