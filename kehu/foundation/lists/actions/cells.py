"""Changing fields of one record from wherever they are seen, so that nobody writes over what he has not seen."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from kehu.foundation.access.fields import FieldClosed
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing import registry
from kehu.foundation.lists.editing.inputs import NewReference
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.lists.editing.values import print_of, stored
from kehu.foundation.lists.query import Plan
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Outdated, Refusal

TRIES = 3


class Conflicting(Outdated):
    """Somebody else changed the same fields meanwhile; `fields` are their keys."""

    def __init__(self, fields: list[str]):
        super().__init__(_("Somebody else changed this meanwhile."), field=fields[0] if fields else "")
        self.fields = fields


class NotKnown(Refusal):
    """What a field is to refer to is not there, or not for this user's eyes."""


def change(
    *,
    plan: Plan,
    record_id: UUID,
    changes: dict[str, Any],
    by: User,
    seen: dict[str, str] | None = None,
    expected_version: int | None = None,
) -> None:
    """Give fields of a record new values through its domain's action.

    `seen` are prints of the values that the user had before him: a change of these very fields by somebody else raises
    Conflicting, a change of others does not. With `expected_version` any change since then does. Raises Http404 for a
    record out of sight, FieldClosed, PermissionDenied and the Refusals of the action.
    """
    editor = editor_of(plan)
    columns = editable_columns(plan, editor, list(changes), by)
    for attempt in range(TRIES):
        try:
            with writing(by=by):
                _change_once(plan, editor, columns, record_id, changes, by, seen, expected_version)
        except Conflicting:
            raise
        except Outdated:
            if expected_version is not None or attempt == TRIES - 1:
                raise Conflicting(list(changes)) from None
        else:
            return


def _change_once(
    plan: Plan,
    editor: Editor,
    columns: list[Column],
    record_id: UUID,
    changes: dict[str, Any],
    by: User,
    seen: dict[str, str] | None,
    expected_version: int | None,
) -> None:
    model = plan.object_type.model_class
    rows = model._default_manager.all().visible_to(by)  # type: ignore[attr-defined]
    version = rows.filter(pk=record_id).values_list("version", flat=True).first()
    if version is None:
        raise Http404
    if expected_version is not None and version != expected_version:
        raise Conflicting(list(changes))
    if seen:
        now = stored(plan, columns, [record_id], by).get(record_id, {})
        moved = [key for key, value in now.items() if key in seen and print_of(value) != seen[key]]
        if moved:
            raise Conflicting(moved)
    made = {one.key: referred(one, changes[one.key], by) for one in columns}
    editor.update(record_id, made, by, version)


def editor_of(plan: Plan) -> Editor:
    """Raises Http404 where records of the kind are not changed in place."""
    found = registry.find(plan.object_type.key)
    if found is None:
        raise Http404
    return found


def editable_columns(plan: Plan, editor: Editor, keys: list[str], by: User) -> list[Column]:
    """Raises FieldClosed for the first that the user may not change, Http404 for one that he does not see."""
    available = plan.columns(by)
    found = []
    for key in keys:
        column = available.get(key)
        if column is None:
            raise Http404
        if not editor.may_edit(column, by):
            raise FieldClosed(closed_sentence(column), field=key)
        found.append(column)
    return found


def closed_sentence(column: Column) -> str:
    return _("“%(field)s” cannot be changed here, or not by your roles.") % {"field": column.label}


def referred(column: Column, value: Any, by: User) -> Any:
    """The value to write: what is new is made, what is referred to must be in sight."""
    if isinstance(value, NewReference):
        return _made(column, value, by)
    if column.kind == Kind.REFERENCE and value and str(value) not in titles_of(column.field.reference, [value], by):
        raise NotKnown(_("This is not there any more, or not for you to see."), field=column.key)
    return value


def _made(column: Column, wanted: NewReference, by: User) -> UUID:
    editor = registry.find(column.field.reference)
    quick = next((one for one in editor.quick if one.key == wanted.kind and not one.within), None) if editor else None
    if quick is None or not wanted.name:
        raise NotKnown(_("Choose one from the list."), field=column.key)
    by.require(quick.verb)
    return quick.make(wanted.name, by)
