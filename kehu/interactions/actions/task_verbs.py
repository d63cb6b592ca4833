"""What is done to many tasks at once from a list. Runs inside the change set that takes it back.

Each task goes by the rules that it has alone, in a savepoint; events and notices are one per batch.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url
from kehu.interactions import events
from kehu.interactions.actions import activity, tasks
from kehu.interactions.models import Task
from kehu.interactions.permissions import TaskVerb


class Nobody(Refusal):
    """A task is always somebody's."""


def complete(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Close them as done, with the same closing `note`; those that repeat make their next ones."""
    now, following = timezone.now(), []

    def finish(row: Task) -> None:
        if coming := tasks.finish(row, by=by, note=given.get("note") or "", at=now):
            following.append(coming.pk)

    found = _each(ids, by, lambda row: row.state == Task.State.DONE, finish)
    if found.changed:
        publish(events.TasksCompleted(found.changed, following, change_set.pk), by=by.pk)
    return found


def assign(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Give the open ones among them to `assignee` (an id), who is told once per batch."""
    to = _assignee(given, by)

    def hand_over(row: Task) -> None:
        tasks.require_open(row)
        row.assignee = to
        row.save(update_fields=["assignee"])

    found = _each(ids, by, lambda row: row.assignee_id == to.pk, hand_over)
    if found.changed:
        publish(events.TasksAssigned(found.changed, to.pk, change_set.pk), by=by.pk)
        if to.pk != by.pk:
            notices.tell(
                users=[to], kind=Notice.Kind.ASSIGNMENT,
                message=gettext_noop("%(author)s gave you tasks: %(number)s in all."),
                params={"author": by.name, "number": len(found.changed)}, url=url("interactions:tasks"),
            )  # fmt: skip
    return found


def may_assign(given: dict[str, Any], by: User) -> None:
    """Raises Nobody, Inactive or PermissionMissing."""
    _assignee(given, by)


def _assignee(given: dict[str, Any], by: User) -> User:
    found = User.objects.filter(pk=given.get("assignee") or None, is_system=False).first()
    if found is None:
        raise Nobody(_("Choose who is to do it."), field="assignee")
    tasks.require_assignable(found, by)
    return found


def _each(ids: list[UUID], by: User, is_so: Callable[[Task], bool], do: Callable[[Task], None]) -> Applied:
    by.require(TaskVerb.EDIT)
    rows = Task.objects.editable_by(by).filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    found, there = Applied(), {row.pk: row for row in rows}
    for key in ids:
        row = there.get(key)
        if row is None:
            found.missing.append(key)
        elif is_so(row):
            found.same.append(key)
        else:
            try:
                with transaction.atomic():
                    do(row)
            except Refusal as refusal:
                found.refused[key] = refusal
            else:
                found.changed.append(key)
    activity.refresh_work(customer_ids={there[key].customer_id for key in found.changed})
    return found
