"""Creating, assigning, completing and moving tasks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.fields.values import apart
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.interactions import events
from kehu.interactions.actions import activity, own_fields
from kehu.interactions.actions.rights import lock_editable, require_belonging, require_visible
from kehu.interactions.models import Interaction, Task, repeating
from kehu.interactions.permissions import TaskVerb

EDITABLE = {
    "title", "notes", "due_at", "all_day", "priority", "repeat", "remind_at", "customer", "contact", "assignee",
}  # fmt: skip


class NoTitle(Refusal):
    """A task says what to do."""


class NoDueTime(Refusal):
    """What repeats needs a first time."""


class Closed(Refusal):
    """The task is done or cancelled."""


class Inactive(Refusal):
    """The assignee does not work here any more."""


def create(
    *,
    title: str,
    by: User,
    assignee: User | None = None,
    due_at: datetime | None = None,
    all_day: bool = False,
    priority: int = Task.Priority.NORMAL,
    notes: str = "",
    customer: Customer | None = None,
    contact: Contact | None = None,
    repeat: str = "",
    remind_at: datetime | None = None,
    related_key: str = "",
    related_id: UUID | None = None,
    origin: Interaction | None = None,
    custom: dict[str, Any] | None = None,
) -> Task:
    """Give `assignee` (by default oneself) something to do. `due_at` of an `all_day` task may be any time of the day,
    `custom` are fields of the company's own by key.

    Raises `PermissionMissing`, `Http404` for a customer out of sight, `NoTitle`, `NoDueTime`, `NotARule`, `Inactive`.
    """
    by.require(TaskVerb.CREATE)
    task = Task(
        title=title.strip()[:300], notes=notes.strip(), due_at=due_at, all_day=all_day, priority=priority,
        assignee=assignee or by, customer=customer, contact=contact,
        repeat=repeating.checked(repeat) if repeat else "", remind_at=remind_at, related_key=related_key,
        related_id=related_id, origin=origin, created_by=by, custom=own_fields.checked("task", custom, by),
    )  # fmt: skip
    _check(task)
    if customer:
        require_visible(customer, by)
        require_belonging(customer, contact)
    if task.assignee_id != by.pk:
        require_assignable(task.assignee, by)
    with writing(by=by):
        _settle_day(task)
        task.save(force_insert=True)
        activity.refresh_work(customer_ids=[task.customer_id])
        publish(events.TaskCreated(task.pk, task.customer_id, task.assignee_id), by=by.pk)
        _tell_assigned(task, by)
    return task


def update(*, task: Task, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Task:
    """Change the fields of `EDITABLE` and the company's own named in `changes`. A change of assignee needs the right to
    assign.
    """
    changes, own = apart(changes)
    if unknown := set(changes) - EDITABLE:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with writing(by=by):
        row = lock_editable(task, by, TaskVerb.EDIT, expected_version)
        require_open(row)
        former, former_customer = row.assignee_id, row.customer_id
        due = row.due_at
        for name, value in changes.items():
            setattr(row, name, value)
        if own:
            row.custom = own_fields.checked("task", own, by, row.custom)
        row.repeat = repeating.checked(row.repeat) if row.repeat else ""
        _check(row)
        if row.customer and row.customer_id != former_customer:
            require_visible(row.customer, by)
        if row.customer:
            require_belonging(row.customer, row.contact)
        if "remind_at" in changes:
            row.reminded_at = None
        _settle_day(row)
        row.save()
        activity.refresh_work(customer_ids=[row.customer_id, former_customer])
        if row.assignee_id != former:
            require_assignable(row.assignee, by)
            publish(events.TaskAssigned(row.pk, row.customer_id, row.assignee_id, former), by=by.pk)
            _tell_assigned(row, by)
        if row.due_at != due:
            publish(events.TaskRescheduled(row.pk, row.customer_id), by=by.pk)
    return row


def assign(*, task: Task, assignee: User, by: User) -> Task:
    return update(task=task, changes={"assignee": assignee}, by=by)


def postpone(*, task: Task, due_at: datetime, by: User) -> Task:
    """Move the task; a reminder moves along by as much."""
    changes: dict[str, Any] = {"due_at": due_at}
    if task.remind_at and task.due_at:
        changes["remind_at"] = task.remind_at + (due_at - task.due_at)
    return update(task=task, changes=changes, by=by)


def complete(*, task: Task, by: User, note: str = "", at: datetime | None = None) -> Task:
    """Close the task as done; one that repeats makes the next, which `follows` it. Done twice it changes nothing."""
    now = at or timezone.now()
    with writing(by=by):
        row = lock_editable(task, by, TaskVerb.EDIT)
        if row.state == Task.State.DONE:
            return row
        following = finish(row, by=by, note=note, at=now)
        activity.refresh_work(customer_ids=[row.customer_id])
        publish(events.TaskCompleted(row.pk, row.customer_id, following.pk if following else None), by=by.pk)
    return row


def cancel(*, task: Task, by: User, reason: str = "", at: datetime | None = None) -> Task:
    """Close the task without having done it; a repeating one ends with it."""
    with writing(by=by):
        row = lock_editable(task, by, TaskVerb.EDIT)
        if row.state == Task.State.CANCELLED:
            return row
        _close(row, Task.State.CANCELLED, by, reason, at or timezone.now())
        activity.refresh_work(customer_ids=[row.customer_id])
        publish(events.TaskCancelled(row.pk, row.customer_id), by=by.pk)
    return row


def reopen(*, task: Task, by: User) -> Task:
    """Undo a closing. If the next of a repeating task was made and not touched since, it goes again."""
    with writing(by=by):
        row = lock_editable(task, by, TaskVerb.EDIT)
        if row.is_open:
            return row
        row.state, row.closed_at, row.closed_by, row.closing_note = Task.State.OPEN, None, None, ""
        row.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
        following = Task.objects.filter(follows=row, state=Task.State.OPEN, version=1).first()
        if following:
            following.delete()
        activity.refresh_work(customer_ids=[row.customer_id])
        publish(events.TaskReopened(row.pk, row.customer_id), by=by.pk)
    return row


def finish(row: Task, *, by: User, note: str, at: datetime) -> Task | None:
    """Close a locked task as done, without a word to anybody; returns the next one of a task that repeats."""
    _close(row, Task.State.DONE, by, note, at)
    return _make_next(row, by, at) if row.repeat else None


def require_open(row: Task) -> None:
    """Raises Closed."""
    if not row.is_open:
        raise Closed(_("The task is closed; reopen it first."))


def _close(row: Task, state: Task.State, by: User, note: str, now: datetime) -> None:
    require_open(row)
    row.state, row.closed_at, row.closed_by, row.closing_note = state, now, by, note.strip()[:300]
    row.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])


def _make_next(done: Task, by: User, now: datetime) -> Task | None:
    if done.due_at is None or Task.objects.filter(follows=done).exists():
        return None
    coming = repeating.next_occurrence(
        rule=done.repeat, due_at=done.due_at, after=now, zone=repeating.zone_of(done.assignee)
    )
    if coming is None:
        return None
    due_at, rule = coming
    return Task.objects.create(
        title=done.title, notes=done.notes, due_at=due_at, all_day=done.all_day, priority=done.priority,
        assignee=done.assignee, repeat=rule, customer=done.customer, contact=done.contact, follows=done,
        remind_at=done.remind_at + (due_at - done.due_at) if done.remind_at else None,
        related_key=done.related_key, related_id=done.related_id, created_by=by, custom=done.custom,
    )  # fmt: skip


def _check(task: Task) -> None:
    if not task.title:
        raise NoTitle(_("Write what is to be done."), field="title")
    if task.repeat and task.due_at is None:
        raise NoDueTime(_("A task that repeats needs a first due time."), field="due_at")


def _settle_day(task: Task) -> None:
    """An all-day task is due at noon on the assignee's clock: the same day for everyone within eleven hours."""
    if task.all_day and task.due_at:
        zone = repeating.zone_of(task.assignee)
        noon = timezone.localtime(task.due_at, zone).replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
        task.due_at = repeating.on_the_clock(noon, zone)


def require_assignable(assignee: User, by: User) -> None:
    """Raises Inactive, or PermissionMissing where `by` may give tasks to nobody but himself."""
    if assignee.pk != by.pk:
        by.require(TaskVerb.ASSIGN)
    if not assignee.is_active:
        raise Inactive(_("%(name)s cannot take tasks any more.") % {"name": assignee.name}, field="assignee")


def _tell_assigned(task: Task, by: User) -> None:
    if task.assignee_id != by.pk:
        notices.tell(
            users=[task.assignee],
            kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s gave you the task “%(title)s”."),
            params={"author": by.name, "title": task.title},
            url=registry.address("task", task.pk),
        )
