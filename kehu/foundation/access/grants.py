"""What one user may do: the union of his roles, narrowed by the API token he comes with."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kehu.foundation.access.standing import Standing, standing_of

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
        self._scopes: dict[tuple[str, str], Scope] = {}
        self.further: dict[Any, Any] = {}  # what other parts have read about him, kept as long as this is
        self._accesses: dict[tuple[str, str, FieldAccess], FieldAccess] = {}

    @cached_property
    def _standing(self) -> "Standing":
        return standing_of(self.user.pk)

    @property
    def roles(self) -> list[Any]:
        return self._standing.roles

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
        known = self._scopes.get((object_key, reach))
        if known is None:
            scopes = [Scope(_scope_of(role.scopes, object_key, reach)) for role in self.roles]
            known = self._scopes[object_key, reach] = max(scopes, key=lambda scope: scope.width, default=Scope.NONE)
        return known

    def field_access(self, object_key: str, field: str, default: "FieldAccess") -> "FieldAccess":
        """The most generous rule of the user's roles; a role without a rule for the field gives `default`."""
        from kehu.foundation.access.models import FieldAccess

        if self.user.is_system:
            return FieldAccess.EDIT
        known = self._accesses.get((object_key, field, default))
        if known is None:
            known = self._widest(object_key, field, default) if field in self._ruled_fields else default
            self._accesses[object_key, field, default] = known
        return known

    @cached_property
    def _ruled_fields(self) -> frozenset[str]:
        """Names of fields that some role has a rule for, of whatever object: there are few."""
        return frozenset(field for _role, _object_key, field in self._standing.field_rules)

    def _widest(self, object_key: str, field: str, default: "FieldAccess") -> "FieldAccess":
        rules = self._standing.field_rules
        given = [type(default)(rules.get((role.pk, object_key, field), default)) for role in self.roles]
        return max(given, key=lambda one: one.width, default=default)

    @property
    def team_ids(self) -> list[UUID]:
        return self._standing.team_ids

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
