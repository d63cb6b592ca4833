"""Which records are meant: some that were picked, or all that a filter finds, as it stands when they are changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists.query import BadQuery, parse
from kehu.foundation.lists.rows import matching
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

MOST_PICKED = 20_000
_NO_FILTERS = {"cursor", "limit", "sort", "columns", "view", "part"}


class CannotSelect(Refusal):
    """The filter does not fit the kind of record, or nothing is selected."""


@dataclass(frozen=True)
class Selection:
    """`ids` in their order, or `filter`: the parameters of a list by name. One of the two is given."""

    object_key: str
    ids: tuple[UUID, ...] | None = None
    filter: Mapping[str, list[str]] | None = None

    @classmethod
    def of_ids(cls, object_key: str, ids: Any) -> "Selection":
        found = tuple(dict.fromkeys(ids))[:MOST_PICKED]
        if not found:
            raise CannotSelect(_("Choose at least one record."))
        return cls(object_key, ids=found)

    @classmethod
    def of_link(cls, object_key: str, link: str) -> "Selection":
        """All records of a list, given what stands after the ? of its link."""
        given = QueryDict(link)
        return cls(object_key, filter={name: given.getlist(name) for name in given if name not in _NO_FILTERS})

    @classmethod
    def of_filter(cls, object_key: str, given: Mapping[str, Any]) -> "Selection":
        """From plain data: groups of conditions, or values by name. An empty one is refused."""
        if not given:
            raise CannotSelect(_("Say which records are meant."), field="filter")
        if (len(given) == 1 and next(iter(given)) in {"all", "any"}) or "field" in given:
            return cls(object_key, filter={"filter": [json.dumps(given)]})
        found = {}
        for name, value in given.items():
            if name in _NO_FILTERS:
                raise CannotSelect(_("There is no filter “%(name)s” here.") % {"name": name}, field="filter")
            values = value if isinstance(value, list) else [value]
            found[name] = [("yes" if one else "no") if isinstance(one, bool) else str(one) for one in values]
        return cls(object_key, filter=found)

    @classmethod
    def from_data(cls, object_key: str, data: Mapping[str, Any]) -> "Selection":
        if "ids" in data:
            return cls(object_key, ids=tuple(UUID(one) for one in data["ids"]))
        return cls(object_key, filter=data["filter"])

    def as_data(self) -> dict[str, Any]:
        """The inverse of `from_data`."""
        if self.ids is not None:
            return {"ids": [str(one) for one in self.ids]}
        return {"filter": dict(self.filter or {})}

    def rows(self, by: User) -> Any:
        """Those that the user sees, without order. Raises CannotSelect, PermissionMissing."""
        if self.ids is not None:
            kind = registry.get(self.object_key)
            by.require(kind.view)
            return kind.model_class._default_manager.all().visible_to(by).filter(pk__in=self.ids).order_by()  # type: ignore[attr-defined]
        from kehu.foundation.lists.pages import plan_of

        try:
            return matching(parse(self.filter, plan_of(registry.get(self.object_key)), by), by)[0]
        except BadQuery as problem:
            raise CannotSelect(problem.message, field="filter") from problem

    def take(self, by: User, after: str, size: int) -> list[UUID]:
        """The next ids after one of them, in an order that changes of the records do not disturb."""
        if self.ids is not None:
            start = self.ids.index(UUID(after)) + 1 if after else 0
            return list(self.ids[start : start + size])
        rows = self.rows(by)
        found = rows.filter(pk__gt=after) if after else rows
        return list(found.order_by("pk").values_list("pk", flat=True)[:size])

    def count(self, by: User) -> int:
        return len(self.ids) if self.ids is not None else int(self.rows(by).count())

    def is_more_than(self, number: int, by: User) -> bool:
        """Whether it has more records than `number`, found out without counting them all."""
        if self.ids is not None:
            return len(self.ids) > number
        return len(self.rows(by).values("pk")[: number + 1]) > number
