"""A filter as data: conditions joined by all or any, as it is kept in links, saved views and change sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Condition:
    """One field, one operator (see operators.py), the values as they stand in a link."""

    field: str
    operator: str
    values: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {"field": self.field, "op": self.operator, "values": list(self.values)}

    @property
    def parameter(self) -> str:
        return self.field if self.operator == "is" else f"{self.field}.{self.operator}"


@dataclass(frozen=True)
class Group:
    """`joined` is all or any. The empty group that joins all lets every row through."""

    joined: str = "all"
    parts: tuple["Condition | Group", ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {self.joined: [part.as_data() for part in self.parts]}

    def conditions(self) -> Iterator[Condition]:
        for part in self.parts:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part.conditions()

    def __bool__(self) -> bool:
        return bool(self.parts)


DEEPEST = 5
MOST_PARTS = 50


def from_data(data: Any, depth: int = 0) -> Condition | Group:
    """The inverse of `as_data`. Raises ValueError for anything else."""
    if not isinstance(data, dict) or depth > DEEPEST:
        raise ValueError
    if "field" in data:
        values = data.get("values", [])
        if not isinstance(values, list) or not all(isinstance(one, str | int | float | bool) for one in values):
            raise ValueError
        return Condition(str(data["field"]), str(data.get("op", "is")), tuple(_as_text(one) for one in values))
    if len(data) != 1 or next(iter(data)) not in ("all", "any"):
        raise ValueError
    ((joined, parts),) = data.items()
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise ValueError
    return Group(joined, tuple(from_data(part, depth + 1) for part in parts))


def _as_text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
