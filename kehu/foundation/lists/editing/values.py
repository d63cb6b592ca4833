"""What stands in a field, for telling whether it is still what somebody saw."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from kehu.foundation.access.models import User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.query import ListQuery, Plan
from kehu.foundation.lists.values import Row, Values, values_of_many

Raw = dict[str, Any]


def stored(plan: Plan, columns: Iterable[Column], ids: list[UUID], user: User) -> dict[UUID, Raw]:
    """The values of columns by key as the database has them, of those records that the user sees."""
    wanted = list(columns)
    single = [one for one in wanted if not one.is_many]
    paths = list(dict.fromkeys("custom" if one.is_custom else one.path for one in single))
    rows = plan.object_type.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    found: dict[UUID, Raw] = {}
    for pk, *values in rows.filter(pk__in=ids).order_by().values_list("pk", *paths):
        by_path = dict(zip(paths, values, strict=True))
        found[pk] = {one.key: _single(one, by_path) for one in single}
    for column in wanted:
        if column.is_many:
            many = values_of_many(column, list(found))
            for pk, row in found.items():
                row[column.key] = many[pk]
    return found


def _single(column: Column, by_path: Raw) -> Any:
    if column.is_custom:
        return (by_path["custom"] or {}).get(column.path.removeprefix("custom__"))
    return by_path[column.path]


def shown(plan: Plan, keys: Iterable[str], ids: list[UUID], user: User) -> dict[UUID, Row]:
    """The same as a list shows it, with labels and masks."""
    available = plan.columns(user)
    query = ListQuery(plan, available, tuple(key for key in keys if key in available))
    values = Values(query, user)
    rows = plan.object_type.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    raw = rows.filter(pk__in=ids).order_by().values_list("pk", *values.paths)
    return {row.id: row for row in values.rows([(one[0], one[1:]) for one in raw])}


def print_of(value: Any) -> str:
    """A short print of a value: equal prints, equal values."""
    if value is None or value == []:
        value = ""
    if isinstance(value, list | tuple):
        value = sorted(str(one) for one in value)
    text = json.dumps(value, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
