from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.events.models import Event
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Outdated
from kehu.interactions.actions import interactions, tasks, visits
from kehu.interactions.models import CustomerActivity, Interaction, Task, Visit
from tests.world import World

NOW = timezone.now().replace(microsecond=0)
TOMORROW = NOW + timedelta(days=1)


def test_a_task_for_somebody_else_tells_him(world: World) -> None:
    task = tasks.create(title="Call back", by=world.alice, assignee=world.bob, due_at=TOMORROW, customer=world.acme)

    assert Notice.objects.get().user == world.bob
    assert AuditEntry.objects.filter(record_id=task.pk, action="I", subject_id=world.acme.pk).exists()
    activity = CustomerActivity.objects.get(customer=world.acme)
    assert (activity.open_tasks, activity.next_task_at) == (1, TOMORROW)


def test_a_task_needs_a_title_and_a_repeating_one_a_time(world: World) -> None:
    with pytest.raises(tasks.NoTitle):
        tasks.create(title=" ", by=world.alice)
    with pytest.raises(tasks.NoDueTime):
        tasks.create(title="Report", repeat="FREQ=WEEKLY", by=world.alice)


def test_completing_a_repeating_task_makes_the_next_one_once(world: World) -> None:
    due = NOW - timedelta(hours=1)
    task = tasks.create(
        title="Report", repeat="FREQ=WEEKLY", due_at=due, remind_at=due - timedelta(hours=1), by=world.alice
    )

    tasks.complete(task=task, by=world.alice)
    tasks.complete(task=task, by=world.alice)

    following = Task.objects.get(follows=task)
    assert (following.due_at, following.state) == (due + timedelta(days=7), "open")
    assert following.remind_at == following.due_at - timedelta(hours=1)
    assert Event.objects.get(name="TaskCompleted").payload["next_id"] == str(following.pk)
    tasks.reopen(task=task, by=world.alice)
    assert list(Task.objects.values_list("state", flat=True)) == ["open"]


def test_a_closed_task_is_not_edited(world: World) -> None:
    task = tasks.create(title="Report", by=world.alice)
    tasks.cancel(task=task, by=world.alice, reason="not needed")
    with pytest.raises(tasks.Closed):
        tasks.update(task=task, changes={"title": "x"}, by=world.alice)


def test_postponing_moves_the_reminder_along(world: World) -> None:
    task = tasks.create(title="Report", due_at=NOW, remind_at=NOW - timedelta(minutes=15), by=world.alice)
    moved = tasks.postpone(task=task, due_at=TOMORROW, by=world.alice)
    assert moved.remind_at == TOMORROW - timedelta(minutes=15)


def test_an_outdated_form_is_refused(world: World) -> None:
    task = tasks.create(title="Report", by=world.alice)
    tasks.update(task=task, changes={"title": "Weekly report"}, by=world.alice, expected_version=1)
    with pytest.raises(Outdated):
        tasks.update(task=task, changes={"title": "Monthly report"}, by=world.alice, expected_version=1)


def test_an_all_day_task_is_due_at_noon_of_that_day_on_the_assignees_clock(world: World) -> None:
    world.alice.time_zone = "Asia/Tokyo"
    late = datetime(2027, 5, 3, 14, 30, tzinfo=UTC)  # 23:30 on the same day in Tokyo
    task = tasks.create(title="Report", due_at=late, all_day=True, by=world.alice)
    assert task.due_at == datetime(2027, 5, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [("alice", True, True), ("maria", True, True), ("sam", True, True), ("ada", True, True), ("mark", True, False),
     ("ann", True, False), ("otto", True, False), ("bob", False, False), ("charlie", False, False),
     ("eve", False, False)],
)  # fmt: skip
def test_who_sees_and_completes_a_task_of_a_customer(world: World, who: str, sees: bool, edits: bool) -> None:
    task = tasks.create(title="Call back", by=world.alice, customer=world.acme)
    user = getattr(world, who)

    assert Task.objects.visible_to(user).filter(pk=task.pk).exists() is sees
    if edits:
        assert tasks.complete(task=task, by=user).closed_by == user
    else:
        with pytest.raises(PermissionMissing):
            tasks.complete(task=task, by=user)


def test_a_task_without_customer_is_private_to_its_people_and_those_above(world: World) -> None:
    task = tasks.create(title="Tidy up", by=world.alice)
    seen = {key for key, user in world.users.items() if Task.objects.visible_to(user).filter(pk=task.pk).exists()}
    assert seen == {"administrator", "manager", "sales", "analyst", "auditor"}


def test_holding_a_visit_writes_the_interaction_and_the_next_step(world: World) -> None:
    visit = visits.plan(
        customer=world.acme,
        purpose="Quarterly review",
        planned_start=NOW - timedelta(hours=1),
        place="Zhengzhou",
        by=world.alice,
    )
    held = visits.hold(
        visit=visit, by=world.alice, minutes="All well", follow_up=interactions.FollowUp("Send minutes", TOMORROW)
    )

    interaction = Interaction.objects.get()
    assert (interaction.kind, interaction.body, interaction.place) == ("visit", "All well", "Zhengzhou")
    assert (interaction.duration_seconds, interaction.related_id) == (3600, visit.pk)
    assert (held.state, held.interaction, held.next_step) == (Visit.State.HELD, interaction, "Send minutes")
    activity = CustomerActivity.objects.get()
    assert (activity.next_visit_at, activity.next_due_at) == (None, TOMORROW)
    with pytest.raises(visits.NotPlanned):
        visits.cancel(visit=visit, by=world.alice)


def test_a_rescheduled_visit_stays_as_long_as_it_was(world: World) -> None:
    visit = visits.plan(
        customer=world.acme, purpose="Review", planned_start=NOW, planned_end=NOW + timedelta(hours=2), by=world.alice
    )
    moved = visits.reschedule(visit=visit, planned_start=TOMORROW, by=world.alice)
    assert moved.planned_end == TOMORROW + timedelta(hours=2)
    with pytest.raises(visits.WrongTimes):
        visits.reschedule(visit=visit, planned_start=TOMORROW, planned_end=NOW, by=world.alice)


def test_a_colleague_who_comes_along_sees_the_visit_but_cannot_move_it(world: World) -> None:
    visit = visits.plan(
        customer=world.acme, purpose="Review", planned_start=NOW, colleagues=[world.bob], by=world.alice
    )
    assert Visit.objects.visible_to(world.bob).filter(pk=visit.pk).exists()
    assert not Visit.objects.visible_to(world.charlie).exists()
    with pytest.raises(PermissionMissing):
        visits.cancel(visit=visit, by=world.bob)
