"""The kinds that the company made in the OpenAPI document: each with addresses, filters and fields of its own, beside
the addresses that hold for any kind.
"""

import copy
from dataclasses import replace
from typing import Any

from django.db.models import Count, Max

from kehu.foundation.api import document
from kehu.foundation.custom_objects import loading
from kehu.foundation.custom_objects.api import resource_of
from kehu.foundation.custom_objects.models import PREFIX
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import as_fields, definitions
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

GENERAL = "/api/v1/objects/{kind}"
_TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"}, "money": {"type": "number"}, "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"}, "reference": {"type": "string", "format": "uuid"},
}  # fmt: skip


def version() -> Any:
    """Changes whenever the document would: kinds and their fields."""
    if not any(one.made for one in registry.all_objects()):
        return loading.changes()
    fields = FieldDefinition.objects.filter(object_key__startswith=PREFIX)
    return (loading.changes(), *fields.aggregate(number=Count("pk"), last=Max("updated_at")).values())


def complete(found: dict[str, Any]) -> None:
    """Add the addresses of every kind to the document."""
    for kind in registry.all_objects():
        if kind.made is not None:
            found["components"]["schemas"][_name(kind)] = _schema(kind, found["components"]["schemas"]["RecordOut"])
            for path, operations in list(found["paths"].items()):
                if path.startswith(GENERAL):
                    own = path.replace("{kind}", kind.address_words[0])
                    found["paths"][own] = {method: _own(one, kind) for method, one in operations.items()}


def _own(operation: dict[str, Any], kind: ObjectType) -> dict[str, Any]:
    made = copy.deepcopy(operation)
    word = kind.address_words[0]
    made["operationId"] = operation["operationId"].replace("of_kind", f"of_{word}")
    made["tags"] = [str(kind.label_plural)]
    made["parameters"] = [one for one in made["parameters"] if one["name"] != "kind"]
    if operation["operationId"] == "list_records_of_kind":
        collection = resource_of(kind)
        with_fields = replace(collection.plan, extra=tuple(as_fields(kind.key)))
        made["parameters"] += document.list_parameters(replace(collection, plan=with_fields))
    _refer(made, kind)
    return made


def _refer(part: Any, kind: ObjectType) -> None:
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(one, dict) and one.get("$ref") == "#/components/schemas/RecordOut":
            one["$ref"] = f"#/components/schemas/{_name(kind)}"
        _refer(one, kind)


def _schema(kind: ObjectType, general: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(general)
    made["title"] = _name(kind)
    properties = {one.key: {**_type(one), "description": one.label} for one in definitions(kind.key)}
    made["properties"]["custom"] = {"type": "object", "properties": properties}
    return made


def _type(one: FieldDefinition) -> dict[str, Any]:
    if one.kind == "choice":
        return {"type": "string", "enum": [choice["value"] for choice in one.choices]}
    if one.kind == "choices":
        return {"type": "array", "items": {"type": "string", "enum": [choice["value"] for choice in one.choices]}}
    return dict(_TYPES.get(one.kind, {"type": "string"}))


def _name(kind: ObjectType) -> str:
    return "".join(part.capitalize() for part in kind.address_words[0].split("_")) + "Record"
