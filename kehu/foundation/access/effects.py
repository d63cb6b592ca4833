"""What a change of settings would do, told before it is done: who gains and loses rights, what uses a thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.access.models import FieldAccess, FieldRule, Role, RoleAssignment, Scope
from kehu.foundation.access.new_rights import FieldRules, Scopes
from kehu.foundation.access.verbs import all_verbs
from kehu.foundation.objects import registry

CAPPED = 10_000


@dataclass(frozen=True)
class Effect:
    """One right; `gaining` and `losing` are how many people, those left out who have it through another role."""

    label: str
    gaining: int = 0
    losing: int = 0


def of_role(
    role: Role, verbs: Iterable[str], scopes: Scopes, field_rules: FieldRules | None = None
) -> tuple[int, list[Effect]]:
    """How many people have the role, and what they would gain or lose if it had these verbs, scopes and field rules;
    no `field_rules`: it keeps those it has.
    """
    people = set(RoleAssignment.objects.filter(role=role).values_list("user_id", flat=True))
    others = RoleAssignment.objects.filter(user__in=people).exclude(role=role).select_related("role")
    beside: dict[Any, list[Role]] = {one: [] for one in people}
    for held in others:
        beside[held.user_id].append(held.role)
    known, found = all_verbs(), []
    before, after = set(role.verbs), set(verbs)
    for verb in sorted(before ^ after):
        touched = sum(not any(verb in one.verbs for one in roles) for roles in beside.values())
        label = str(known[verb].label) if verb in known else verb
        found.append(Effect(label, gaining=touched) if verb in after else Effect(label, losing=touched))
    for key, reaches in scopes.items():
        found += [_of_scope(role, key, reach, new, beside) for reach, new in reaches.items()]
    if field_rules is not None:
        found += _of_fields(role, field_rules, beside)
    return len(people), [one for one in found if one.gaining or one.losing]


def _of_scope(role: Role, key: str, reach: str, new: str, beside: dict[Any, list[Role]]) -> Effect:
    old = _width(role, key, reach)
    wanted = Scope(new).width
    gaining = losing = 0
    for roles in beside.values():
        other = max((_width(one, key, reach) for one in roles), default=0)
        gaining += max(wanted, other) > max(old, other)
        losing += max(wanted, other) < max(old, other)
    kind = registry.find(key)
    words = _("sees %(what)s: %(how)s") if reach == "view" else _("changes %(what)s: %(how)s")
    label = words % {"what": kind.label_plural if kind else key, "how": Scope(new).label}
    return Effect(label, gaining, losing)


def _of_fields(role: Role, wanted: FieldRules, beside: dict[Any, list[Role]]) -> list[Effect]:
    """The most generous role of a person counts; without a rule the field's default holds."""
    concerned = {role.pk, *(one.pk for roles in beside.values() for one in roles)}
    rows = FieldRule.objects.filter(role__in=concerned).values_list("role_id", "object_key", "field", "access")
    rules = {(role_id, object_key, field): access for role_id, object_key, field, access in rows}
    places = {*wanted, *(place[1:] for place in rules if place[0] == role.pk)}
    found = []
    for object_key, key in sorted(places):
        kind = registry.find(object_key)
        field = kind.field(key) if kind else None
        usual = field.default_access if field else FieldAccess.EDIT
        old = FieldAccess(rules.get((role.pk, object_key, key), usual))
        new = FieldAccess(wanted.get((object_key, key), usual))
        gaining = losing = 0
        for roles in beside.values() if old != new else ():
            other = [FieldAccess(rules.get((one.pk, object_key, key), usual)).width for one in roles]
            before, after = max([old.width, *other]), max([new.width, *other])
            gaining, losing = gaining + (after > before), losing + (after < before)
        words = {"what": kind.label if kind else object_key, "field": field.label if field else key, "how": new.label}
        found.append(Effect(_("%(what)s, %(field)s: %(how)s") % words, gaining, losing))
    return found


def _width(role: Role, key: str, reach: str) -> int:
    given = role.scopes.get(key) or role.scopes.get("*") or {}
    return Scope(given.get(reach, "none")).width


def uses(row: models.Model) -> list[tuple[str, int]]:
    """(what, how many) for every kind of row that refers to this one, counted up to 10,000."""
    found: dict[str, int] = {}
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if relation.many_to_many or not model._meta.managed:
            continue
        number = model._base_manager.filter(**{relation.field.name: row.pk})[:CAPPED].count()
        if number:
            kind = registry.of_model(model)
            name = str(kind.label_plural if kind else getattr(model, "audit_label", "") or model._meta.verbose_name)
            found[name] = found.get(name, 0) + number
    return sorted(found.items(), key=lambda pair: -pair[1])


def told(found: list[tuple[str, int]]) -> str:
    """The uses in one sentence."""
    if not found:
        return _("Nothing uses it.")
    total = sum(number for _name, number in found)
    parts = ", ".join(_("%(what)s: %(num)s") % {"what": name, "num": number} for name, number in found)
    sentence = ngettext("%(num)s record uses it (%(parts)s).", "%(num)s records use it (%(parts)s).", total)
    return sentence % {"num": total, "parts": parts}
