"""Kinds of record that are changed field by field can be changed in bulk the same way: one record after the other, each
in a savepoint, by the rules of its domain. Kinds of which there are very many bring a `Changer` of their own instead.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, Changes, Edit
from kehu.foundation.lists.editing import registry as editors
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field, Kind
from kehu.foundation.refusals import Refusal


class NotAField(Refusal):
    """There is no such field that could be changed, or the value does not fit it."""


def register(object_key: str, *, leave_out: Iterable[str] = ()) -> None:
    """Let the kind, whose Editor is registered, be changed in bulk; `leave_out` as in bulk.Changer."""

    def allow(keys: Iterable[str], by: User) -> None:
        _allow(object_key, list(keys), by)

    def check(changes: Changes, by: User) -> None:
        allow(changes, by)
        _values(object_key, changes)

    def apply(edits: list[Edit], by: User, _change_set: UUID) -> Applied:
        return _apply(object_key, edits, by)

    bulk.register(object_key, bulk.Changer(check, allow, apply, leave_out=frozenset(leave_out)))


def _allow(object_key: str, keys: list[str], by: User) -> None:
    kind, editor = registry.get(object_key), editors.find(object_key)
    by.require(kind.edit)
    for key in keys:
        declared = kind.field(key)
        known = (declared is not None and declared.writable) or key.startswith("custom.")
        if editor is None or not known or key in editor.closed:
            raise NotAField(_("There is no field “%(name)s” that could be set.") % {"name": key[:60]}, field=key)
        if key in editor.needs:
            by.require(editor.needs[key])
    require_editable(by, object_key, keys)


def _apply(object_key: str, edits: list[Edit], by: User) -> Applied:
    editor = editors.find(object_key)
    assert editor is not None
    rows: Any = registry.get(object_key).model_class._default_manager
    versions = dict(rows.filter(pk__in=[one.id for one in edits]).values_list("pk", "version"))
    found = Applied()
    for one in edits:
        try:
            with transaction.atomic():
                editor.update(one.id, _values(object_key, one.changes), by, None)
        except Refusal as refusal:
            found.refused[one.id] = refusal
        except (Http404, PermissionDenied):
            found.missing.append(one.id)
        else:
            found.changed.append(one.id)
    now = dict(rows.filter(pk__in=found.changed).values_list("pk", "version"))
    found.same = [key for key in found.changed if now.get(key) == versions.get(key)]
    found.changed = [key for key in found.changed if now.get(key) != versions.get(key)]
    return found


def _values(object_key: str, changes: Changes) -> dict[str, Any]:
    """Days and moments as such."""
    kind = registry.get(object_key)
    return {key: _value(kind.field(key), value) for key, value in changes.items()}


def _value(field: Field | None, value: Any) -> Any:
    if field is None or not isinstance(value, str) or not value or field.kind not in {Kind.DATE, Kind.MOMENT}:
        return value
    try:
        if field.kind == Kind.DATE:
            return date.fromisoformat(value)
        moment = parse_datetime(value)
    except ValueError:
        moment = None
    if moment is None:
        raise NotAField(_("“%(value)s” is not a date like 2026-01-31.") % {"value": value[:40]}, field=field.key)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
