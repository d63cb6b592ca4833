"""What one user may do: the union of his roles, narrowed by the API token he comes with."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from kehu.foundation.access.models import FieldAccess, Scope, User


class PermissionMissing(PermissionDenied):
    """The user sees the record but lacks the verb; the message names the permission and whom to ask."""

    def __init__(self, verb: str):
        from kehu.foundation.access.verbs import label

        self.verb = verb
        super().__init__(
            _("You need the permission “%(permission)s”. An administrator can give it to one of your roles.")
            % {"permission": label(verb)}
        )


class Grants:
    def __init__(self, user: "User"):
        self.user = user
        self.token_scopes: list[str] | None = None  # set by the API for requests that come with a token

    @cached_property
    def roles(self) -> list[Any]:
        return list(self.user.roles.all())

    @cached_property
    def verbs(self) -> frozenset[str]:
        return frozenset(verb for role in self.roles for verb in role.verbs)

    def may(self, verb: str) -> bool:
        if self.user.is_system:
            return True
        if not self.user.is_active or verb not in self.verbs:
            return False
        return self.token_scopes is None or any(_covers(scope, verb) for scope in self.token_scopes)

    def require(self, verb: str) -> None:
        if not self.may(verb):
            raise PermissionMissing(verb)

    def scope(self, object_key: str, reach: str = "view") -> "Scope":
        """The widest scope over all roles for `reach` ("view" or "edit") on an object."""
        from kehu.foundation.access.models import Scope

        if self.user.is_system:
            return Scope.ALL
        scopes = [Scope(_scope_of(role.scopes, object_key, reach)) for role in self.roles]
        return max(scopes, key=lambda scope: scope.width, default=Scope.NONE)

    def field_access(self, object_key: str, field: str, default: "FieldAccess") -> "FieldAccess":
        """The most generous rule of the user's roles; a role without a rule for the field gives `default`."""
        from kehu.foundation.access.models import FieldAccess

        if self.user.is_system:
            return FieldAccess.EDIT
        given = [self._field_rules.get((role.pk, object_key, field), default) for role in self.roles]
        return max((FieldAccess(one) for one in given), key=lambda one: one.width, default=default)

    @cached_property
    def _field_rules(self) -> dict[tuple[UUID, str, str], str]:
        rule = apps.get_model("access", "FieldRule")
        rows = rule.objects.filter(role__in=self.roles).values_list("role_id", "object_key", "field", "access")
        return {(role, object_key, field): access for role, object_key, field, access in rows}

    @cached_property
    def team_ids(self) -> list[UUID]:
        return list(self.user.memberships.values_list("team_id", flat=True))

    @cached_property
    def teammate_ids(self) -> list[UUID]:
        member = apps.get_model("access", "TeamMember")
        ids = member.objects.filter(team_id__in=self.team_ids).values_list("user_id", flat=True)
        return list({*ids, self.user.pk})

    @cached_property
    def department_people_ids(self) -> list[UUID]:
        """Everyone in the user's department and in those below it."""
        department = self.user.department
        if department is None:
            return [self.user.pk]
        people = type(self.user).objects.filter(department__path__startswith=department.path)
        return list({*people.values_list("pk", flat=True), self.user.pk})


def _covers(scope: str, verb: str) -> bool:
    return scope in {"*", verb} or (scope.endswith(".*") and verb.startswith(scope[:-1]))


def _scope_of(scopes: dict[str, Any], object_key: str, reach: str) -> str:
    for key in (object_key, "*"):
        if reach in scopes.get(key, {}):
            return str(scopes[key][reach])
    return "none"
