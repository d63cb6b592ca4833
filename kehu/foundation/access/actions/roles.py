"""Making, changing and dropping roles."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldRule, Role, RoleAssignment, Scope, User
from kehu.foundation.access.new_rights import Scopes
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.verbs import all_verbs
from kehu.foundation.audit.writing import writing
from kehu.foundation.realtime import push
from kehu.foundation.refusals import Refusal


class RoleRefused(Refusal):
    """The role cannot be like this."""


def create(*, key: str, name: str, by: User, like: Role | None = None) -> Role:
    """A new role, with the rights of another one to begin with. Raises `RoleRefused`."""
    by.require(AccessVerb.MANAGE_ROLES)
    role = Role(key=key, name=name, verbs=like.verbs if like else [], scopes=like.scopes if like else {})
    try:
        with transaction.atomic(), writing(by=by):
            role.save(force_insert=True)
            rules = FieldRule.objects.filter(role=like) if like else []
            FieldRule.objects.bulk_create(
                FieldRule(role=role, object_key=rule.object_key, field=rule.field, access=rule.access) for rule in rules
            )
    except IntegrityError as taken:
        raise RoleRefused(_("There is a role with this key already."), field="key") from taken
    return role


def change(
    *, role: Role, name: str, description: str, verbs: Iterable[str], scopes: Scopes,
    field_rules: dict[tuple[str, str], str], by: User,
) -> Role:  # fmt: skip
    """Give a role exactly these rights; they hold from the next request of everyone who has it.

    The administrator keeps every right, so that nobody locks himself out. Raises `RoleRefused`.
    """
    by.require(AccessVerb.MANAGE_ROLES)
    if role.key == "administrator":
        raise RoleRefused(_("The administrator always has every right; make another role instead."))
    unknown = set(verbs) - set(all_verbs())
    if unknown:
        raise RoleRefused(_("There is no permission “%(name)s”.") % {"name": min(unknown)}, field="verbs")
    with writing(by=by):
        if name != role.label:
            role.name, role.is_builtin = name, False
        role.description = description
        if _differs(role, set(verbs), scopes, field_rules):
            role.edited_at = timezone.now()
        role.verbs, role.scopes = sorted(verbs), {**role.scopes, **scopes}
        role.known_verbs = sorted({*role.known_verbs, *role.verbs})
        role.save()
        _set_field_rules(role, field_rules)
        for user_id in RoleAssignment.objects.filter(role=role).values_list("user_id", flat=True):
            push.close_connections_of(str(user_id))
    return role


def delete(*, role: Role, by: User) -> None:
    """Raises `RoleRefused` for a built-in role and for one that somebody has."""
    by.require(AccessVerb.MANAGE_ROLES)
    if role.is_builtin:
        raise RoleRefused(_("Built-in roles stay; take them from everyone instead."))
    try:
        with transaction.atomic(), writing(by=by):
            role.delete()
    except ProtectedError as used:
        raise RoleRefused(_("Somebody still has this role.")) from used


def _differs(role: Role, verbs: set[str], scopes: Scopes, rules: dict[tuple[str, str], str]) -> bool:
    """Whether these are other rights than the role has; from then on it does not follow the product by itself."""
    held = {(rule.object_key, rule.field): rule.access for rule in role.field_rules.all()}
    as_usual = role.scopes.get("*") or {}
    reaching = any(
        scope != (role.scopes.get(kind) or as_usual).get(reach, Scope.NONE)
        for kind, reaches in scopes.items()
        for reach, scope in reaches.items()
    )
    return reaching or verbs != set(role.verbs) or rules != held


def _set_field_rules(role: Role, wanted: dict[tuple[str, str], str]) -> None:
    held = {(rule.object_key, rule.field): rule for rule in role.field_rules.all()}
    for key, rule in held.items():
        if key not in wanted:
            rule.delete()
        elif rule.access != wanted[key]:
            rule.access = wanted[key]
            rule.save(update_fields=["access"])
    FieldRule.objects.bulk_create(
        FieldRule(role=role, object_key=key[0], field=key[1], access=access)
        for key, access in wanted.items()
        if key not in held
    )
