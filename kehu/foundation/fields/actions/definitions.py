"""Defining, changing and retiring custom fields."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.permissions import FieldVerb
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS = 200


class DefinitionRefused(Refusal):
    """The field cannot be defined like this."""


def define(
    *, object_key: str, key: str, kind: str, labels: dict[str, str], by: User, **further: Any
) -> FieldDefinition:
    """Add a field to an object; it is there at once in forms, lists, filters, import, export and API.

    `further`: help_text, required, default, choices, reference, visible_to_roles, position. Raises `DefinitionRefused`.
    """
    by.require(FieldVerb.MANAGE)
    definition = FieldDefinition(object_key=object_key, key=key, kind=kind, labels=labels, **further)
    _check(definition)
    if FieldDefinition.objects.filter(object_key=object_key).count() >= MOST_FIELDS:
        raise DefinitionRefused(_("An object can have %(most)s fields at most.") % {"most": MOST_FIELDS})
    try:
        with transaction.atomic(), writing(by=by):
            definition.save(force_insert=True)
    except IntegrityError as taken:
        raise DefinitionRefused(_("There is already a field with this key."), field="key") from taken
    return definition


def change(*, definition: FieldDefinition, changes: dict[str, Any], by: User) -> FieldDefinition:
    """Change anything but object, key and kind, which stored values depend on. Raises `DefinitionRefused`."""
    by.require(FieldVerb.MANAGE)
    fixed = {"object_key", "key", "kind"} & set(changes)
    if fixed:
        raise DefinitionRefused(_("Object, key and kind of a field cannot be changed."), field=min(fixed))
    for name, value in changes.items():
        setattr(definition, name, value)
    _check(definition)
    with writing(by=by):
        definition.save(update_fields=list(changes))
    return definition


def retire(*, definition: FieldDefinition, by: User) -> None:
    """Take the field off every form and list; its stored values stay and come back when it is made active again."""
    change(definition=definition, changes={"is_active": False}, by=by)


def _check(definition: FieldDefinition) -> None:
    kind = registry.find(definition.object_key)
    if kind is None or not kind.custom_fields:
        raise DefinitionRefused(_("This object cannot have fields of your own."), field="object_key")
    if not KEY.fullmatch(definition.key):
        raise DefinitionRefused(
            _("A key begins with a letter and has small letters, digits and underscores only."), field="key"
        )
    if not any(str(text).strip() for text in definition.labels.values()):
        raise DefinitionRefused(_("Give the field a name."), field="labels")
    chooses = definition.kind in {FieldDefinition.Kind.CHOICE, FieldDefinition.Kind.CHOICES}
    values = [choice.get("value") for choice in definition.choices]
    if chooses and (not values or not all(values) or len(set(values)) != len(values)):
        raise DefinitionRefused(_("List each choice once."), field="choices")
    if definition.kind == FieldDefinition.Kind.REFERENCE and registry.find(definition.reference) is None:
        raise DefinitionRefused(_("Say which object the reference leads to."), field="reference")
