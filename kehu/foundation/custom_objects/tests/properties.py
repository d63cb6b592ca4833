"""A kind of record for tests: properties, with a few fields of every sort."""

from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.actions import definitions, records
from kehu.foundation.custom_objects.models import ObjectDefinition
from kehu.foundation.fields.actions import definitions as fields

KEY = "custom_property"


def make_property(by: User, **further: Any) -> ObjectDefinition:
    """Properties with area, district, kind and sold; no reference."""
    made = definitions.define(
        key="property", labels={"en": "Property", "zh-hans": "房产"},
        labels_plural={"en": "Properties", "zh-hans": "房产"}, icon="home", by=by, **further,
    )  # fmt: skip
    add_field(by, "area", "number", {"en": "Area", "zh-hans": "面积"})
    add_field(by, "district", "text", {"en": "District", "zh-hans": "区"})
    choices = [
        {"value": "flat", "labels": {"en": "Flat", "zh-hans": "公寓"}},
        {"value": "shop", "labels": {"en": "Shop"}},
    ]
    add_field(by, "use", "choice", {"en": "Use"}, choices=choices)
    add_field(by, "sold", "date", {"en": "Sold on"})
    return made


def add_field(by: User, key: str, kind: str, labels: dict[str, str], object_key: str = KEY, **further: Any) -> Any:
    return fields.define(object_key=object_key, key=key, kind=kind, labels=labels, by=by, **further)


def make_record(by: User, title: str = "Garden Court 5", **values: Any) -> Any:
    return records.create(object_key=KEY, values={"title": title, **values}, by=by)
