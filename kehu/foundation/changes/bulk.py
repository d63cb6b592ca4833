"""Which kinds of record can be changed in bulk, and how; declared by their domains when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry


class Applied(Protocol):
    """What a batch came to: ids that changed and ids that were so already; refusals by place; places out of reach."""

    changed: list[UUID]
    same: list[UUID]
    refused: dict[int, Any]
    missing: list[int]


@dataclass(frozen=True)
class Changer:
    """`check` raises a Refusal or PermissionMissing before anything is touched; `apply` changes a batch of records in
    one transaction, those that the user may edit.
    """

    plan: Plan
    check: Callable[[dict[str, Any], User], None]
    apply: Callable[[list[UUID], dict[str, Any], User, UUID], Applied]


_changers: dict[str, Changer] = {}


def register(object_key: str, changer: Changer) -> None:
    _changers[object_key] = changer


def drop(object_key: str) -> None:
    _changers.pop(object_key, None)


def find(object_key: str) -> Changer | None:
    if object_key not in _changers:
        registry.find(object_key)  # a kind made in another process brings its changer along
    return _changers.get(object_key)
