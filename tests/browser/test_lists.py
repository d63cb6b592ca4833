"""Lists and search-and-go under the hands."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from kehu.customers.models import Customer, CustomerTag
from kehu.foundation.audit.writing import writing
from kehu.foundation.search import index
from kehu.foundation.search.sorting import sort_key
from tests.browser.checks import check_accessibility, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customers(world: World) -> None:
    names = ["张伟", "李娜", "John Smith", "Maria Garcia", "北京华宁科技有限公司"]
    with writing(by=world.ada):
        Customer.objects.bulk_create(
            Customer(
                kind="person", name=f"{names[n % 5]} {n}",
                sort_name=sort_key(f"{names[n % 5]} {n}"), owner=world.alice, tier="key" if n % 3 else "",
                phone="+8613812345678",
            )
            for n in range(130)
        )  # fmt: skip
    index.rebuild("customer")
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that


def test_a_list_is_searched_filtered_sorted_and_its_address_can_be_sent(
    page_of: PageOf, world: World, customers: None
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(50)
    check_accessibility(page)
    page.keyboard.press("f")
    page.keyboard.type("smith")
    expect(rows).to_have_count(26)
    expect(page.locator("#list-search")).to_be_focused()
    expect(page).to_have_url("/customers/?search=smith")
    expect(page.locator("#list-foot")).to_contain_text("26 records")
    page.click("#add-filter summary")
    page.keyboard.type("tier")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.click("#dialog label:has-text('Key account')")
    page.click("#dialog [type=submit]")
    expect(page).to_have_url("/customers/?tier=key&search=smith")
    expect(rows).to_have_count(18)
    page.click("th a:has-text('Name')")
    expect(page).to_have_url("/customers/?tier=key&search=smith&sort=name")
    page.reload()
    expect(rows).to_have_count(18)
    keep(page, "customers")
    page.click("[aria-label^='Remove the filter']")
    expect(rows).to_have_count(26)
    page.go_back()
    expect(rows).to_have_count(18)


def test_more_rows_come_while_one_scrolls(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?sort=name")
    expect(page.locator("#list-foot")).to_contain_text("131 records")
    high = page.evaluate("document.querySelector('.k-list-scroll').scrollHeight")
    page.locator("tr[data-row]").first.focus()
    last = Customer.objects.order_by("sort_name", "pk").last()
    assert last is not None
    page.evaluate("document.querySelector('.k-list-scroll').scrollTop = 1e6")
    expect(page.locator(f"#row-{last.pk}")).to_be_in_viewport()
    assert abs(page.evaluate("document.querySelector('.k-list-scroll').scrollHeight") - high) < 10
    page.evaluate("document.querySelector('.k-list-scroll').scrollTop = 0")
    expect(page.locator("tr[data-row]").first).to_be_in_viewport()


def test_the_keyboard_walks_ticks_and_changes_rows(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?sort=name&name.starts=John")
    expect(page.locator("[data-row]")).to_have_count(26)
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.click("#list-bulk button:has-text('Add tags')")
    expect(page.locator("#dialog")).to_contain_text("2 records are selected.")
    page.fill("#bulk-names", "Fair")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_contain_text("2 records will change")
    check_accessibility(page)
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_contain_text("2 records changed.")
    expect(page.locator("#list-rows")).to_contain_text("Fair")
    check_accessibility(page)
    assert CustomerTag.objects.count() == 2
    page.click("#dialog button:has-text('Take back')")
    expect(page.locator("#dialog")).to_contain_text("Taken back.")
    assert not CustomerTag.objects.exists()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}/$"))


def test_a_list_is_kept_and_stands_above_the_list(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?tier=key&sort=name")
    page.click("button:has-text('Keep as')")
    page.fill("#view-name", "Key ones by name")
    page.keyboard.press("Enter")
    expect(page.locator(".k-list-tabs [aria-current]")).to_have_text("Key ones by name")
    page.goto("/customers/")
    page.click(".k-list-tabs a:has-text('Key ones by name')")
    expect(page.locator("[data-row]").first).to_contain_text("北京华宁科技有限公司")


def test_columns_are_chosen_by_keyboard(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    page.click("button:has-text('Columns')")
    page.locator("#dialog [name=column][value=city]").focus()
    for _step in range(6):
        page.keyboard.press("Alt+ArrowUp")
    page.click("#dialog button:has-text('Show these')")
    expect(page.locator("thead th").nth(1)).to_have_text("City")


def test_search_and_go_finds_by_pinyin_and_opens_with_enter(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada, language="zh-hans")
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zhangw")
    expect(page.locator("#palette-found [role=option]").first).to_contain_text("张伟")
    check_accessibility(page)
    keep(page, "search-and-go")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Customer.objects.filter(name__startswith="张伟", pk=page.url.rstrip("/").rpartition("/")[2]).exists()


def test_the_list_fits_a_phone_in_the_dark_and_in_chinese(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada, language="zh-hans", dark=True, phone=True)
    page.goto("/customers/?tier=key")
    expect(page.locator("[data-row]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_accessibility(page)
    keep(page, "customers-phone")


def test_a_filter_of_groups_is_built_by_keyboard_and_said_in_one_chip(
    page_of: PageOf, world: World, customers: None
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    page.click("#add-filter summary")
    page.click("#add-filter button:has-text('All of these')")
    dialog = page.locator("#dialog")
    dialog.locator("[name='f-0-value']").fill("smith")
    dialog.get_by_role("button", name="Group", exact=True).press("Enter")
    expect(dialog.locator("[name='f-1-joined']")).to_have_value("any")
    check_accessibility(page)
    dialog.locator("[name='f-1-0-field']").select_option("tier")
    dialog.locator("label:has-text('Key account')").click()
    dialog.locator("button[value='add:f-1']").press("Enter")
    dialog.locator("[name='f-1-1-field']").select_option("owner.department")
    dialog.locator("[name='f-1-1-operator']").select_option("empty")
    dialog.get_by_role("button", name="Show").last.press("Enter")
    expect(page.locator(".k-list-chip")).to_contain_text(["Name contains smith", "or"])
    expect(page.locator("#list-foot")).to_contain_text("18 records")
    page.reload()
    expect(page.locator("#list-foot")).to_contain_text("18 records")
    page.locator(".k-list-chip button").last.click()
    expect(dialog.locator("[name='f-1-1-operator']")).to_have_value("empty")


def test_a_column_is_made_wider_and_groups_unfold(page_of: PageOf, world: World, customers: None) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    page.locator("[data-edge=name]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("col[data-column=name]")).to_have_attribute("style", re.compile("276px"))
    page.wait_for_timeout(1200)  # which is remembered after a pause
    page.goto("/customers/?group=tier")
    expect(page.locator("col[data-column=name]")).to_have_attribute("style", re.compile("276px"))
    head = page.locator("[data-group]").first
    expect(head).to_have_attribute("aria-expanded", "true")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    check_accessibility(page)


def test_a_list_is_put_into_the_side_bar_and_its_records_are_walked(
    page_of: PageOf, world: World, customers: None
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/?tier=key&sort=name")
    page.click("button:has-text('Keep as')")
    page.fill("#view-name", "Key ones")
    page.check("#view-in_side_bar")
    page.click("#dialog [type=submit]")
    expect(page.locator(".k-list-tabs [aria-current]")).to_have_text("Key ones")
    page.goto("/")
    page.click(".k-shelf a:has-text('Key ones')")
    page.wait_for_url(re.compile(r"/customers/\?tier=key.*view="))
    names = page.locator("tr[data-row] a.k-list-name")
    second = names.nth(1).locator(".k-truncate").inner_text()
    names.first.click()
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}/$"))
    expect(page.locator("#list-way")).to_be_visible()
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator("h1")).to_contain_text(second)
    page.keyboard.press("Control+ArrowLeft")
    expect(page.locator("h1")).not_to_contain_text(second)
    page.click("[data-way=back]")
    page.wait_for_url(re.compile(r"/customers/\?tier=key.*view="))
    page.click("th a:has-text('Owner'), th a:has-text('Tier')")
    expect(page.get_by_role("link", name="Reset")).to_be_visible()
