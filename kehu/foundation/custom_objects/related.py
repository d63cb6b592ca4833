"""What refers to a record: the lists on its page of records of kinds that the company made."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.custom_objects import links
from kehu.foundation.custom_objects.queries.definitions import references_to
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import rule
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.record_pages.panels import Panel

LONG = 8  # a list with more lines gets a tab
SHOWN = 8
COUNTED = 100


@dataclass(frozen=True)
class Related:
    """The records of `kind` whose field refers to a record."""

    kind: ObjectType
    field: FieldDefinition
    size: int = 0  # how many refer to the record, whoever sees them: decides only where the list stands

    @property
    def key(self) -> str:
        return f"related-{self.kind.key}-{self.field.key}"

    @property
    def title(self) -> str:
        """The kind; with the field where the same kind refers in several."""
        return _("%(objects)s (%(field)s)") % {"objects": self.kind.label_plural, "field": self.field.label}


def lists_of(object_key: str, user: User, record_id: UUID | None = None) -> list[Related]:
    """The lists that a page of this kind has for the user, with their sizes for a record; no statement where the
    company made no kind.
    """
    if not any(one.made for one in registry.all_objects()):
        return []
    found = []
    for one in references_to(object_key, _sizes(object_key, record_id) if record_id else None):
        kind = registry.find(one.object_key)
        if kind is not None and rule(one, user) != FieldAccess.HIDDEN and user.may(kind.view):
            found.append(Related(kind, one, getattr(one, "number", None) or 0))
    return found


def panels_of(object_key: str, user: User, record_id: UUID | None = None) -> list[Panel]:
    """A panel per list; one that is long for this record stands in a tab by itself."""
    lists = lists_of(object_key, user, record_id)
    kinds = [one.kind.key for one in lists]
    return [
        Panel(
            one.key, one.title if kinds.count(one.kind.key) > 1 else str(one.kind.label_plural),
            place="tabs" if one.size > LONG else "right", position=60 + place, icon=one.kind.icon,
        )
        for place, one in enumerate(lists)
    ]  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """The first records of a list, how many there are (`more`: at least), and where to see all and make another."""

    related: Related
    rows: list[tuple[UUID, str]]
    number: int
    more: bool
    all_address: str
    create_address: str


def lines_of(one: Related, object_key: str, record_id: UUID, user: User) -> Lines:
    table = links.table_of(object_key)
    linked = table._base_manager.filter(target=record_id, field=one.field.key).values("record")
    visible: Any = one.kind.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    rows = visible.filter(pk__in=linked)
    number = rows.values("pk")[: COUNTED + 1].count()
    shown = list(rows.order_by("-updated_at", "-pk").values_list("pk", "title")[:SHOWN])
    query = f"custom.{one.field.key}={record_id}"
    make = reverse("custom_objects:create", args=one.kind.address_words) if user.may(one.kind.create) else ""
    return Lines(
        one, shown, min(number, COUNTED), number > COUNTED, f"{one.kind.list_address}?{query}",
        f"{make}?{query}" if make else "",
    )  # fmt: skip


def _sizes(object_key: str, record_id: UUID) -> Any:
    """How many records refer to a record by a field, as an expression on the field's definition."""
    table = links.table_of(object_key)
    if table is None:
        return Value(0)
    rows = table._base_manager.filter(
        target=record_id, record__deleted_at=None, field=OuterRef("key"), record__object_key=OuterRef("object_key")
    )
    return Subquery(rows.order_by().values("target").annotate(number=Count("pk")).values("number"))
