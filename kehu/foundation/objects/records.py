"""Finding one record of any kind for a user, through the door of visibility."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.objects import registry


def visible_record(user: User, object_key: str, record_id: UUID) -> Any:
    """Raises `Http404` when there is no such record or the user may not see it."""
    kind = _kind(object_key)
    user.require(kind.view)
    return _one(kind.model_class._default_manager.visible_to(user), record_id)  # type: ignore[attr-defined]


def editable_record(user: User, object_key: str, record_id: UUID) -> Any:
    """Raises `Http404` when the user may not see the record, `PermissionMissing` when he may not change it."""
    record = visible_record(user, object_key, record_id)
    kind = _kind(object_key)
    user.require(kind.edit or kind.view)
    editable = kind.model_class._default_manager.editable_by(user)  # type: ignore[attr-defined]
    if not editable.filter(pk=record_id).exists():
        raise PermissionMissing(kind.edit or kind.view)
    return record


def title_of(record: models.Model) -> str:
    kind = registry.of_record(record)
    return str(getattr(record, kind.title)) if kind else str(record)


def _kind(object_key: str) -> registry.ObjectType:
    kind = registry.find(object_key)
    if kind is None:
        raise Http404
    return kind


def _one(rows: models.QuerySet[Any], record_id: UUID) -> Any:
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise Http404
    return record
