"""What a new version of the product would give to roles that exist already.

A role whose rights nobody edited follows the product by itself (`builtin_roles.py`). To one that the company has made
its own, new verbs are offered: those that the product usually gives to it and about which nobody has decided yet. A
verb that was taken from a role by hand is known to it and is not offered again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kehu.foundation.access.models import Role
from kehu.foundation.access.verbs import defaults

ADMINISTRATOR = "administrator"
Scopes = dict[str, dict[str, str]]  # {object key: {"view": scope, "edit": scope}}
FieldRules = dict[tuple[str, str], str]  # {(object key, field): access}


@dataclass(frozen=True)
class Offer:
    """`scopes` and `field_rules` are those of kinds of record that are new to the role; they go with its verbs."""

    role: Role
    verbs: list[str]
    scopes: Scopes
    field_rules: FieldRules


def usual_verbs(key: str) -> set[str]:
    """What the product gives to a built-in role."""
    return {str(verb) for part in defaults("DEFAULTS", key) for verb in part}


def usual_scopes(key: str) -> Scopes:
    return {kind: dict(reaches) for part in defaults("SCOPES", key) for kind, reaches in part.items()}


def usual_rules(key: str) -> FieldRules:
    """What it shows of fields."""
    return {place: str(access) for part in defaults("FIELD_RULES", key) for place, access in part.items()}


def reaches(role: Role, kind: str) -> bool:
    """Whether the role has a scope of its own for this kind of record that reaches anything."""
    return any(scope != "none" for scope in role.scopes.get(kind, {}).values())


def offer_to(role: Role) -> Offer | None:
    """What is new for the role since somebody last decided about it; None if nothing is."""
    if role.key == ADMINISTRATOR or role.edited_at is None:
        return None
    verbs = sorted(usual_verbs(role.key) - set(role.known_verbs) - set(role.verbs))
    if not verbs:
        return None
    scopes = {kind: some for kind, some in usual_scopes(role.key).items() if kind not in role.scopes}
    kinds = {*scopes, *(verb.partition(".")[0] for verb in verbs)} - set(role.scopes)
    rules = {place: access for place, access in usual_rules(role.key).items() if place[0] in kinds}
    return Offer(role, verbs, scopes, rules)


def offers(roles: Iterable[Role] | None = None) -> list[Offer]:
    """One for each role that has something to decide about."""
    found = (offer_to(role) for role in (Role.objects.exclude(edited_at=None) if roles is None else roles))
    return [one for one in found if one is not None]


def count() -> int:
    """How many rights wait for a decision; the same right counts for each role."""
    return sum(len(one.verbs) for one in offers())
