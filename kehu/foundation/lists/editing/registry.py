"""How records of each kind are changed field by field, as their domains declare it when they are ready:

    registry.register(Editor("task", update=update_task, needs={"assignee": TaskVerb.ASSIGN}))

Cells of lists, blocks pasted from a spreadsheet and the sheet that settles a conflict change records through this
door, which leads to the domain's own action.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.lists.columns import Column
from kehu.foundation.objects import registry as objects
from kehu.foundation.objects.registry import Kind

# (record, changes by field key, who, version that the user saw or None)
Update = Callable[[UUID, dict[str, Any], User, int | None], Any]


@dataclass(frozen=True)
class QuickCreate:
    """A record made in passing from a name alone, inside a field that refers to it. `label` has `%(name)s`.

    `fits` says whether a name is enough just now. With `within` it can only be made as part of another record: that of
    the field of this name in the same form, whose id `make` gets as a third argument.
    """

    key: str
    label: Any
    verb: str
    make: Callable[..., UUID]
    fits: Callable[[], bool] = lambda: True
    within: str = ""


@dataclass(frozen=True)
class Editor:
    """`update` calls the domain's action with values by kind: text, Decimal, date, aware moment, bool, list of texts,
    UUID of a reference, None or "" for nothing. It raises a Refusal, Outdated, or PermissionDenied.

    `closed` are writable fields that this door does not take, `needs` rights beyond the kind's edit verb. `quick` are
    ways to make such a record where another refers to it.
    """

    object: str
    update: Update
    closed: frozenset[str] = frozenset()
    needs: Mapping[str, str] = field(default_factory=dict)
    quick: tuple[QuickCreate, ...] = ()

    def may_edit(self, column: Column, user: User) -> bool:
        """Whether the user may change this field of records that he can edit."""
        kind = objects.get(self.object)
        if column.access != FieldAccess.EDIT or not column.field.writable or column.via or column.key in self.closed:
            return False
        if column.is_many and column.kind != Kind.TAGS:
            return False
        needed = self.needs.get(column.key, "")
        return user.may(kind.edit or kind.view) and (not needed or user.may(needed))


def editable_keys(object_key: str, columns: Iterable[Column], user: User) -> frozenset[str]:
    """Which of the columns the user may change in records that he can edit."""
    editor = find(object_key)
    return frozenset(one.key for one in columns if editor.may_edit(one, user)) if editor else frozenset()


_editors: dict[str, Editor] = {}


def register(editor: Editor) -> Editor:
    """Registering again replaces the editor: a company's own objects change while the program runs."""
    _editors[editor.object] = editor
    return editor


def drop(object_key: str) -> None:
    """Records of the kind are not changed in place any more."""
    _editors.pop(object_key, None)


def makes(object_key: str, user: User) -> list[QuickCreate]:
    """What the user may make in passing in a field that refers to records of this kind."""
    editor = find(object_key)
    return [one for one in editor.quick if user.may(one.verb) and one.fits()] if editor else []


def find(object_key: str) -> Editor | None:
    return _editors.get(object_key)
