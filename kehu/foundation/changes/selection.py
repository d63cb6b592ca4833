"""Which records are meant: some that were picked, or all that a filter finds.

What a filter finds is settled once, when the change begins (`pinned`): a record that comes to match while the work is
under way was not meant. `mark` tells whether a filter finds today what it found in the preview.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
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
MOST_PINNED = 10_000
"""Records of a filter that are remembered one by one; of more, up to which id they reached and how many they were."""
_NO_FILTERS = {"cursor", "limit", "sort", "columns", "view", "part"}


class CannotSelect(Refusal):
    """The filter does not fit the kind of record, or nothing is selected."""


@dataclass(frozen=True)
class Selection:
    """`ids` in their order, or `filter`: the parameters of a list by name; of a filter that is pinned the ids that it
    found or, where they were too many, the greatest of them as `upto`.
    """

    object_key: str
    ids: tuple[UUID, ...] | None = None
    filter: Mapping[str, list[str]] | None = None
    upto: UUID | None = None

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
        ids = tuple(UUID(one) for one in data["ids"]) if "ids" in data else None
        upto = UUID(data["upto"]) if data.get("upto") else None
        return cls(object_key, ids=ids, filter=data.get("filter"), upto=upto)

    def as_data(self) -> dict[str, Any]:
        """The inverse of `from_data`."""
        found: dict[str, Any] = {} if self.filter is None else {"filter": dict(self.filter)}
        if self.ids is not None:
            found["ids"] = [str(one) for one in self.ids]
        return found | ({"upto": str(self.upto)} if self.upto else {})

    def pinned(self, by: User) -> "Selection":
        """The records that are meant at this moment, whatever comes to match later."""
        if self.ids is not None or self.upto:
            return self
        rows = self.rows(by)
        ids = tuple(rows.order_by("pk").values_list("pk", flat=True)[: MOST_PINNED + 1])
        if len(ids) <= MOST_PINNED:
            return replace(self, ids=ids)
        return replace(self, upto=rows.order_by("-pk").values_list("pk", flat=True)[0])

    def mark(self, by: User) -> str:
        """A short text that is another when the selection is: the number of records and which they are. Of a filter
        that finds more than MOST_PINNED a change that leaves both their number and the last of them is not seen.
        """
        pinned = self.pinned(by)
        which = b"".join(one.bytes for one in pinned.ids or ((pinned.upto,) if pinned.upto else ()))
        return f"{pinned.count(by)}-{sha256(which).hexdigest()[:16]}"

    def rows(self, by: User) -> Any:
        """Those that the user sees, without order. Raises CannotSelect, PermissionMissing."""
        if self.ids is not None:
            kind = registry.get(self.object_key)
            by.require(kind.view)
            return kind.model_class._default_manager.all().visible_to(by).filter(pk__in=self.ids).order_by()  # type: ignore[attr-defined]
        from kehu.foundation.lists.pages import plan_of

        try:
            found = matching(parse(self.filter, plan_of(registry.get(self.object_key)), by), by)[0]
            return found.filter(pk__lte=self.upto) if self.upto else found
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
