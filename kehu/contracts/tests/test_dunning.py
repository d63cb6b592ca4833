"""The company says after how many days customers are reminded, with which words, and who hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kehu.contracts.actions import dunning, watching
from kehu.contracts.actions.dunning import LevelRefused
from kehu.contracts.models import DunningLevel, DunningStep
from kehu.contracts.tests.drawn_up import TODAY, plan, signed
from kehu.contracts.tests.test_pages import HTMX, client_of
from kehu.foundation.access.models import Role, RoleAssignment
from kehu.foundation.notices.models import Notice
from kehu.interactions.models import Task
from tests.world import World

FORM = {"days": "90", "name_zh": "移交", "name_en": "Handing over", "text_zh": "{customer}：{amount}", "text_en": ""}


@pytest.fixture
def ada(world: World) -> Client:
    return client_of(world.ada)


def test_the_text_of_a_level_is_ready_in_the_customers_language_and_kept(world: World) -> None:
    type(world.acme).objects.filter(pk=world.acme.pk).update(language="zh-hans")
    contract = signed(world, 1000, (100,), first_on=TODAY - timedelta(days=20))
    assert watching.watch()["dunned"] == 1
    step = DunningStep.objects.get()
    assert (step.level, step.name, step.told) == (2, step.name, [world.alice.name])
    assert step.text.startswith(f"{world.acme.name}：")
    assert "1,000.00" in step.text and "已逾期 20 天" in step.text
    task = Task.objects.get(related_key="contract", related_id=contract.pk)
    assert task.notes == step.text
    DunningLevel.objects.filter(number=2).update(texts={"en": "other"})
    step.refresh_from_db()
    assert step.text.startswith(f"{world.acme.name}：")


def test_everybody_with_the_role_of_a_level_hears_of_it_and_days_are_the_companys(world: World) -> None:
    role = Role.objects.create(name="Accountants")
    RoleAssignment.objects.create(role=role, user=world.bob)
    first = DunningLevel.objects.get(number=1)
    dunning.change(level=first, changes={"days": 5, "role": role}, by=world.ada)
    signed(world, 1000, (100,), first_on=TODAY - timedelta(days=4))
    assert watching.watch()["dunned"] == 0
    assert watching.watch(today=TODAY + timedelta(days=1))["dunned"] == 1
    assert Notice.objects.filter(user=world.bob, kind="reminder").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 16}, "days"),
        ({"names": {"en": " "}}, "name_zh"),
        ({"texts": {"en": "Dear {nobody}"}}, "text_en"),
    ],
)
def test_levels_that_make_no_sense_are_refused(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(LevelRefused) as refused:
        dunning.change(level=DunningLevel.objects.get(number=1), changes=changes, by=world.ada)
    assert refused.value.field == field


def test_the_page_adds_changes_and_removes_levels(ada: Client, world: World) -> None:
    page = ada.get("/settings/dunning/").content.decode()
    assert "Kind word" in page and "Last demand" in page
    assert ada.post("/settings/dunning/new/", FORM, headers=HTMX).status_code == 204
    made = DunningLevel.objects.get(number=5)
    answer = ada.post(f"/settings/dunning/{made.pk}/", FORM | {"days": "10"}, headers=HTMX)
    assert answer.status_code == 422 and "later than the one before" in answer.content.decode()
    assert ada.post("/settings/dunning/removal/", headers=HTMX).status_code == 204
    assert not DunningLevel.objects.filter(number=5).exists()
    assert client_of(world.alice).get("/settings/dunning/").status_code == 403


def test_the_history_of_an_instalment_says_what_was_written_and_what_comes_next(world: World) -> None:
    contract = signed(world, 1000, (100,), first_on=TODAY - timedelta(days=20))
    watching.watch()
    (one,) = plan(contract)
    alice = client_of(world.alice)
    shown = alice.get(f"/instalments/{one.pk}/dunning/", headers=HTMX).content.decode()
    assert "Next level: Warning, in 10 days." in shown
    assert "20 days late" in shown
    assert client_of(world.bob).get(f"/instalments/{one.pk}/dunning/").status_code == 404
    page = alice.get(f"/contracts/{contract.pk}/").content.decode()
    assert f"/instalments/{one.pk}/dunning/" in page
    assert "level=" not in page


def test_one_level_always_stays(world: World) -> None:
    for _level in range(3):
        dunning.remove_last(by=world.ada)
    with pytest.raises(LevelRefused):
        dunning.remove_last(by=world.ada)
