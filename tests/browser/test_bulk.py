"""Many rows and one record acted upon with the keyboard alone: bulk edits, search-and-go."""

import pytest
from playwright.sync_api import Page, expect

from kehu.customers.models import Customer, CustomerTag
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.search import index
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def customers(world: World) -> list[Customer]:
    with writing(by=world.ada):
        made = Customer.objects.bulk_create(
            Customer(kind="person", name=f"Person {n:03}", owner=world.alice, tier="c" if n % 2 else "b")
            for n in range(120)
        )
    index.rebuild("customer")
    return list(made)


def command(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-input")).to_be_focused()
    page.keyboard.type(text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_fields_of_all_that_match_are_edited_and_taken_back(
    page_of: PageOf, world: World, customers: list[Customer], language: str
) -> None:
    page = page_of(world.ada, language=language)
    page.goto("/customers/?tier=c")
    expect(page.locator("[data-row]").first).to_be_visible()
    page.click("[data-pick-all]")
    page.click("[data-pick-matching]")
    page.keyboard.press("e")
    dialog = page.locator("#dialog")
    expect(dialog.locator("#bulk-more")).to_be_focused()
    page.locator("#bulk-more").select_option("tier")
    page.locator("[name=value-tier]").select_option("a")
    page.locator("#bulk-more").select_option("tags")
    expect(page.locator("[name=value-tags]")).to_be_focused()
    page.keyboard.type("autumn")
    check_accessibility(page, within="#dialog")
    keep(page, f"bulk-edit-{language}")
    page.keyboard.press("Enter")
    expect(dialog.locator("[role=status]")).to_contain_text("60")
    check_accessibility(page, within="#dialog")
    keep(page, f"bulk-preview-{language}")
    page.keyboard.press("Enter")
    expect(dialog.locator("[role=status]")).to_contain_text("60")
    expect(dialog.locator("button[hx-post*=reversal]")).to_be_visible()
    assert Customer.objects.filter(tier="a").count() == 60
    assert CustomerTag.objects.count() == 60
    dialog.locator("button[hx-post*=reversal]").click()
    expect(dialog.locator("button[hx-post*=reversal]")).to_be_hidden()
    assert Customer.objects.filter(tier="c").count() == 60
    assert not CustomerTag.objects.exists()
    page.keyboard.press("Escape")
    page.goto("/settings/changes/")
    check_accessibility(page)
    keep(page, f"changes-{language}")
    page.locator("main table a").first.click()
    expect(page.locator(".k-history").first).to_be_visible()
    check_accessibility(page)
    keep(page, f"change-set-{language}")
    page.goto("/settings/trash/")
    check_accessibility(page)


def test_search_and_go_acts_on_ticked_rows_and_the_focus_comes_back(
    page_of: PageOf, world: World, customers: list[Customer]
) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    expect(page.locator("[data-row]").first).to_be_visible()
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2")
    command(page, "assign")
    option = page.locator("#palette-found [data-command=assign]")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option.locator("kbd")).to_have_text("A")
    check_accessibility(page, within="#palette")
    keep(page, "palette-rows")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_contain_text("2 records are selected.")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("[data-row]:focus")).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-found [role=option]").first).to_have_attribute("data-command", "assign")  # used last
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("s")  # of the row one is at
    expect(page.locator("#dialog")).to_contain_text("1 record is selected.")


def test_search_and_go_acts_on_the_open_record_also_from_a_form(
    page_of: PageOf, world: World, customers: list[Customer]
) -> None:
    page = page_of(world.ada)
    page.goto(f"/customers/{customers[0].pk}/")
    command(page, "add tag")
    expect(page.locator("#palette-found [data-command=tag]")).to_have_attribute("aria-selected", "true")
    keep(page, "palette-record")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog input[name=name]")).to_be_focused()
    page.keyboard.type("half")
    command(page, "log a call")
    expect(page.locator("#palette-found [data-command=call]")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_visible()  # what was typed is not lost by a slip
    page.keyboard.press("Escape")
    expect(page.locator("#dialog input[name=name]")).to_have_value("half")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    assert CustomerTag.objects.filter(customer=customers[0], tag__name="half").exists()


def test_shortcuts_of_the_list_are_told(page_of: PageOf, world: World, customers: list[Customer]) -> None:
    page = page_of(world.ada)
    page.goto("/customers/")
    page.keyboard.press("?")
    for words in ("Next row", "Selected rows: Assign", "Selected rows: Edit fields"):
        expect(page.locator("#shortcut-list")).to_contain_text(words)
    check_accessibility(page, within="#shortcuts")


@pytest.mark.parametrize(("dark", "phone"), [(True, False), (False, True)], ids=["dark", "phone"])
def test_the_preview_stands_in_every_guise(
    page_of: PageOf, world: World, customers: list[Customer], dark: bool, phone: bool
) -> None:
    Customer.objects.filter(pk=customers[0].pk).update(owner=world.bob)
    page = page_of(world.alice, language="zh-hans", dark=dark, phone=phone)
    page.goto("/customers/")
    page.locator("[data-row] [name=ids]").nth(0).check()
    page.locator("[data-row] [name=ids]").nth(1).check()
    page.locator("#list-bulk [data-shortcut=t]").evaluate("one => one.click()")
    page.locator("#bulk-names").fill("秋季")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog [role=status]")).to_be_visible()
    check_accessibility(page)
    check_no_sideways_scroll(page)
    keep(page, f"bulk-preview-{'dark' if dark else 'phone'}")
    assert not ChangeSet.objects.exists()
