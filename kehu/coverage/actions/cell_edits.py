"""Successors chosen in the list of records."""

from typing import Any
from uuid import UUID

from kehu.coverage.actions import preparing
from kehu.coverage.models import HandoverItem
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    item: HandoverItem = visible_record(by, "handover_item", record_id)
    preparing.give(items=[item], successor=User.objects.filter(pk=changes.get("successor") or None).first(), by=by)


def connect() -> None:
    registry.register(Editor("handover_item", update=update))
    many.register("handover_item")
