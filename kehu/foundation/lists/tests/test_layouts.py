"""Boards, calendars and cards, asked as browsers and scripts ask them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.models import Customer, LifecycleStage
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Task
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MOVE = "/lists/customer/board/move/"


def of(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    return client


def lane(text: str, value: Any) -> tuple[list[str], str]:
    """The ids of a lane's cards on the page, and the cursor of those that follow."""
    section = re.search(rf'<section [^>]*data-lane="{value}" data-next="([^"]*)".*?</section>', text, re.DOTALL)
    assert section
    return re.findall(r'data-card="([0-9a-f-]+)"', section.group(0)), section.group(1)


@pytest.fixture
def stages() -> dict[str, LifecycleStage]:
    return {one.key: one for one in LifecycleStage.objects.all()}


@pytest.fixture
def many(world: World, stages: dict[str, LifecycleStage]) -> list[Customer]:
    with writing(by=world.alice):
        return Customer.objects.bulk_create(
            Customer(
                kind="person", name=f"Person {n:03}", sort_name=f"person {n:03}", owner=[world.alice, world.bob][n % 2],
                tier="a" if n % 2 else "", lifecycle_stage=stages["active"], annual_revenue=100, currency="CNY",
            )
            for n in range(90)
        )  # fmt: skip


def test_a_board_takes_few_statements_however_many_lanes(
    world: World, many: Any, django_assert_max_num_queries: Any
) -> None:
    client = of(world.ada)
    for address in ("?layout=board", "?layout=board&group=owner", "?layout=board&group=tier&owner=me", "?layout=cards"):
        client.get(f"/customers/{address}")
        with django_assert_max_num_queries(15):
            assert client.get(f"/customers/{address}").status_code == 200


