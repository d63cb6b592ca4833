"""/users, /teams, /departments, /me: who works here."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from kehu.foundation.access.actions import teams as team_actions
from kehu.foundation.access.models import Department, Team, TeamMember, User
from kehu.foundation.access.reader import reader
from kehu.foundation.access.verbs import all_verbs
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Objects, Resource, named
from kehu.foundation.api.schemas import Input
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType

users, teams, departments, me = Router(), Router(), Router(), Router()

# Names of colleagues are for everybody who works here: tasks are given to them, records shared with them.
USERS = Resource(
    "users", "user",
    Plan(ObjectType(
        key="user", model="access.User", label=_("User"), label_plural=_("Users"), icon="user", view="",
        fields=(
            registry.Field("name", _("Name"), sortable=True), registry.Field("email", _("E-mail")),
            registry.Field("phone", _("Phone")), registry.Field("job_title", _("Job title")),
            registry.Field("department", _("Department"), Kind.REFERENCE, reference="department"),
            registry.Field("manager", _("Manager"), Kind.REFERENCE, reference="user"),
            registry.Field("is_active", _("Active"), Kind.BOOLEAN),
        )), default_sort="name"),
    rows=lambda _user: User.objects.filter(is_system=False),
)  # fmt: skip
DEPARTMENTS = Resource(
    "departments", "department",
    Plan(ObjectType(
        key="department", model="access.Department", label=_("Department"), label_plural=_("Departments"), icon="",
        view="",
        fields=(
            registry.Field("name", _("Name")),
            registry.Field("parent", _("Belongs to"), Kind.REFERENCE, reference="department"),
            registry.Field("head", _("Head"), Kind.REFERENCE, reference="user"),
        ))),
    rows=lambda _user: Department.objects.all(),
)  # fmt: skip


def _members(found: Objects, _user: User) -> None:
    members: dict[UUID, list[UUID]] = {one["id"]: [] for one in found}
    rows = TeamMember.objects.filter(team__in=members).order_by("pk").values_list("team_id", "user_id")
    for team, user in rows:
        members[team].append(user)
    for one in found:
        one["members"] = members[one["id"]]


TEAMS = Resource(
    "teams", "team",
    Plan(ObjectType(
        key="team", model="access.Team", label=_("Team"), label_plural=_("Teams"), icon="users-group", view="",
        fields=(registry.Field("name", _("Name")), registry.Field("description", _("Description"), Kind.LONG_TEXT)))),
    rows=lambda _user: Team.objects.all(), shape=_members,
)  # fmt: skip
USERS.read_by(users)
DEPARTMENTS.read_by(departments)
TEAMS.read_by(teams)


class TeamBody(Input):
    """A team with exactly these members."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=2000)] = ""
    members: Annotated[list[UUID], Field(max_length=1000)] = []


@teams.post("", response={201: TEAMS.schema})
def create_team(request: HttpRequest, payload: TeamBody) -> HttpResponse:
    """Make a team."""
    made = team_actions.save_team(by=reader(request), **_team(payload))
    return TEAMS.written(request, made.pk, 201)


@teams.patch("/{record_id}", response=TEAMS.schema)
def change_team(request: HttpRequest, record_id: UUID, payload: TeamBody) -> HttpResponse:
    """Give a team this name and exactly these members."""
    with TEAMS.changing(request, record_id) as team:
        team_actions.save_team(team=team, by=reader(request), **_team(payload))
    return TEAMS.written(request, record_id)


@teams.delete("/{record_id}", response={204: None})
def delete_team(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Dissolve a team; its members and their records stay."""
    with TEAMS.changing(request, record_id) as team:
        team_actions.delete_team(team=team, by=reader(request))
    return nothing()


def _team(payload: TeamBody) -> dict[str, Any]:
    members = [named(User.objects.filter(is_active=True), one, "members") for one in payload.members]
    return {"name": payload.name, "description": payload.description, "members": members}


class Me(BaseModel):
    """Who calls, and what he may do with the token he calls with."""

    id: UUID
    name: str
    email: str
    language: str
    time_zone: str
    roles: list[str]
    permissions: list[str]


@me.get("", response=Me)
def read_me(request: HttpRequest) -> HttpResponse:
    """Who you are, and what you may do."""
    user = reader(request)
    return answer({
        "id": user.pk, "name": user.name, "email": user.email, "language": user.language, "time_zone": user.time_zone,
        "roles": [role.key for role in user.grants.roles],
        "permissions": sorted(verb for verb in all_verbs() if user.may(verb)),
    })  # fmt: skip


ROUTERS = (
    ("/me", "People", me), ("/users", "People", users), ("/teams", "People", teams),
    ("/departments", "People", departments),
)  # fmt: skip
