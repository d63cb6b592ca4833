"""Whose figures somebody sees, and who stands above whom."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, Scope, TeamMember, User
from kehu.foundation.access.visibility import people_within

OBJECT = "forecast"


@dataclass(frozen=True)
class Person:
    """`superior` is who judges his forecast: his manager, else the head of his department."""

    id: UUID
    name: str
    superior: UUID | None
    department: UUID | None
    is_active: bool


@dataclass
class People:
    """Everybody whose figures the reader sees, by identifier, in the order of names; `all` when that is everybody."""

    everybody: bool
    known: dict[UUID, Person]
    below: dict[UUID | None, list[UUID]] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[UUID] | None:
        """For statements: None where nobody is left out."""
        return None if self.everybody else frozenset(self.known)

    def roots(self) -> list[UUID]:
        """Those whose superior the reader does not see."""
        return self.below.get(None, [])

    def under(self, top: UUID) -> Iterator[UUID]:
        """The person and everybody below him."""
        seen, waiting = {top}, [top]
        while waiting:
            one = waiting.pop()
            yield one
            fresh = [child for child in self.below.get(one, []) if child not in seen]
            seen.update(fresh)
            waiting += fresh

    def above(self, one: UUID) -> list[UUID]:
        """His superiors that the reader sees, the nearest first."""
        chain: list[UUID] = []
        now = self.known[one].superior if one in self.known else None
        while now in self.known and now not in chain and now is not None:
            chain.append(now)
            now = self.known[now].superior
        return chain


def seen_by(user: User, reach: str = "view") -> People:
    """People in the reach of his roles and everybody below them in the tree of managers. Two statements at most."""
    scope = user.grants.scope(OBJECT, reach)
    rows = User.objects.filter(is_system=False)
    columns = ("pk", "name", "manager_id", "department__head_id", "department_id", "is_active")
    found = {
        pk: Person(pk, name, _superior(pk, manager, head), department, active)
        for pk, name, manager, head, department, active in rows.order_by("name", "pk").values_list(*columns)
    }
    if scope != Scope.ALL:
        reached = set(people_within(user, scope))
        everyone = People(True, found, _below(found))
        kept = {one for top in reached for one in everyone.under(top)} if reached else set()
        found = {pk: person for pk, person in found.items() if pk in kept}
    return People(scope == Scope.ALL, found, _below(found))


def _superior(pk: UUID, manager: UUID | None, head: UUID | None) -> UUID | None:
    return manager or (head if head != pk else None)


def _below(known: dict[UUID, Person]) -> dict[UUID | None, list[UUID]]:
    """Children by superior. In a ring of superiors the first by name is a root, so that nobody is lost."""
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for pk, person in known.items():
        below[person.superior if person.superior in known else None].append(pk)
    tree = People(True, known, below)
    reached = {one for root in list(below[None]) for one in tree.under(root)}
    for pk in known:
        if pk not in reached:
            below[known[pk].superior].remove(pk)
            below[None].append(pk)
            reached |= set(tree.under(pk))
    return below


@dataclass(frozen=True)
class Circle:
    """A choice of people: everybody seen, oneself, a team, or a department with those below it. `people` is None where
    nobody is left out; `link` are the filters by which the list of opportunities shows theirs.
    """

    key: str
    label: str
    people: frozenset[UUID] | None
    link: tuple[tuple[str, str], ...] = ()


class Circles:
    """The circles a reader can choose from. Two statements, whatever is chosen."""

    def __init__(self, user: User, people: People):
        self.user, self.people = user, people

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(key, label): everybody, oneself, teams and departments in which the reader sees somebody."""
        chosen = [("", _("Everybody I see"))]
        if self.user.pk in self.people.known:
            chosen.append(("me", _("Only me")))
        if len(self.people.known) > 1:
            chosen += [(f"team:{pk}", name) for pk, (name, members) in self._teams.items() if members]
            staffed = {person.department for person in self.people.known.values()}
            inside = [one for one in self._departments.values() if one.pk in staffed]
            chosen += [(f"department:{one.pk}", "\u2003" * one.depth + one.name) for one in inside]
        return chosen

    def find(self, key: str) -> Circle:
        """The choice that a link names; an unknown one is everybody seen."""
        kind, _between, name = key.partition(":")
        pk = as_id(name)
        if key == "me" and self.user.pk in self.people.known:
            return Circle("me", _("Only me"), frozenset({self.user.pk}), (("owner", "me"),))
        if kind == "team" and pk in self._teams and self._teams[pk][1]:
            team, members = self._teams[pk]
            return Circle(key, team, members, tuple(("owner", str(one)) for one in sorted(members)))
        if kind == "department" and pk in self._departments:
            department = self._departments[pk]
            inside = {one.pk for one in self._departments.values() if one.path.startswith(department.path)}
            chosen = frozenset(one.id for one in self.people.known.values() if one.department in inside)
            if chosen:
                return Circle(key, department.name, chosen, (("owner.department", str(pk)),))
        return Circle("", _("Everybody I see"), self.people.ids)

    @cached_property
    def _departments(self) -> dict[UUID | None, Department]:
        return {one.pk: one for one in Department.objects.all()}

    @cached_property
    def _teams(self) -> dict[UUID | None, tuple[str, frozenset[UUID]]]:
        """By identifier the name, and the members whom the reader sees."""
        rows = TeamMember.objects.order_by("team__name", "team_id").values_list("team_id", "team__name", "user_id")
        found: dict[UUID | None, tuple[str, frozenset[UUID]]] = {}
        for pk, name, member in rows:
            before = found.get(pk, (name, frozenset()))[1]
            found[pk] = name, before | ({member} & self.people.known.keys())
        return found


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