def test_a_lane_comes_by_key_and_each_card_once(world: World, many: Any, stages: dict[str, LifecycleStage]) -> None:
    client, value = of(world.ada), stages["active"].pk
    seen, cursor = lane(client.get("/customers/?layout=board").content.decode(), value)
    while cursor:
        address = f"/customers/?layout=board&part=cards&lane={value}&cursor={cursor}"
        answer = client.get(address, headers=HTMX).json()
        seen += [card["id"] for card in answer["cards"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == 90


def test_heads_count_and_sum_in_one_statement(
    world: World, many: Any, stages: dict[str, LifecycleStage], django_assert_max_num_queries: Any
) -> None:
    client = of(world.ada)
    client.get("/customers/?layout=board&part=heads", headers=HTMX)
    with django_assert_max_num_queries(8):
        heads = client.get("/customers/?layout=board&part=heads&tier=a", headers=HTMX).json()["heads"]
    (active,) = [one for one in heads if one["lane"] == str(stages["active"].pk)]
    assert (active["count"], active["sum"]) == ("45", "CN¥4,500.00")


def test_each_role_sees_its_own_cards_only(world: World, many: Any, stages: dict[str, LifecycleStage]) -> None:
    for user in world.users.values():
        client = of(user)
        heads = client.get("/customers/?layout=board&part=heads", headers=HTMX).json()["heads"]
        assert sum(int(one["count"]) for one in heads) == Customer.objects.visible_to(user).count()


def test_a_drop_runs_the_domains_own_action(world: World, many: Any, stages: dict[str, LifecycleStage]) -> None:
    one, client = many[0], of(world.alice)
    step = {"field": "lifecycle_stage", "record": one.pk, "from": stages["active"].pk, "to": stages["member"].pk}
    assert client.post(MOVE, step).status_code == 204
    one.refresh_from_db()
    assert one.lifecycle_stage == stages["member"]
    assert one.lifecycle_changes.filter(stage=stages["member"], changed_by=world.alice).exists()


def test_what_a_stage_needs_is_asked_in_a_sheet(world: World, many: Any, stages: dict[str, LifecycleStage]) -> None:
    one, client = many[0], of(world.alice)
    step = {"field": "lifecycle_stage", "record": one.pk, "from": stages["active"].pk, "to": stages["lost"].pk}
    asked = client.post(MOVE, step)
    sheet = asked.json()["sheet"]
    assert (asked.status_code, client.get(sheet, headers=HTMX).status_code) == (202, 200)
    assert client.post(sheet, {"reason": ""}, headers=HTMX).status_code == 422
    done = client.post(sheet, {"reason": "bankrupt"}, headers=HTMX)
    assert "board-moved" in done["HX-Trigger"]
    assert one.lifecycle_changes.get(stage=stages["lost"]).reason == "bankrupt"


def test_a_card_that_was_moved_meanwhile_or_is_out_of_reach_stays(
    world: World, many: Any, stages: dict[str, LifecycleStage]
) -> None:
    step = {"field": "lifecycle_stage", "record": many[0].pk, "from": stages["lost"].pk, "to": stages["member"].pk}
    assert of(world.alice).post(MOVE, step).status_code == 422
    step["from"] = stages["active"].pk
    assert of(world.charlie).post(MOVE, step).status_code == 404
    assert of(world.otto).post(MOVE, step).status_code == 403
    assert not Customer.objects.filter(lifecycle_stage=stages["member"]).exists()


def test_the_fields_of_cards_are_the_users_choice(world: World, many: Any) -> None:
    client = of(world.alice)
    assert client.get("/lists/customer/board/card/", headers=HTMX).status_code == 200
    client.post("/lists/customer/board/card/", {"column": ["currency", "nonsense"]}, headers=HTMX)
    assert 'title="Currency"' in client.get("/customers/?layout=board").content.decode()
    client.post("/lists/customer/board/card/", {"column": ["currency"], "reset": "1"}, headers=HTMX)
    assert 'title="Currency"' not in client.get("/customers/?layout=board").content.decode()


def test_layout_and_group_are_part_of_a_kept_list(world: World, many: Any) -> None:
    client = of(world.alice)
    made = client.post(
        "/lists/customer/views/new/?query=layout%3Dboard%26group%3Dtier",
        {"name": "My board", "place": "mine", "scope": "mine", "is_pinned": "on", "shared": "me"}, headers=HTMX,
    )  # fmt: skip
    assert "layout=board" in str(made.headers)
    assert "group=tier" in str(made.headers)


def test_a_late_card_is_coloured_until_it_is_done(world: World) -> None:
    late = timezone.now() - timedelta(days=2)
    with writing(by=world.alice):
        for title, state in (("Late", "open"), ("Done", "done")):
            Task.objects.create(
                title=title, assignee=world.alice, created_by=world.alice, due_at=late, state=state,
                closed_at=late if state == "done" else None, closed_by=world.alice if state == "done" else None,
            )  # fmt: skip
    text = of(world.alice).get("/tasks/?layout=board&group=priority").content.decode()
    cards = re.findall(r'<li class="k-board-card([^"]*)"[^>]*>.*?</li>', text)
    assert sorted(cards) == ["", " k-late"]


def test_a_calendar_gives_what_the_filter_leaves_and_moves_it(world: World) -> None:
    now = timezone.now()
    with writing(by=world.alice):
        mine = Task.objects.create(title="Mine", assignee=world.alice, created_by=world.alice, due_at=now)
        Task.objects.create(title="Of Bob", assignee=world.bob, created_by=world.bob, due_at=now)
    client = of(world.alice)
    span = f"span_start={now - timedelta(days=1):%Y-%m-%d}&span_end={now + timedelta(days=2):%Y-%m-%d}"
    (entry,) = client.get(f"/tasks/?layout=calendar&assignee=me&part=entries&{span}", headers=HTMX).json()
    assert (entry["title"], entry["editable"]) == ("Mine", True)
    goal = now + timedelta(days=3)
    moved = client.post("/lists/task/calendar/move/", {"id": mine.pk, "start": goal.isoformat(), "all_day": "false"})
    mine.refresh_from_db()
    assert (moved.status_code, mine.due_at) == (204, goal)
    assert (
        of(world.charlie).post("/lists/task/calendar/move/", {"id": mine.pk, "start": "2026-01-01"}).status_code == 404
    )


def test_a_phone_is_given_cards_unless_the_link_says_otherwise(world: World, many: Any) -> None:
    client = of(world.alice)
    client.cookies["kehu_narrow"] = "1"
    assert "k-card-item" in client.get("/customers/").content.decode()
    assert 'id="board"' in client.get("/customers/?layout=board").content.decode()


def test_boards_speak_chinese(world: World, many: Any) -> None:
    text = of(world.alice, "zh-hans").get("/customers/?layout=board").content.decode()
    assert "紧凑" in text
    assert "Compact" not in text
