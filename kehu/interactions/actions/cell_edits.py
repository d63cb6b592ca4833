"""Tasks and visits changed field by field, from lists, boards, calendars and pasted blocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import tasks, visits
from kehu.interactions.models import Task
from kehu.interactions.permissions import TaskVerb


class Required(Refusal):
    """A field that must say something was emptied."""


class ReasonForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why?"), max_length=300)


def update_task(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    """A change of `state` completes, cancels or reopens; all else is changed while the task is open."""
    task = visible_record(by, "task", record_id)
    rest = {key: value for key, value in changes.items() if key != "state"}
    if rest:
        tasks.update(task=task, changes=_values(rest, by), by=by, expected_version=version)
    if changes.get("state"):
        set_state(record_id, changes["state"], {}, by)


def set_state(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    """A card dropped on open, done or cancelled."""
    task, note = visible_record(by, "task", record_id), given.get("note", "")
    if task.state != value and value != Task.State.OPEN and not task.is_open:
        task = tasks.reopen(task=task, by=by)
    match value:
        case Task.State.DONE:
            tasks.complete(task=task, by=by, note=note)
        case Task.State.CANCELLED:
            tasks.cancel(task=task, by=by, reason=note)
        case _:
            tasks.reopen(task=task, by=by)


def state_gate(_record_id: UUID, value: str, _by: User) -> type[forms.Form] | None:
    """Whoever calls a task off says why."""
    return ReasonForm if value == Task.State.CANCELLED else None


def set_priority(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    tasks.update(task=visible_record(by, "task", record_id), changes=_values({"priority": value}, by), by=by)


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    tasks.update(task=visible_record(by, "task", record_id), changes=_values({"assignee": value}, by), by=by)


def move_task(record_id: UUID, start: datetime, _end: datetime | None, all_day: bool, by: User) -> None:
    """An entry of the calendar dragged to another time."""
    task = visible_record(by, "task", record_id)
    if task.all_day == all_day:
        tasks.postpone(task=task, due_at=start, by=by)
    else:
        tasks.update(task=task, changes={"due_at": start, "all_day": all_day}, by=by)


def update_visit(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    visits.update(
        visit=visible_record(by, "visit", record_id), changes=_values(changes, by), by=by, expected_version=version
    )


def move_visit(record_id: UUID, start: datetime, end: datetime | None, _all_day: bool, by: User) -> None:
    visits.reschedule(visit=visible_record(by, "visit", record_id), planned_start=start, planned_end=end, by=by)


def _values(changes: dict[str, Any], by: User) -> dict[str, Any]:
    """As the actions take them: people, customers and contacts as objects."""
    made = dict(changes)
    for key in {"assignee", "visitor"} & made.keys():
        made[key] = User.objects.filter(pk=made[key]).first() if made[key] else None
    if made.get("customer"):
        made["customer"] = Customer.objects.visible_to(by).filter(pk=made["customer"]).first()
    if made.get("contact"):
        made["contact"] = Contact.objects.visible_to(by).filter(pk=made["contact"]).first()
    for key in {"assignee", "visitor", "priority", "planned_start", "planned_end"} & made.keys():
        if made[key] in (None, ""):
            raise Required(_("This must not be empty."), field=key)
    if "priority" in made:
        if str(made["priority"]) not in {str(one) for one in Task.Priority.values}:
            raise Required(_("“%(value)s” is not one of the choices.") % {"value": made["priority"]}, field="priority")
        made["priority"] = int(made["priority"])
    for key in {"title", "notes", "repeat", "purpose", "place"} & made.keys():
        made[key] = str(made[key] or "").strip()
    return made


def connect() -> None:
    needs = {"assignee": str(TaskVerb.ASSIGN)}
    registry.register(Editor("task", update=update_task, closed=frozenset({"repeat"}), needs=needs))
    registry.register(Editor("visit", update=update_visit, closed=frozenset({"customer", "minutes", "next_step"})))
    many.register("task", leave_out={"title", "customer", "contact", "repeat", "remind_at"})
    many.register("visit", leave_out={"planned_start", "planned_end", "contact"})
