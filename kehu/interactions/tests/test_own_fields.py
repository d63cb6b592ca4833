"""The company's own fields on touches, tasks and visits: asked, shown, refused where they do not fit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kehu.foundation.fields.actions import definitions
from kehu.foundation.fields.values import ValueRefused
from kehu.interactions.actions import interactions, tasks, visits
from kehu.interactions.models import Interaction, Task
from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}
CHOICES = [{"value": "blue", "labels": {"en": "Blue"}}, {"value": "red", "labels": {"en": "Red"}}]


@pytest.fixture(autouse=True)
def colours(world: World) -> None:
    for kind in ("interaction", "task", "visit"):
        definitions.define(
            object_key=kind, key="colour", kind="choice", labels={"en": "Colour"}, choices=CHOICES,
            by=world.users["administrator"],
        )  # fmt: skip


def test_a_task_is_asked_for_them_and_keeps_them(world: World, signed_in) -> None:
    client, address = signed_in(world.alice), reverse("interactions:new_task")
    given = {"title": "Call", "assignee": world.alice.pk, "priority": 2}
    assert "Colour" in client.get(address, **HTMX).content.decode()

    client.post(address, {**given, "custom.colour": "red"}, **HTMX)

    task = Task.objects.get()
    assert task.custom == {"colour": "red"}
    page = reverse("interactions:task", args=[task.pk])
    client.post(page, {**given, "custom.colour": "blue"}, **HTMX)
    task.refresh_from_db()
    assert task.custom == {"colour": "blue"}
    tasks.complete(task=task, by=world.alice)
    assert "Blue" in client.get(page).content.decode()


def test_a_value_that_does_not_fit_is_refused(world: World) -> None:
    with pytest.raises(ValueRefused):
        tasks.create(title="Call", custom={"colour": "green"}, by=world.alice)


def test_a_visit_shows_them(world: World, signed_in) -> None:
    visit = visits.plan(
        customer=world.acme, purpose="Review", planned_start=timezone.now(), by=world.alice, custom={"colour": "red"}
    )
    visits.update(visit=visit, changes={"custom.colour": "blue"}, by=world.alice)

    text = signed_in(world.alice).get(reverse("interactions:visit", args=[visit.pk])).content.decode()
    assert "Colour" in text and "Blue" in text


def test_a_touch_tells_them_in_the_timeline_and_a_correction_may_change_them(world: World, signed_in) -> None:
    client = signed_in(world.alice)
    client.post(
        reverse("interactions:composer", args=[world.acme.pk]) + "?tab=note",
        {"kind": "note", "body": "Spoke.", "custom.colour": "red"}, **HTMX,
    )  # fmt: skip
    touch = Interaction.objects.get()
    assert touch.custom == {"colour": "red"}

    new = interactions.correct(interaction=touch, changes={"custom": {"colour": "blue"}}, by=world.alice)

    assert (new.custom, new.body) == ({"colour": "blue"}, "Spoke.")
    assert "Blue" in client.get(reverse("interactions:timeline", args=[world.acme.pk])).content.decode()


def test_what_nobody_is_asked_for_may_lack_a_required_one(world: World) -> None:
    definitions.define(
        object_key="interaction", key="mood", kind="text", labels={"en": "Mood"}, required=True,
        by=world.users["administrator"],
    )  # fmt: skip
    start = timezone.now() - timedelta(hours=2)
    visit = visits.plan(customer=world.acme, purpose="Review", planned_start=start, by=world.alice)

    assert visits.hold(visit=visit, by=world.alice, minutes="Agreed.").interaction.custom == {}
    with pytest.raises(ValueRefused):
        interactions.log(customer=world.acme, kind="note", body="Hm.", custom={}, by=world.alice)
