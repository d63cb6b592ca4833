"""The layouts of lists of kinds that the company made: what other lists declare follows here from the fields that the
kind has by now. Boards and calendars write through the same action as everything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.queries import definitions
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.registry import Editor, QuickCreate
from kehu.foundation.lists.layouts.base import TABLE, Layout
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar, Reschedule
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField, can_be_lanes
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import visible_record
from kehu.foundation.objects.registry import Kind, ObjectType

if TYPE_CHECKING:
    from kehu.foundation.lists.pages import ListPage

ON_A_CARD = 3


def layouts_of(object_key: str) -> tuple[Layout, ...]:
    return (TABLE, MadeBoard(object_key=object_key), MadeCalendar(object_key=object_key), Cards())


@dataclass(frozen=True)
class MadeBoard(Board):
    """Laid out by any choice of the kind, or by owner; cards move where the user may write the field."""

    object_key: str = ""

    def fits(self, page: "ListPage", user: User) -> bool:
        return bool(self.lane_fields(page.plan.columns(user)))

    def lane_fields(self, available: Mapping[str, Column]) -> list[LaneField]:
        fitting = [one for one in available.values() if can_be_lanes(one) and one.key != "created_by"]
        fitting.sort(key=lambda one: one.key == "owner")  # what the company invented says more than who has it
        return [self._lane_field(one) for one in fitting]

    def _lane_field(self, column: Column) -> LaneField:
        if column.access != FieldAccess.EDIT:
            return LaneField(column.key)
        return LaneField(column.key, move=partial(_move, self.object_key, column.key), verb=f"{self.object_key}.edit")

    def card_fields(self, page: "ListPage", user: User) -> tuple[str, ...]:
        chosen = user.preferences.get("cards", {}).get(page.object)
        if chosen:
            return super().card_fields(page, user)
        own = [key for key in page.columns_for(user) if key not in {"title", "updated_at"}]
        return tuple(own[:ON_A_CARD])


@dataclass(frozen=True)
class MadeCalendar(Calendar):
    """By any day of the kind, else by when its records were made or changed."""

    object_key: str = ""
    styles: tuple[str, ...] = (*Calendar.styles, "lists/board.css")  # of the bar that chooses the date

    def starts(self, available: Mapping[str, Column]) -> list[Column]:
        fitting = [one for one in available.values() if one.kind in (Kind.DATE, Kind.MOMENT) and not one.is_masked]
        return sorted(fitting, key=lambda one: not one.is_custom)

    def mover(self, column: Column, user: User) -> Reschedule | None:
        open_to = column.access == FieldAccess.EDIT and column.field.writable and user.may(f"{self.object_key}.edit")
        return partial(_reschedule, self.object_key, column.key) if open_to else None


def editor_of(object_type: ObjectType) -> Editor:
    """For cells, pasted blocks and the sheet of a conflict; with a way to make a record where another refers to it."""
    key = object_type.key
    label = lazy(lambda: _create_label(object_type), str)()
    made = QuickCreate("record", label, object_type.create, partial(_make, key), partial(_is_enough, key))
    return Editor(key, update=partial(_update, key), quick=(made,))


def _create_label(object_type: ObjectType) -> str:
    named = str(object_type.label).replace("%", "%%")
    return _("Create “%(name)s” (%(object)s)") % {"name": "%(name)s", "object": named}


def _move(object_key: str, field: str, record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    _update(object_key, record_id, {field: value or None}, by, None)


def _reschedule(
    object_key: str, field: str, record_id: UUID, start: datetime, _end: datetime | None, _whole: bool, by: User
) -> None:
    _update(object_key, record_id, {field: timezone.localdate(start)}, by, None)


def _update(object_key: str, record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    from kehu.foundation.custom_objects.actions import records

    record = visible_record(by, object_key, record_id)
    records.update(record=record, changes=changes, by=by, expected_version=version)


def _make(object_key: str, name: str, by: User) -> UUID:
    from kehu.foundation.custom_objects.actions import records

    found: UUID = records.create(object_key=object_key, values={"title": name}, by=by).pk
    return found


def _is_enough(object_key: str) -> bool:
    """Whether a record can be made of a name alone."""
    named = registry.get(object_key).field("title")
    missing = any(one.required and one.default in (None, "") for one in definitions(object_key))
    return named is not None and named.writable and not missing
