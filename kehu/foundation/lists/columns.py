"""What of an object a user may see as a column, filter by, and sort by: its own fields, what other domains know of it,
and the company's custom fields, each under the field rules of his roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kehu.foundation.access.fields import access_to
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.queries import as_fields
from kehu.foundation.objects.registry import Field, Kind, ObjectType

CUSTOM = "custom."


@dataclass(frozen=True)
class Column:
    """A field as one user sees it."""

    field: Field
    access: FieldAccess
    model: type[models.Model]

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def label(self) -> str:
        return str(self.field.label)

    @property
    def kind(self) -> Kind:
        return self.field.kind

    @property
    def is_custom(self) -> bool:
        return self.key.startswith(CUSTOM)

    @property
    def is_masked(self) -> bool:
        return self.access == FieldAccess.MASKED

    @property
    def path(self) -> str:
        """The ORM path of the raw value: of a foreign key its identifier."""
        if self.is_custom:
            return f"custom__{self.key.removeprefix(CUSTOM)}"
        target = self._hops[-1] if self._hops else None
        return f"{self.field.path}_id" if isinstance(target, models.ForeignKey) else self.field.path

    @cached_property
    def _hops(self) -> list[Any]:
        """The model fields along the path."""
        found, model = [], self.model
        for part in self.field.path.split("__"):
            try:
                hop = model._meta.get_field(part)
            except FieldDoesNotExist:
                break
            found.append(hop)
            model = hop.related_model or model
        return found

    @cached_property
    def is_many(self) -> bool:
        """Whether a record has several values, each in a row of another table."""
        return any(hop.one_to_many or hop.many_to_many for hop in self._hops)

    @property
    def first_hop(self) -> Any:
        """The relation to the table whose rows hold the values of a column with many."""
        return self._hops[0]

    @cached_property
    def target(self) -> Any:
        """The model field that holds the value; None for custom fields and computed paths."""
        return None if self.is_custom or not self._hops else self._hops[-1]

    @property
    def is_array(self) -> bool:
        return isinstance(self.target, ArrayField)

    @property
    def is_nullable(self) -> bool:
        return self.is_custom or self.target is None or any(getattr(hop, "null", True) for hop in self._hops)

    @property
    def holds_text(self) -> bool:
        return isinstance(self.target, models.CharField | models.TextField)

    @property
    def can_be_empty(self) -> bool:
        return self.is_many or self.is_array or self.is_nullable or (self.holds_text and self.target.blank)


def columns_of(object_type: ObjectType, user: User, extra: Iterable[Field] = ()) -> dict[str, Column]:
    """Every column the user may see, in the order of declaration, hidden ones left out."""
    fields = [*object_type.fields, *extra]
    if object_type.custom_fields:
        fields += as_fields(object_type.key, user)
    found = {}
    for field in fields:
        if field.import_only:
            continue
        access = access_to(user, object_type.key, field)
        if access != FieldAccess.HIDDEN:
            found[field.key] = Column(field, access, object_type.model_class)
    return found
