"""What is in the trash."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

PAGE = 50


def kinds(user: User) -> list[ObjectType]:
    """The kinds of record that have a trash and that the user may delete."""
    return [
        kind
        for kind in registry.all_objects()
        if kind.delete and user.may(kind.delete) and hasattr(kind.model_class, "deleted_at")
    ]


def in_trash(kind: ObjectType, user: User) -> Any:
    """The deleted records of a kind that the user may see, latest first; without those that are out of sight for
    another reason (`trash_leaves_out` of the model), such as customers that were merged.
    """
    model: Any = kind.model_class
    rows = model._default_manager.trashed_visible_to(user)
    left_out = getattr(model, "trash_leaves_out", None)
    return (rows.exclude(left_out) if left_out is not None else rows).order_by("-deleted_at", "-pk")


def old_in_trash(kind: ObjectType, before: Any, after: UUID | None, limit: int) -> list[UUID]:
    """The next records of a kind that were deleted before a moment, whoever may see them."""
    model: Any = kind.model_class
    rows = model._default_manager.filter(deleted_at__lt=before)
    left_out = getattr(model, "trash_leaves_out", None)
    rows = rows.exclude(left_out) if left_out is not None else rows
    found = rows.filter(pk__gt=after) if after else rows
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def named(rows: Any, kind: ObjectType, text: str) -> Any:
    """Those whose title, phone or mail has the text in it."""
    names = {field.name for field in rows.model._meta.concrete_fields}
    wanted = Q()
    for column in (kind.title, "phone", "email"):
        if column in names:
            wanted |= Q(**{f"{column}__icontains": text})
    return rows.filter(wanted)


def page_of(rows: Any, at: Any = None, pk: UUID | None = None) -> tuple[list[Any], Any]:
    """PAGE records after the one with this time and key, and the last of them if there are more."""
    if at and pk:
        rows = rows.filter(Q(deleted_at__lt=at) | Q(deleted_at=at, pk__lt=pk))
    found = list(rows.select_related("deleted_by")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
