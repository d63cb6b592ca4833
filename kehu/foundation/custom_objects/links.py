"""Which kinds of record may be referred to so that they can list what refers to them: a table each, with a real key.

A domain whose records may be referred to derives a model from `Link`, with a foreign key `target`, and registers it
when its app is ready: `links.register("customer", "customers.CustomerLink")`.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps

from kehu.foundation.custom_objects.models import PREFIX, CustomRecord
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry

_tables: dict[str, str] = {}


def register(object_key: str, model: str) -> None:
    _tables[object_key] = model


def table_of(object_key: str) -> Any:
    """The model of the links to records of a kind; None where nothing is kept of them."""
    if object_key.startswith(PREFIX):
        return apps.get_model("custom_objects", "RecordLink")
    return apps.get_model(_tables[object_key]) if object_key in _tables else None


def tables() -> list[Any]:
    return [apps.get_model("custom_objects", "RecordLink"), *(apps.get_model(one) for one in _tables.values())]


def refresh(object_key: str, ids: Iterable[UUID]) -> None:
    """Make the links of these records anew from the values of their fields, in the running transaction."""
    wanted = list(ids)
    fields = FieldDefinition.objects.filter(object_key=object_key, kind=FieldDefinition.Kind.REFERENCE)
    leading = {one.key: (table, one.reference) for one in fields if (table := table_of(one.reference))}
    for table in tables():
        table._base_manager.filter(record__in=wanted).delete()
    if not leading:
        return
    found: dict[Any, list[tuple[UUID, str, UUID, str]]] = defaultdict(list)
    for record_id, custom in CustomRecord._base_manager.filter(pk__in=wanted).values_list("pk", "custom"):
        for key, (table, reference) in leading.items():
            if custom.get(key):
                found[table].append((record_id, key, UUID(custom[key]), reference))
    for table, rows in found.items():
        there = _existing(rows)
        table._base_manager.bulk_create(
            [
                table(record_id=record, field=key, target_id=target)
                for record, key, target, _of in rows
                if target in there
            ]
        )


def _existing(rows: list[tuple[UUID, str, UUID, str]]) -> set[UUID]:
    """Those of the targets that are there at all: what was deleted for ever leaves its identifier behind."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for _record, _key, target, reference in rows:
        by_kind[reference].add(target)
    there: set[UUID] = set()
    for reference, targets in by_kind.items():
        kind = registry.find(reference)
        if kind is not None:
            there |= set(kind.model_class._base_manager.filter(pk__in=targets).values_list("pk", flat=True))
    return there
