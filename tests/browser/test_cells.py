"""Cells of a list under the hands: edited, refused, copied, pasted; two people at one record."""

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.models import ChangeSet
from kehu.interactions.models import Task
from tests.browser.checks import check_accessibility, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/customers/?columns=name,tier,employees,owner,tags,do_not_contact&sort=name&name.starts=Person"


@pytest.fixture
def people(world: World) -> list[Customer]:
    with writing(by=world.ada):
        made = Customer.objects.bulk_create(
            Customer(kind="person", name=f"Person {n:02}", sort_name=f"person {n:02}", owner=world.alice)
            for n in range(12)
        )
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that
    return list(made)


def cell(page: Page, name: str, place: int) -> Locator:
    """The cell of a column, counted from the name as 0."""
    return page.locator(f'tr[data-row]:has-text("{name}") td:not(.k-list-pick)').nth(place)


def test_a_cell_is_typed_into_tab_goes_on_and_esc_takes_back(
    page_of: PageOf, world: World, people: list[Customer]
) -> None:
    page = page_of(world.ada)
    page.goto(ADDRESS)
    cell(page, "Person 03", 2).click()
    expect(page.locator(".k-cell-shell input:not([type=hidden])")).to_be_focused()
    check_accessibility(page, within=".k-list-table")
    page.keyboard.type("1,250")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".k-cell-shell select[name=tier]")).to_be_focused()
    expect(cell(page, "Person 03", 2)).to_have_text("1,250")
    page.keyboard.press("Escape")
    expect(page.locator(".k-cell-shell")).to_have_count(0)
    expect(cell(page, "Person 03", 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    expect(cell(page, "Person 04", 2)).to_have_text("77")
    expect(cell(page, "Person 04", 2)).to_be_focused()
    expect(page.locator(".k-cell-saving")).to_have_count(0)
    assert Customer.objects.get(name="Person 03").employees == 1250
    assert Customer.objects.get(name="Person 04").employees == 77


def test_a_refused_value_rolls_back_with_the_reason(page_of: PageOf, world: World, people: list[Customer]) -> None:
    page = page_of(world.ada)
    page.goto(ADDRESS)
    cell(page, "Person 05", 2).click()
    expect(page.locator(".k-cell-shell input:not([type=hidden])")).to_be_focused()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("“many” is not a number.")
    expect(cell(page, "Person 05", 2)).to_have_text("")
    keep(page, "cell-refused")


def test_a_person_is_found_by_typing(page_of: PageOf, world: World, people: list[Customer]) -> None:
    page = page_of(world.ada)
    page.goto(ADDRESS)
    cell(page, "Person 06", 3).click()
    expect(page.locator(".k-cell-shell [role=combobox]")).to_be_focused()
    page.keyboard.type("Bo")
    expect(page.locator(".k-cell-shell [role=option]").first).to_contain_text("Bob")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(cell(page, "Person 06", 3)).to_contain_text("Bob")
    expect(page.locator(".k-cell-saving")).to_have_count(0)
    assert Customer.objects.get(name="Person 06").owner == world.bob


def test_what_does_not_exist_is_made_inside_the_field(page_of: PageOf, world: World) -> None:
    with writing(by=world.ada):
        Task.objects.create(title="Send offer", assignee=world.ada, created_by=world.ada)
    page = page_of(world.ada)
    page.goto("/tasks/?columns=title,customer")
    cell(page, "Send offer", 1).click()
    expect(page.locator(".k-cell-shell [role=combobox]")).to_be_focused()
    page.keyboard.type("Zhonghua")
    page.get_by_role("option", name="Create the organisation “Zhonghua”").click()
    page.keyboard.press("Enter")
    expect(cell(page, "Send offer", 1).locator("a")).to_contain_text("Zhonghua")
    assert Task.objects.get().customer == Customer.objects.get(name="Zhonghua", kind="organisation")


def test_a_block_is_pasted_after_a_preview_and_taken_back(
    page_of: PageOf, world: World, people: list[Customer]
) -> None:
    page = page_of(world.ada)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    cell(page, "Person 01", 1).click()
    page.keyboard.press("Escape")
    expect(cell(page, "Person 01", 1)).to_be_focused()
    page.evaluate("navigator.clipboard.writeText('Key account\\t10\\tBob\\nTier A\\tmany\\tNobody at all\\n')")
    page.keyboard.press("Control+v")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("4 cells change.")
    expect(dialog).to_contain_text("2 cells are refused and stay as they are.")
    expect(dialog).to_contain_text("Nobody and nothing here is called “Nobody at all”.")
    check_accessibility(page, within="#dialog")
    keep(page, "paste")
    assert not Customer.objects.filter(tier="key").exists()
    dialog.get_by_role("button", name="Change them").click()
    expect(dialog).to_contain_text("2 records changed.")
    assert Customer.objects.get(name="Person 01").employees == 10
    assert ChangeSet.objects.filter(kind=ChangeSet.Kind.PASTE).count() == 1
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog).to_contain_text("Taken back.")
    assert not Customer.objects.filter(tier="key").exists()


def test_a_range_is_copied_as_a_spreadsheet_takes_it(page_of: PageOf, world: World, people: list[Customer]) -> None:
    Customer.objects.filter(name="Person 02").update(employees=7)
    page = page_of(world.ada)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    cell(page, "Person 01", 2).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".k-cell-picked")).to_have_count(4)
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "\tAlice\n7\tAlice"


def test_the_second_to_save_is_shown_the_difference_and_chooses(
    page_of: PageOf, world: World, people: list[Customer]
) -> None:
    page = page_of(world.ada)
    page.goto(ADDRESS)
    cell(page, "Person 08", 2).click()
    expect(page.locator(".k-cell-shell input:not([type=hidden])")).to_be_focused()
    with writing(by=world.bob):
        Customer.objects.filter(name="Person 08").update(employees=50)
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Two of you changed “Person 08”")
    expect(dialog).to_contain_text("Bob,")
    check_accessibility(page, within="#dialog")
    keep(page, "conflict")
    dialog.get_by_role("radio", name="60").check()
    page.keyboard.press("Enter")
    expect(cell(page, "Person 08", 2)).to_have_text("60")
    assert Customer.objects.get(name="Person 08").employees == 60
