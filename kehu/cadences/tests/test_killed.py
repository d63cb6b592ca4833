"""A process killed at any commit makes no step twice and loses none."""

from typing import Any

import pytest
from django.db.models import Count, Q

from kehu.cadences.actions import enrolling, settling
from kehu.cadences.models import Enrolment, StepTaken
from kehu.cadences.tests.conftest import made_of
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.selection import Selection
from kehu.interactions.models import Task
from kehu.sales.actions import leads
from tests.test_killed import MOST_COMMITS, killed_at
from tests.world import World, build_world


@pytest.fixture
def committed(transactional_db: None) -> World:
    """The world for real: seen by other processes."""
    return build_world()


def each_step_has_one_task() -> None:
    made = Task.objects.filter(related_key="lead").values("related_id", "title").annotate(number=Count("pk"))
    assert all(one["number"] == 1 for one in made), list(made)
    open_steps = StepTaken.objects.filter(state="open").values("enrolment").annotate(number=Count("pk"))
    assert all(one["number"] == 1 for one in open_steps)
    assert StepTaken.objects.filter(task=None).count() == 0
    assert Task.objects.filter(related_key="lead", cadence_step=None).count() == 0


def test_steps_that_are_brought_on_while_the_process_is_killed(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed
    monkeypatch.setattr(settling, "BATCH", 2)
    cadence = made_of(world, "lead")
    ids = [leads.capture(name=f"Lead {number}", by=world.alice).pk for number in range(5)]
    enrolling.enrol_many(cadence=cadence, ids=ids, by=world.alice)
    for title in ("Call", "Write"):
        Task.objects.filter(title__startswith=title, state="open").update(
            state="done", closed_at="2026-11-02T08:00Z", closed_by=world.alice
        )
        for point in range(1, MOST_COMMITS):
            lived = not killed_at(point, lambda: settling.settle(Q()))
            each_step_has_one_task()
            if lived:
                break
        else:
            pytest.fail("it never came to its end")
        settling.settle(Q())
        each_step_has_one_task()
    assert Task.objects.filter(title="Call again", state="open").count() == 5
    assert set(Enrolment.objects.values_list("step__title", flat=True)) == {"Call again"}


def test_many_that_are_put_in_while_the_process_is_killed(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = committed
    monkeypatch.setattr(bulk_running, "BATCH", 2)
    cadence = made_of(world, "lead")
    ids = [leads.capture(name=f"Lead {number}", by=world.alice).pk for number in range(5)]
    given: dict[str, Any] = {"cadence": str(cadence.pk), "start": None}
    selection = Selection.of_ids("lead", ids)
    for point in range(1, MOST_COMMITS):
        lived = not killed_at(
            point, lambda: bulk_running.begin(selection=selection, verb="enrol", given=given, by=world.alice)
        )
        each_step_has_one_task()
        if lived:
            break
    assert Enrolment.objects.count() == 5 and Task.objects.filter(state="open").count() == 5
