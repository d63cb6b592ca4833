"""Which custom fields an object has, and which of them a user may see."""

from kehu.foundation.access.models import User
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects.registry import Field, Kind


def definitions(object_key: str, user: User | None = None) -> list[FieldDefinition]:
    """The active fields of an object in the order of the form; only those `user` may see, if one is given."""
    found = list(FieldDefinition.objects.filter(object_key=object_key, is_active=True))
    if user is None or user.is_system:
        return found
    roles = {role.key for role in user.grants.roles}
    return [one for one in found if not one.visible_to_roles or roles & set(one.visible_to_roles)]


def as_fields(object_key: str, user: User | None = None) -> list[Field]:
    """The custom fields in the form in which lists, filters, import, export and API know built-in ones.

    Their keys begin with `custom.`, their ORM path leads into the JSON column.
    """
    return [
        Field(
            key=f"custom.{one.key}",
            label=one.label,
            kind=Kind(one.kind),
            source=f"custom__{one.key}",
            choices=one.choice_labels if one.choices else None,
            reference=one.reference,
            required=one.required,
        )
        for one in definitions(object_key, user)
    ]
