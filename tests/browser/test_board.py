"""Boards, calendars and cards under the hands."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from kehu.customers.models import Customer, LifecycleStage
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Task
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(world: World) -> dict[str, LifecycleStage]:
    stages = {one.key: one for one in LifecycleStage.objects.all()}
    with writing(by=world.ada):
        Customer.objects.bulk_create(
            Customer(
                kind="person", name=f"Person {n:03}", sort_name=f"person {n:03}", owner=world.alice,
                lifecycle_stage=stages["potential" if n % 3 else "qualified"], annual_revenue=1000, currency="CNY",
            )
            for n in range(180)
        )  # fmt: skip
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that
    return stages


def lane(page: Page, stage: LifecycleStage) -> str:
    return f'[data-lane="{stage.pk}"]'


def card(name: str) -> str:
    return f'[data-card]:has-text("{name}")'


def test_a_card_is_dragged_to_another_stage_and_counts_follow(
    page_of: PageOf, world: World, board: dict[str, LifecycleStage]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?layout=board")
    expect(page.locator(f"{lane(page, board['qualified'])} [data-count]")).to_have_text("60")
    expect(page.locator(f"{lane(page, board['qualified'])} [data-sum]")).to_contain_text("60,000")
    check_accessibility(page)
    keep(page, "board")
    source = page.locator(f"{lane(page, board['qualified'])} {card('Person 003')}")
    source.drag_to(page.locator(f"{lane(page, board['interested'])} .k-lane-cards"), target_position={"x": 90, "y": 40})
    expect(page.locator(f"{lane(page, board['interested'])} {card('Person 003')}")).to_be_visible()
    expect(page.locator(f"{lane(page, board['interested'])} [data-count]")).to_have_text("1")
    expect(page.locator(f"{lane(page, board['qualified'])} [data-count]")).to_have_text("59")
    assert Customer.objects.get(name="Person 003").lifecycle_stage == board["interested"]


def test_cards_come_by_key_as_a_lane_is_scrolled_and_few_are_in_the_page(
    page_of: PageOf, world: World, board: dict[str, LifecycleStage]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?layout=board")
    scroller = page.locator(f"{lane(page, board['potential'])} .k-lane-scroll")
    for _turn in range(30):
        scroller.evaluate("one => { one.scrollTop = one.scrollHeight }")
        if page.locator(f"{lane(page, board['potential'])} {card('Person 179')}").count():
            break
        page.wait_for_timeout(100)
    expect(page.locator(f"{lane(page, board['potential'])} {card('Person 179')}")).to_be_visible()
    assert page.locator(f"{lane(page, board['potential'])} [data-card]").count() < 60


def test_the_keyboard_moves_a_card_and_what_the_stage_asks_comes_in_a_sheet(
    page_of: PageOf, world: World, board: dict[str, LifecycleStage]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?layout=board")
    page.locator(card("Person 006")).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(f"{lane(page, board['contracted'])} {card('Person 006')}")).to_be_focused()
    expect(page.locator("#board-status")).to_contain_text("Person 006")
    page.keyboard.press("m")
    page.locator("#board-places").get_by_role("button", name="Lost").click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Why?")
    check_accessibility(page, within="#dialog")
    page.keyboard.press("Escape")
    expect(page.locator(f"{lane(page, board['contracted'])} {card('Person 006')}")).to_be_visible()
    page.locator(card("Person 006")).focus()
    page.keyboard.press("m")
    page.locator("#board-places").get_by_role("button", name="Lost").click()
    page.get_by_label("Why?").fill("Went to a rival")
    page.keyboard.press("Enter")
    expect(page.locator(f"{lane(page, board['lost'])} {card('Person 006')}")).to_be_visible()
    assert Customer.objects.get(name="Person 006").lifecycle_stage == board["lost"]


def test_a_refused_drop_springs_back_with_the_reason(
    page_of: PageOf, world: World, board: dict[str, LifecycleStage]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?layout=board")
    expect(page.locator(card("Person 009"))).to_be_visible()
    Customer.objects.filter(name="Person 009").update(lifecycle_stage=board["member"])
    page.locator(card("Person 009")).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text("Somebody else has moved this meanwhile")
    expect(page.locator(f"{lane(page, board['qualified'])} {card('Person 009')}")).to_be_focused()


def test_lanes_fold_cards_shrink_and_both_are_remembered(
    page_of: PageOf, world: World, board: dict[str, LifecycleStage]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?layout=board")
    tall = page.locator("[data-card]").first.bounding_box()
    page.get_by_role("button", name="Compact").click()
    page.get_by_role("button", name="Fold the lane “Potential”").click()
    page.reload()
    expect(page.locator(f"{lane(page, board['potential'])} .k-lane-scroll")).to_be_hidden()
    small = page.locator(f"{lane(page, board['qualified'])} [data-card]").first.bounding_box()
    assert tall and small and small["height"] < tall["height"]


def test_a_calendar_shows_what_the_filter_leaves_and_a_dragged_task_moves(page_of: PageOf, world: World) -> None:
    today = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    with writing(by=world.alice):
        Task.objects.create(title="Call Acme", assignee=world.alice, created_by=world.alice, due_at=today)
        Task.objects.create(title="Of Bob", assignee=world.bob, created_by=world.bob, due_at=today)
    page = page_of(world.alice)
    page.goto("/tasks/?layout=calendar&assignee=me")
    entry = page.get_by_text("Call Acme")
    expect(entry).to_be_visible()
    expect(page.get_by_text("Of Bob")).to_have_count(0)
    keep(page, "list-calendar")
    goal = today + timedelta(days=1 if today.weekday() == 0 else -1)  # in the same row of the month
    entry.drag_to(page.locator(f'[data-date="{goal:%Y-%m-%d}"]').first)
    expect(page.locator("#toasts")).to_contain_text("Moved.")
    assert timezone.localtime(Task.objects.get(title="Call Acme").due_at).date() == goal.date()


def test_a_phone_shows_any_list_as_cards(page_of: PageOf, world: World, board: dict[str, LifecycleStage]) -> None:
    page = page_of(world.ada, phone=True)
    page.goto("/customers/")
    expect(page.locator(".k-card-item").first).to_be_visible()
    check_no_sideways_scroll(page)
    check_accessibility(page)
    keep(page, "cards-phone")
    page.reload()
    expect(page.locator(".k-card-item").first).to_be_visible()
    expect(page).to_have_url("/customers/")
