"""Putting a record into another lane of a board, or on another day of a calendar: the domain's own action does it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.lists.editing.values import stored
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.query import Plan
from kehu.foundation.refusals import Outdated, Refusal


class CannotMove(Refusal):
    """The cards of this board stay where they are."""


class MovedMeanwhile(Outdated):
    """The record is not any more where the user took it from."""


@dataclass(frozen=True)
class Step:
    """A record on its way from one lane to another."""

    record_id: UUID
    origin: str
    target: str


def gate(*, field: LaneField, step: Step, by: User) -> type[forms.Form] | None:
    """What must be asked before the record may go there."""
    return field.gate(step.record_id, step.target, by) if field.gate else None


def move(*, plan: Plan, field: LaneField, step: Step, given: dict[str, Any], by: User) -> None:
    """Raises Http404, PermissionDenied, MovedMeanwhile, and the refusals of the domain's action."""
    check(plan=plan, field=field, step=step, by=by)
    assert field.move is not None
    field.move(step.record_id, step.target, given, by)


def check(*, plan: Plan, field: LaneField, step: Step, by: User) -> None:
    """Whether the record may be taken from where it is."""
    if field.move is None:
        raise CannotMove(_("The cards of this board cannot be moved."))
    if field.verb:
        by.require(field.verb)
    column = plan.columns(by).get(field.field)
    if column is None:
        raise Http404
    now = stored(plan, [column], [step.record_id], by).get(step.record_id)
    if now is None:
        raise Http404
    if str(now[column.key] or "") != step.origin:
        raise MovedMeanwhile(_("Somebody else has moved this meanwhile."))
    require_reach(plan, step.record_id, by)


def reschedule(
    *, plan: Plan, calendar: Calendar, field: str = "", record_id: UUID, start: datetime, end: datetime | None,
    all_day: bool, by: User,
) -> None:  # fmt: skip
    """`field` is the one that the calendar is by, its first unless it can go by that. Raises Http404,
    PermissionDenied, and the refusals of the domain's action.
    """
    move = calendar.mover(calendar.start_of(plan.columns(by), field), by)
    if move is None:
        if calendar.verb:
            by.require(calendar.verb)
        raise CannotMove(_("The entries of this calendar cannot be moved."))
    require_reach(plan, record_id, by)
    move(record_id, start, end, all_day, by)


def require_reach(plan: Plan, record_id: UUID, by: User) -> None:
    """Raises Http404 for a record out of sight, OutOfReach for one that the user may see but not edit."""
    rows = plan.object_type.model_class._default_manager.all()
    record = rows.visible_to(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if record is None:
        raise Http404
    if not rows.editable_by(by).filter(pk=record_id).exists():  # type: ignore[attr-defined]
        raise OutOfReach(record)
