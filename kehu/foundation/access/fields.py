"""What a user may do with single fields: the field rules of his roles, asked in one place."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal


class FieldClosed(Refusal):
    """The user's roles do not let him change this field."""


def access(user: User, object_key: str, field: str) -> FieldAccess:
    """Hidden, masked, read or edit; a field the registry does not know is open to who may see the record."""
    object_type = registry.find(object_key)
    declared = object_type.field(field) if object_type else None
    if declared is None:
        return user.grants.field_access(object_key, field, FieldAccess.EDIT)
    return access_to(user, object_key, declared)


def access_to(user: User, object_key: str, field: registry.Field) -> FieldAccess:
    """The same for a declared field, under its own rules and those it is `ruled_by`."""
    own = user.grants.field_access(object_key, field.key, field.default_access)
    if not field.ruled_by:
        return own
    other, _dot, key = field.ruled_by.partition(".")
    return min(own, access(user, other, key), key=lambda one: one.width)


def require_editable(user: User, object_key: str, fields: Iterable[str]) -> None:
    """Raises FieldClosed for the first of the fields that the user may not change."""
    for key in fields:
        if access(user, object_key, key) != FieldAccess.EDIT:
            object_type = registry.find(object_key)
            declared = object_type.field(key) if object_type else None
            label = declared.label if declared else key
            raise FieldClosed(
                _("Your roles do not let you change “%(field)s”. An administrator can change the field rules.")
                % {"field": label},
                field=key,
            )
