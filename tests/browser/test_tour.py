"""A working day in the browser: found, logged, edited, created, brought in; by keyboard, on every screen."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kehu.customers.actions import customers
from kehu.customers.models import Customer
from kehu.interactions.models import Interaction, Task
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def huaxing(transactional_db: None, world: World) -> Customer:
    return customers.create(
        by=world.alice,
        kind="organisation",
        name="华兴通信有限公司",
        phone="13812345678",
        email="office@huaxing.example",
    )


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open] input").first).to_be_focused()


@pytest.mark.parametrize("text", ["hxtx", "12345678"], ids=["pinyin initials", "phone fragment"])
def test_the_palette_leads_to_a_customer_without_the_mouse(
    page_of: PageOf, world: World, huaxing: Customer, text: str
) -> None:
    page = page_of(world.alice)
    page.goto("/")
    open_palette(page)
    page.keyboard.type(text)
    expect(page.get_by_role("option", name=re.compile("华兴通信")).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{huaxing.pk}/")


def test_a_call_and_its_next_step_are_logged_with_few_keys(page_of: PageOf, world: World, huaxing: Customer) -> None:
    page = page_of(world.alice)
    page.goto(f"/customers/{huaxing.pk}/")
    page.keyboard.press("l")
    dialog = page.locator("#dialog")
    expect(dialog.locator("[name=body]")).to_be_focused()
    page.keyboard.type("Wants a quote")
    dialog.locator("[name=title]").focus()
    page.keyboard.type("Send the quote")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#pane-timeline").get_by_text("Wants a quote")).to_be_visible()
    assert Interaction.objects.get(customer=huaxing).body == "Wants a quote"
    assert Task.objects.get().title == "Send the quote"


def test_what_was_typed_in_a_dialog_is_not_lost_by_escape(page_of: PageOf, world: World, huaxing: Customer) -> None:
    page = page_of(world.alice)
    page.goto("/")
    page.keyboard.press("q")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.goto(f"/customers/{huaxing.pk}/")
    opener = page.get_by_role("button", name="Task", exact=True).first
    opener.focus()
    page.keyboard.press("Enter")
    dialog.locator("[name=title]").fill("Half a thought")
    page.keyboard.press("Escape")
    expect(page.get_by_text("has not been saved")).to_be_visible()
    assert not Task.objects.exists()


def test_a_fact_is_edited_in_place_and_a_refusal_brings_the_input_back(
    page_of: PageOf, world: World, huaxing: Customer
) -> None:
    page = page_of(world.alice)
    page.goto(f"/customers/{huaxing.pk}/")
    name = page.locator(f"[data-edit$='/{huaxing.pk}/facts/name/']")
    name.focus()
    page.keyboard.press("Enter")
    entry = name.locator("input:not([type=hidden])")
    expect(entry).to_be_focused()
    entry.fill("")
    page.keyboard.press("Enter")
    expect(name.get_by_role("alert")).to_be_visible()
    entry.fill("华兴通讯集团")
    page.keyboard.press("Enter")
    expect(name).to_have_text("华兴通讯集团")
    expect(page.get_by_role("heading", level=1)).to_have_text("华兴通讯集团")
    assert Customer.objects.get(pk=huaxing.pk).name == "华兴通讯集团"


def test_the_list_is_walked_with_letters(page_of: PageOf, world: World, huaxing: Customer) -> None:
    page = page_of(world.alice)
    page.goto("/customers/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}/$"))


def test_a_chinese_file_is_brought_in_through_the_pages(page_of: PageOf, world: World, tmp_path: Path) -> None:
    file = tmp_path / "客户.csv"
    file.write_bytes("客户名称,手机,邮箱\n长城物流有限公司,13900001111,a@cc.example\n".encode("gb18030"))
    page = page_of(world.maria)
    page.goto("/imports/")
    page.locator("#upload-file").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    expect(page.get_by_text("长城物流有限公司").first).to_be_visible()
    check_accessibility(page)
    keep(page, "import-columns")


def test_a_task_is_dragged_to_another_day(page_of: PageOf, world: World, huaxing: Customer) -> None:
    monday = timezone.localtime() - timedelta(days=timezone.localtime().weekday())
    due = monday.replace(hour=10, minute=0, second=0, microsecond=0)
    task = Task.objects.create(
        title="Visit the plant", customer=huaxing, due_at=due, assignee=world.alice, created_by=world.alice
    )
    page = page_of(world.alice)
    page.goto("/calendar/")
    source = page.locator("#calendar a, #calendar [class*=i-cal-task]").filter(has_text="Visit the plant").first
    box = source.bounding_box()
    assert box
    grid = page.locator("#calendar").bounding_box()
    assert grid
    column = grid["width"] / 7.5
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + column / 2, box["y"] + 8, steps=4)
    page.mouse.move(box["x"] + 20 + column, box["y"] + 8, steps=4)
    with page.expect_response("**/calendar/move/") as answer:
        page.mouse.up()
    assert answer.value.ok
    assert Task.objects.filter(pk=task.pk, due_at__date=due + timedelta(days=1)).exists()


PAGES = ["/", "/customers/", "/customers/new/", "/tasks/", "/calendar/", "/imports/", "/exports/"]


@pytest.mark.parametrize(
    ("language", "dark", "phone"),
    [("en", False, False), ("zh-hans", True, True)],
    ids=["english", "chinese-dark-phone"],
)
def test_main_pages_are_accessible_and_fit(
    page_of: PageOf, world: World, huaxing: Customer, language: str, dark: bool, phone: bool
) -> None:
    page = page_of(world.maria, language=language, dark=dark, phone=phone)
    for address in [*PAGES, f"/customers/{huaxing.pk}/"]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        # FullCalendar's column heads are named by aria-label, which this advice (not WCAG) does not count.
        check_accessibility(page, but=("empty-table-header",) if address == "/calendar/" else ())
        check_no_sideways_scroll(page)
