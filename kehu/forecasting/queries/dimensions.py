"""By what quotas are set: persons, teams, departments, and what packages further out add (territories, products).

    dimensions.register(Dimension("territory", _("Territories"), rows=…, won=…))

in the AppConfig's `ready`: then the grid has a sheet for it, and its attainment is measured.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.forecasting.figures import NOTHING
from kehu.forecasting.models import Quota
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import credited, links
from kehu.forecasting.queries.people import People, Person, as_id, seen_by
from kehu.foundation.access.models import Department, Scope, Team, TeamMember, User

Won = dict[tuple[str, date], Decimal]
Behind = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Row:
    """A line of the grid. `within` is the (dimension, key) of the line whose parts it is one of."""

    dimension: str
    key: str
    label: str
    depth: int = 0
    within: tuple[str, str] | None = None


@dataclass(frozen=True)
class Dimension:
    """`rows(within)` are the lines of whom a user reaches; `won(keys, first, after)` what was won by key and month;
    `behind(keys, first, after)` gives for each key the filters of the list of these opportunities, if there are any.
    """

    key: str
    label: Any
    rows: Callable[["Within"], list[Row]]
    won: Callable[[Iterable[str], date, date], Won]
    behind: Callable[[Iterable[str], date, date], Behind] | None = None


_registered: dict[str, Dimension] = {}


def register(dimension: Dimension) -> None:
    _registered[dimension.key] = dimension


def all_dimensions() -> list[Dimension]:
    return list(_registered.values())


def find(key: str) -> Dimension | None:
    return _registered.get(key)


# -- who may enter what ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Within:
    """Whose quotas somebody may enter. Teams and departments are his if everybody in them is."""

    people: People
    departments: frozenset[str]
    teams: frozenset[str]

    def sellers(self) -> list[Person]:
        """Those who work here, may say what they will sell, and are in reach: whose quotas a sheet has lines for."""
        selling = User.objects.filter(is_active=True, roles__verbs__contains=[str(ForecastVerb.JUDGE)])
        known = self.people.known
        return [known[pk] for pk in selling.distinct().values_list("pk", flat=True) if pk in known]

    def holds(self, dimension: str, key: str) -> bool:
        if dimension == Quota.PERSON:
            return as_id(key) in self.people.known
        if dimension == Quota.DEPARTMENT:
            return key in self.departments
        if dimension == Quota.TEAM:
            return key in self.teams
        return self.people.everybody and dimension in _registered


def within_reach(user: User, reach: str = "edit") -> Within:
    people = seen_by(user, reach)
    departments, teams = Department.objects.all(), Team.objects.all()
    if not people.everybody:
        scope = user.grants.scope("forecast", reach)
        path = user.department.path if user.department and scope == Scope.DEPARTMENT else None
        departments = departments.filter(path__startswith=path) if path else departments.none()
        strangers = TeamMember.objects.exclude(user__in=list(people.known)).values("team")
        teams = teams.filter(members__in=list(people.known)).exclude(pk__in=strangers).distinct()
    return Within(people, _keys(departments), _keys(teams))


# -- the lines of the three that are there from the start --------------------------------------------------------------


def _department_rows(mine: Within) -> list[Row]:
    """The departments as a tree, each with its sellers; those without any below them are left out."""
    staff: dict[Any, list[Person]] = defaultdict(list)
    for person in mine.sellers():
        staff[person.department].append(person)
    rows: list[Row] = []
    roots = None
    known = [one for one in Department.objects.all() if str(one.pk) in mine.departments]
    staffed = [one.path for one in known if one.pk in staff]
    for one in known:
        if not any(path.startswith(one.path) for path in staffed):
            continue
        roots = one.depth if roots is None else roots
        depth = one.depth - roots
        above = (Quota.DEPARTMENT, str(one.parent_id)) if one.parent_id and depth else None
        rows.append(Row(Quota.DEPARTMENT, str(one.pk), one.name, depth, above))
        here = (Quota.DEPARTMENT, str(one.pk))
        rows += [Row(Quota.PERSON, str(person.id), person.name, depth + 1, here) for person in staff.pop(one.pk, [])]
    rows += [Row(Quota.PERSON, str(person.id), person.name) for rest in staff.values() for person in rest]
    return rows


def _team_rows(mine: Within) -> list[Row]:
    """The teams, each with its members."""
    sellers = {one.id: one for one in mine.sellers()}
    members: dict[UUID, list[Person]] = defaultdict(list)
    for team, person in TeamMember.objects.order_by("user__name", "user_id").values_list("team_id", "user_id"):
        if person in sellers:
            members[team].append(sellers[person])
    rows: list[Row] = []
    for one in Team.objects.order_by("name", "pk"):
        if str(one.pk) not in mine.teams:
            continue
        here = (Quota.TEAM, str(one.pk))
        rows.append(Row(*here, one.name))
        rows += [Row(Quota.PERSON, str(person.id), person.name, 1, here) for person in members[one.pk]]
    return rows


def _in_departments(keys: Iterable[str]) -> dict[UUID, list[str]]:
    """The departments that each person counts for."""
    paths = dict(Department.objects.filter(pk__in=list(keys)).values_list("path", "pk"))
    whose = User.objects.filter(department__isnull=False).values_list("pk", "department__path")
    return {person: [str(pk) for path, pk in paths.items() if own.startswith(path)] for person, own in whose}


def _in_teams(keys: Iterable[str]) -> dict[UUID, list[str]]:
    groups: dict[UUID, list[str]] = defaultdict(list)
    for team, person in TeamMember.objects.filter(team__in=list(keys)).values_list("team_id", "user_id"):
        groups[person].append(str(team))
    return groups


def _won_by_department(keys: Iterable[str], first: date, after: date) -> Won:
    return _grouped(_in_departments(keys), first, after)


def _won_by_team(keys: Iterable[str], first: date, after: date) -> Won:
    return _grouped(_in_teams(keys), first, after)


def _behind_department(keys: Iterable[str], first: date, after: date) -> Behind:
    return _of_people(_in_departments(keys), first, after)


def _behind_team(keys: Iterable[str], first: date, after: date) -> Behind:
    return _of_people(_in_teams(keys), first, after)


def _of_people(groups: dict[UUID, list[str]], first: date, after: date) -> Behind:
    """What the people of each group won, as filters; none for more people than an address holds."""
    people: dict[str, list[UUID]] = defaultdict(list)
    for person, keys in groups.items():
        for key in keys:
            people[key].append(person)
    won = list(links.closed_between(first, after, "won"))
    found = {key: list(links.credited_to(members)) for key, members in people.items()}
    return {key: [*who, *won] for key, who in found.items() if who}


def won_by_person(keys: Iterable[str], first: date, after: date) -> Won:
    people = [UUID(key) for key in keys]
    return _grouped({person: [str(person)] for person in people}, first, after)


def _grouped(groups: dict[UUID, list[str]], first: date, after: date) -> Won:
    """What persons won, added up for the keys that each of them counts for."""
    found: Won = defaultdict(lambda: NOTHING)
    for (person, month), figures in credited.by_person_and_month(first, after, list(groups)).items():
        for key in groups[person]:
            found[key, month] += figures.won
    return dict(found)


def _keys(rows: Any) -> frozenset[str]:
    return frozenset(str(pk) for pk in rows.values_list("pk", flat=True))


register(Dimension(Quota.DEPARTMENT, _("Departments"), _department_rows, _won_by_department, _behind_department))
register(Dimension(Quota.TEAM, _("Teams"), _team_rows, _won_by_team, _behind_team))
