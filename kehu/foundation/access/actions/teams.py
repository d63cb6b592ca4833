"""Teams and the department tree."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, Team, TeamMember, User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal


class TeamRefused(Refusal):
    """The team cannot be like this."""


class DepartmentRefused(Refusal):
    """The department cannot stand there, or cannot go."""


def save_team(
    *, name: str, by: User, description: str = "", members: Iterable[User] = (), team: Team | None = None
) -> Team:
    """Make a team, or give an existing one this name and exactly these members. Raises `TeamRefused`."""
    by.require(AccessVerb.MANAGE_USERS)
    team = team or Team()
    team.name, team.description = name.strip(), description
    try:
        with transaction.atomic(), writing(by=by):
            team.save()
            wanted = {user.pk for user in members}
            TeamMember.objects.filter(team=team).exclude(user__in=wanted).delete()
            held = set(TeamMember.objects.filter(team=team).values_list("user_id", flat=True))
            TeamMember.objects.bulk_create(TeamMember(team=team, user_id=user) for user in sorted(wanted - held))
    except IntegrityError as taken:
        raise TeamRefused(_("There is a team of this name already."), field="name") from taken
    return team


def delete_team(*, team: Team, by: User) -> None:
    by.require(AccessVerb.MANAGE_USERS)
    with writing(by=by):
        team.delete()


def save_department(
    *, name: str, by: User, parent: Department | None = None, head: User | None = None,
    department: Department | None = None,
) -> Department:  # fmt: skip
    """Make a department, or move and rename one with all below it. Raises `DepartmentRefused` for a circle."""
    by.require(AccessVerb.MANAGE_USERS)
    department = department or Department()
    old = department.path
    new = f"{parent.path if parent else ''}{department.pk}/"
    if old and parent and parent.path.startswith(old):
        raise DepartmentRefused(_("A department cannot belong to itself or to one below it."), field="parent")
    department.name, department.parent, department.head, department.path = name.strip(), parent, head, new
    with writing(by=by):
        below = list(Department.objects.filter(path__startswith=old).exclude(pk=department.pk)) if old else []
        department.save()
        if old and old != new:
            for one in below:
                one.path = new + one.path.removeprefix(old)
            Department.objects.bulk_update(below, ["path"])
    return department


def delete_department(*, department: Department, by: User) -> None:
    """Raises `DepartmentRefused` while people or other departments belong to it."""
    by.require(AccessVerb.MANAGE_USERS)
    try:
        with transaction.atomic(), writing(by=by):
            department.delete()
    except ProtectedError as used:
        raise DepartmentRefused(_("People or departments still belong to it; move them first.")) from used
