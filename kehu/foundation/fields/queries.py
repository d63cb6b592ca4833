"""Which custom fields an object has, and which of them a user may see."""

from collections.abc import Iterable

from django.db.models import QuerySet

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.database.kept import kept
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field, Kind

SORTABLE = {"text", "number", "money", "date", "choice", "boolean"}


@kept
def _active(object_keys: tuple[str, ...]) -> QuerySet[FieldDefinition]:
    return FieldDefinition.objects.filter(object_key__in=object_keys, is_active=True)


def definitions(object_key: str, user: User | None = None) -> list[FieldDefinition]:
    """The active fields of an object in the order of the form; only those `user` may see, if one is given."""
    found = _active((object_key,))
    return found if user is None else [one for one in found if rule(one, user) != FieldAccess.HIDDEN]


def definitions_of(object_keys: Iterable[str], user: User) -> dict[str, list[FieldDefinition]]:
    """Those of several objects that `user` may see, in one statement."""
    keys = list(object_keys)
    found: dict[str, list[FieldDefinition]] = {key: [] for key in keys}
    for one in _active(tuple(keys)):
        if rule(one, user) != FieldAccess.HIDDEN:
            found[one.object_key].append(one)
    return found


def rule(definition: FieldDefinition, user: User) -> FieldAccess:
    """What a user may do with a field: hidden from roles it does not name, else as the field rules of his roles say."""
    if user.is_system:
        return FieldAccess.EDIT
    if definition.visible_to_roles and not {role.key for role in user.grants.roles} & set(definition.visible_to_roles):
        return FieldAccess.HIDDEN
    return user.grants.field_access(definition.object_key, f"custom.{definition.key}", FieldAccess.EDIT)


def closed_to(user: User, found: list[FieldDefinition]) -> frozenset[str]:
    """The keys of those fields that a user may not write."""
    return frozenset(one.key for one in found if rule(one, user) != FieldAccess.EDIT)


def as_fields(object_key: str, user: User | None = None) -> list[Field]:
    """The custom fields in the form in which lists, filters, import, export and API know built-in ones.

    Their keys begin with `custom.`, their ORM path leads into the JSON column.
    """
    return [as_field(one) for one in definitions(object_key, user)]


def definition(object_key: str, key: str, user: User) -> FieldDefinition | None:
    """The active field with the key `custom.<key>`; None if there is none or the user does not see it."""
    found = FieldDefinition.objects.filter(
        object_key=object_key, is_active=True, key=key.removeprefix("custom.")
    ).first()
    return found if found and rule(found, user) != FieldAccess.HIDDEN else None


def as_field(definition: FieldDefinition) -> Field:
    return Field(
        key=f"custom.{definition.key}",
        label=definition.label,
        kind=Kind(definition.kind),
        source=f"custom__{definition.key}",
        choices=definition.choice_labels if definition.choices else None,
        reference=definition.reference,
        required=definition.required,
        sortable=definition.kind in SORTABLE and _is_small(definition.object_key),
    )


def _is_small(object_key: str) -> bool:
    """Whether lists can be sorted by values that no index keeps: those of kinds that the company made can."""
    kind = registry.find(object_key)
    return kind is not None and kind.made is not None
