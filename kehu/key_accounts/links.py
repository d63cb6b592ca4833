"""Addresses of lists behind a number."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

MOST_VALUES = 200  # of one condition of a list


def list_of(address: str, customers: Sequence[UUID], asked: Iterable[tuple[str, Any]] = ()) -> str:
    """The list at `address` with only the records of these customers, and what else is asked: (parameter, value)."""
    words = [(key, str(value)) for key, value in asked]
    if len(customers) <= MOST_VALUES:
        return f"{address}?{urlencode([*words, *(('customer', str(one)) for one in customers)])}"
    parts = [customers[start : start + MOST_VALUES] for start in range(0, len(customers), MOST_VALUES)]
    return f"{address}?{urlencode({'filter': json.dumps(_tree(words, parts))})}"


def _tree(words: list[tuple[str, str]], parts: list[Sequence[UUID]]) -> dict[str, Any]:
    conditions: dict[tuple[str, str], list[str]] = {}
    for parameter, value in words:
        field, _dot, operator = parameter.partition(".")
        conditions.setdefault((field, operator or "is"), []).append(value)
    asked: list[Any] = [
        {"field": field, "op": operator, "values": values} for (field, operator), values in conditions.items()
    ]
    whose = [{"field": "customer", "op": "is", "values": [str(one) for one in part]} for part in parts]
    return {"all": [*asked, {"any": whose}]}
