"""Many tasks completed or given away from a list, and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import bulk_running, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.events.models import Event
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import task_verbs, tasks
from kehu.interactions.models import CustomerActivity, Task
from tests.world import World

pytestmark = pytest.mark.django_db
DUE = timezone.now().replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
def four(world: World) -> list[Task]:
    """Open, repeating, done and cancelled."""
    made = [
        tasks.create(title=f"T{n}", by=world.alice, customer=world.acme, due_at=DUE, repeat="FREQ=WEEKLY" * (n == 1))
        for n in range(4)
    ]
    tasks.complete(task=made[2], by=world.alice)
    tasks.cancel(task=made[3], by=world.alice)
    Event.objects.all().delete()
    return made


def done(four: list[Task], verb: str, given: dict[str, Any], by: User) -> ChangeSet:
    selection = Selection.of_ids("task", [one.pk for one in four])
    return bulk_running.begin(selection=selection, verb=verb, given=given, by=by)


def test_completing_closes_what_is_open_and_makes_the_next(world: World, four: list[Task]) -> None:
    made = done(four, "complete", {"note": "All said"}, world.alice)

    assert made.counts == {"changed": 2, "same": 1, "refused": 1, "missing": 0}
    assert made.refused.get().record_id == four[3].pk
    assert set(Task.objects.filter(closing_note="All said", state="done")) == {four[0], four[1]}
    following = Task.objects.get(follows=four[1])
    event = Event.objects.get()
    assert (event.name, event.payload["next_ids"]) == ("TasksCompleted", [str(following.pk)])
    assert CustomerActivity.objects.get(customer=world.acme).open_tasks == 1

    undoing.undo(change_set=made, by=world.alice)

    assert set(Task.objects.filter(state="open")) == {four[0], four[1]}
    activity = CustomerActivity.objects.get(customer=world.acme)
    assert (activity.open_tasks, activity.next_task_at) == (2, DUE)


def test_assigning_tells_the_assignee_once_and_leaves_closed_ones(world: World, four: list[Task]) -> None:
    made = done(four, "assign", {"assignee": str(world.bob.pk)}, world.ada)

    assert made.counts == {"changed": 2, "same": 0, "refused": 2, "missing": 0}
    assert set(Task.objects.filter(assignee=world.bob)) == {four[0], four[1]}
    assert Notice.objects.get(user=world.bob).params["number"] == 2
    assert list(Event.objects.values_list("name", flat=True)) == ["TasksAssigned"]
    undoing.undo(change_set=made, by=world.ada)
    assert not Task.objects.filter(assignee=world.bob).exists()


def test_who_may_not_or_is_nobody_is_refused_beforehand(world: World, four: list[Task]) -> None:
    with pytest.raises(task_verbs.Nobody):
        done(four, "assign", {"assignee": ""}, world.ada)
    User.objects.filter(pk=world.bob.pk).update(is_active=False)
    with pytest.raises(tasks.Inactive):
        done(four, "assign", {"assignee": str(world.bob.pk)}, world.ada)
    with pytest.raises(PermissionMissing):
        done(four, "assign", {"assignee": str(world.charlie.pk)}, world.mark)
    assert done(four, "complete", {}, world.mark).counts["missing"] == 4
    assert Task.objects.filter(state="open", assignee=world.alice).count() == 2
