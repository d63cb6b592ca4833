"""The tree of territories: in its order, by name, what lies below one, and which are somebody's."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery

from kehu.customers.models import Territory, TerritoryMember
from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept

MINE = "my_territories"


def in_order() -> list[Territory]:
    """All of them, each followed by those below it; neighbours by their place, then by name. One statement."""
    children: dict[UUID | None, list[Territory]] = defaultdict(list)
    for one in _all():
        children[one.parent_id].append(one)
    found: list[Territory] = []
    waiting = children[None][::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children[one.pk][::-1]
    return found


@kept
def _all() -> QuerySet[Territory]:
    return Territory.objects.select_related("responsible", "manager", "team").order_by("position", "name", "id")


def below(ids: Iterable[UUID]) -> list[UUID]:
    """These and all below them."""
    wanted = list(ids)
    inside = Q(pk__in=wanted)
    for path in Territory.objects.filter(pk__in=wanted).values_list("path", flat=True):
        inside |= Q(path__startswith=path)
    return list(Territory.objects.filter(inside).values_list("pk", flat=True))


def way_to(one: Territory, known: dict[UUID, Territory]) -> list[Territory]:
    """From the root down to this territory."""
    return [known[pk] for part in one.path.split("/") if part and (pk := UUID(part)) in known]


def names_above() -> dict[UUID, str]:
    """By id what stands above a territory, "" for roots: "North / Henan"."""
    known = {one.pk: one for one in in_order()}
    return {pk: " / ".join(above.name for above in way_to(one, known)[:-1]) for pk, one in known.items()}


def offered(text: str) -> Iterable[tuple[Any, str, str]]:
    """(id, name, what is above it) of those whose name has this text, in the order of the tree."""
    above = names_above()
    wanted = text.casefold()
    return [(one.pk, one.name, above[one.pk]) for one in in_order() if wanted in one.name.casefold()]


def by_name() -> list[tuple[str, str]]:
    """(id, name); where several are called the same, with what is above them."""
    found, above = in_order(), names_above()
    namesakes = Counter(one.name.casefold() for one in found)
    return [
        (str(one.pk), one.name if namesakes[one.name.casefold()] == 1 else f"{above[one.pk]} / {one.name}".strip(" /"))
        for one in found
    ]


def places_of_people() -> dict[UUID, set[str]]:
    """By person the names of the territories where he is responsible or a member, and of all below. Two statements."""
    found: dict[UUID, set[str]] = defaultdict(set)
    known = in_order()
    seats = defaultdict(list)
    for territory, user in TerritoryMember.objects.values_list("territory_id", "user_id"):
        seats[territory].append(user)
    staff = {one.pk: [*seats[one.pk], *([one.responsible_id] if one.responsible_id else [])] for one in known}
    for one in known:
        for part in one.path.split("/")[:-1]:
            for user in staff.get(UUID(part), ()):
                found[user].add(one.name)
    return dict(found)


def names_around(territory_id: UUID | None) -> frozenset[str]:
    """The name of a territory and of those above it. One statement; nothing for no territory."""
    if territory_id is None:
        return frozenset()
    here = Territory.objects.filter(pk=territory_id).values("path")[:1]
    return frozenset(
        Territory.objects.order_by()
        .annotate(around=Subquery(here))
        .filter(around__startswith=F("path"))
        .values_list("name", flat=True)
    )


def of_person(user: User) -> list[UUID]:
    """Where he is responsible, manages, or is a member, and all below."""
    seats = TerritoryMember.objects.filter(user=user).values("territory")
    own = Territory.objects.filter(Q(responsible=user) | Q(manager=user) | Q(pk__in=seats))
    return below(own.values_list("pk", flat=True))
