"""What each role may do with a kind of record that the company made."""

from collections.abc import Mapping
from dataclasses import dataclass

from kehu.foundation.access.models import Role, RoleAssignment, Scope, User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.kinds import VERBS
from kehu.foundation.realtime import push


@dataclass(frozen=True)
class Right:
    """How far a role sees and changes records of a kind, and which further verbs it has (`create`, `delete`, …)."""

    view: str = Scope.NONE
    edit: str = Scope.NONE
    verbs: frozenset[str] = frozenset()


ADMINISTRATOR = Right(Scope.ALL, Scope.ALL, frozenset(VERBS))


def usual() -> dict[str, Right]:
    """What roles get if nobody says otherwise: who works with records sees all and changes his department's."""
    working = frozenset({"create", "delete"})
    return {
        "manager": Right(Scope.ALL, Scope.DEPARTMENT, working | {"export", "import"}),
        "sales": Right(Scope.ALL, Scope.OWN, working),
        "service": Right(Scope.ALL, Scope.OWN, working),
        "analyst": Right(Scope.ALL, Scope.NONE, frozenset({"export"})),
        "auditor": Right(Scope.ALL, Scope.NONE),
    }


def give(*, object_key: str, rights: Mapping[str, Right], by: User) -> None:
    """Let each role have exactly these rights over records of the kind; the administrator keeps all of them."""
    by.require(AccessVerb.MANAGE_ROLES)
    with writing(by=by):
        for role in Role.objects.select_for_update().order_by("pk"):
            right = ADMINISTRATOR if role.key == "administrator" else rights.get(role.key, Right())
            verbs = sorted({one for one in role.verbs if not _is_of(one, object_key)} | _verbs(object_key, right))
            scopes = {**role.scopes, object_key: {"view": str(right.view), "edit": str(right.edit)}}
            if (verbs, scopes) != (sorted(role.verbs), role.scopes):
                role.verbs, role.scopes = verbs, scopes
                role.save(update_fields=["verbs", "scopes"])
                for user_id in RoleAssignment.objects.filter(role=role).values_list("user_id", flat=True):
                    push.close_connections_of(str(user_id))


def take(*, object_key: str) -> None:
    """Nobody has a right over the kind any more."""
    for role in Role.objects.select_for_update().order_by("pk"):
        verbs = [one for one in role.verbs if not _is_of(one, object_key)]
        if verbs != role.verbs or object_key in role.scopes:
            role.verbs = verbs
            role.scopes.pop(object_key, None)
            role.save(update_fields=["verbs", "scopes"])


def given(object_key: str) -> dict[str, Right]:
    """What each role has, by its key."""
    found = {}
    for role in Role.objects.all():
        scopes = role.scopes.get(object_key) or role.scopes.get("*") or {}
        verbs = frozenset(one.partition(".")[2] for one in role.verbs if _is_of(one, object_key))
        found[role.key] = Right(scopes.get("view", Scope.NONE), scopes.get("edit", Scope.NONE), verbs)
    return found


def _verbs(object_key: str, right: Right) -> set[str]:
    """Whoever reaches records has the verb that goes with it, so that one choice is enough."""
    words = set(right.verbs) - {"view", "edit"}
    if right.view != Scope.NONE:
        words.add("view")
    if right.edit != Scope.NONE:
        words.add("edit")
    return {f"{object_key}.{word}" for word in words if word in VERBS}


def _is_of(verb: str, object_key: str) -> bool:
    return verb.startswith(f"{object_key}.")
