"""What of an object a user may see as a column, filter by, and sort by: its own fields, what other domains know of it,
and the company's custom fields, each under the field rules of his roles.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.fields import access_to
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.queries import as_fields
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field, Kind, ObjectType

CUSTOM = "custom."
# What stands beside the people that records refer to; of registered objects it is their own fields.
OF_PEOPLE = (
    Field("department", gettext_lazy("Department"), Kind.REFERENCE, reference="department"),
    Field("manager", gettext_lazy("Manager"), Kind.REFERENCE, reference="user"),
    Field("job_title", gettext_lazy("Job title")),
)


@dataclass(frozen=True)
class Column:
    """A field as one user sees it. `via` is the reference that leads to the record whose field it is, where that is
    not the listed record itself: of "owner.department" it is the owner, and `model` that of users.
    """

    field: Field
    access: FieldAccess
    model: type[models.Model]
    via: "Column | None" = None

    @cached_property
    def key(self) -> str:
        return f"{self.via.key}.{self.field.key}" if self.via else self.field.key

    @property
    def label(self) -> str:
        own = str(self.field.label)
        return _("%(relation)s: %(field)s") % {"relation": self.via.label, "field": own} if self.via else own

    @property
    def inner(self) -> "Column":
        """The same field as a column of the record that `via` leads to."""
        return replace(self, via=None)

    @property
    def kind(self) -> Kind:
        return self.field.kind

    @cached_property
    def is_custom(self) -> bool:
        return self.field.key.startswith(CUSTOM)

    @property
    def is_masked(self) -> bool:
        return self.access == FieldAccess.MASKED

    @cached_property
    def path(self) -> str:
        """The ORM path of the raw value: of a foreign key its identifier."""
        if self.is_custom:
            return f"custom__{self.field.key.removeprefix(CUSTOM)}"
        target = self._hops[-1] if self._hops else None
        return f"{self.field.path}_id" if isinstance(target, models.ForeignKey) else self.field.path

    @cached_property
    def _hops(self) -> tuple[Any, ...]:
        return _hops_of(self.model, self.field.path)

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

    @cached_property
    def is_array(self) -> bool:
        return isinstance(self.target, ArrayField)

    @cached_property
    def is_nullable(self) -> bool:
        return self.is_custom or self.target is None or any(getattr(hop, "null", True) for hop in self._hops)

    @property
    def holds_text(self) -> bool:
        return isinstance(self.target, models.CharField | models.TextField)

    @property
    def can_be_empty(self) -> bool:
        return self.is_many or self.is_array or self.is_nullable or (self.holds_text and self.target.blank)


@lru_cache(maxsize=5000)
def _hops_of(model: type[models.Model], path: str) -> tuple[Any, ...]:
    """The model fields along a path."""
    found: list[Any] = []
    for part in path.split("__"):
        try:
            hop: Any = model._meta.get_field(part)
        except FieldDoesNotExist:
            break
        found.append(hop)
        model = hop.related_model or model
    return tuple(found)


class Columns(Mapping[str, Column]):
    """Every column a user may see. Those of records referred to ("owner.department") can be asked for and are listed by
    `related`, but are not among those one walks through.
    """

    def __init__(self, own: dict[str, Column], user: User):
        self._own, self._user = own, user
        self._related: dict[str, dict[str, Column]] = {}

    def __getitem__(self, key: str) -> Column:
        if key in self._own:
            return self._own[key]
        relation, dot, name = key.partition(".")
        if dot and relation in self._own:
            return self._of(relation)[f"{relation}.{name}"]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def but(self, changed: Mapping[str, Column]) -> "Columns":
        """The same with these in place of those of their keys; hidden ones go."""
        own = {**self._own, **changed}
        return Columns({key: one for key, one in own.items() if one.access != FieldAccess.HIDDEN}, self._user)

    def related(self) -> list[Column]:
        """One level of what the records referred to say of themselves."""
        return [column for key in self._own for column in self._of(key).values()]

    def _of(self, relation: str) -> dict[str, Column]:
        if relation not in self._related:
            via = self._own[relation]
            found = _columns_beyond(via, self._user)
            self._related[relation] = {column.key: column for column in found}
        return self._related[relation]


def _columns_beyond(via: Column, user: User) -> list[Column]:
    if via.kind != Kind.REFERENCE or via.is_custom or via.is_masked or via.is_many:
        return []
    if via.field.reference == "user":
        return [Column(one, FieldAccess.READ, User, via) for one in OF_PEOPLE]
    kind = registry.find(via.field.reference)
    if kind is None or (kind.view and not user.may(kind.view)):
        return []
    inside = columns_of(kind, user).values()
    return [replace(one, via=via) for one in inside if one.field.key != kind.title and not one.is_many]


def columns_of(object_type: ObjectType, user: User, extra: Iterable[Field] = ()) -> Columns:
    """Every column the user may see, in the order of declaration, hidden ones left out."""
    fields, model = [*object_type.fields, *extra], object_type.model_class
    if object_type.custom_fields:
        fields += as_fields(object_type.key, user)
    found = {}
    for field in fields:
        if field.import_only:
            continue
        access = access_to(user, object_type.key, field)
        if access != FieldAccess.HIDDEN:
            found[field.key] = _column(object_type.key, field, access, model)
    return Columns(found, user)


_made: dict[tuple[str, str, FieldAccess], Column] = {}


def _column(object_key: str, field: Field, access: FieldAccess, model: type[models.Model]) -> Column:
    """The same for all who see the field alike: what a column knows of its path is worked out once."""
    key = (object_key, field.key, access)
    known = _made.get(key)
    if known is None or known.field is not field or known.model is not model:
        known = _made[key] = Column(field, access, model)
    return known


def rows_seen(model: Any, user: User) -> Any:
    """The rows of a model that the user may see; people are seen by everybody."""
    rows = model._default_manager.all()
    return (rows if model is User else rows.visible_to(user)).order_by()
