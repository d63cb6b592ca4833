"""The sheet of quotas under the hands, and the sales board to look at, in the browser."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import expect

from kehu.forecasting import periods
from kehu.forecasting.actions import quotas as actions
from kehu.forecasting.models import Quota
from kehu.foundation.access.models import User
from kehu.sales.actions import opportunities
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PASTE = """([cell, text]) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def warm(db: None) -> None:
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that


def test_quotas_are_typed_pasted_and_added_up(page_of: PageOf, world: World) -> None:
    plan = actions.begin(fiscal_year=periods.fiscal_year_of(periods.today()), by=world.ada)
    page = page_of(world.ada)
    page.goto("/sales/quotas/")
    check_accessibility(page)
    alice = page.locator(f'tr[data-line="person:{world.alice.pk}"] input')
    alice.nth(0).fill("1,200")
    page.keyboard.press("Enter")
    expect(page.locator(f'tr[data-line="person:{world.bob.pk}"] input').nth(0)).to_be_focused()
    # Two lines of two months from a spreadsheet, one of them as people write it in China.
    page.evaluate(PASTE, [alice.nth(1).element_handle(), "300\t400\n1.5万\t600"])
    page.locator("h1").click()
    expect(page.locator(f'tr[data-line="person:{world.alice.pk}"] [data-year]')).to_have_text("1,900")
    expect(page.locator(f'tr[data-line="person:{world.bob.pk}"] [data-year]')).to_have_text("15,600")
    expect(page.locator(f'tr[data-line="department:{world.north.pk}"] [data-year]')).to_have_text("17,500")
    assert {one.amount for one in Quota.objects.filter(plan=plan)} == {Decimal(n) for n in (1200, 300, 400, 15000, 600)}
    keep(page, "quotas")


def test_the_board_is_read_by_keyboard_and_opens_what_a_mark_stands_for(page_of: PageOf, world: World) -> None:
    User.objects.filter(pk__in=[world.alice.pk, world.bob.pk]).update(manager=world.maria)
    for name, amount in (("Fibre", 120_000), ("Tower", 80_000)):
        made = opportunities.create(
            name=name, customer=world.acme, by=world.alice, amount=Decimal(amount), expected_close=periods.today()
        )
        if name == "Tower":
            opportunities.close(opportunity=made, outcome="won", by=world.alice)
    for look in ({}, {"dark": True}, {"phone": True}, {"language": "zh-hans", "dark": True, "phone": True}):
        page = page_of(world.maria, **look)
        page.goto("/sales/")
        expect(page.locator(".k-table", has_text="Alice")).to_be_visible()
        check_accessibility(page)
        check_no_sideways_scroll(page)
        keep(page, "sales-board-" + "-".join(map(str, look.values())))
    page = page_of(world.maria)
    page.goto("/sales/")
    won = page.locator('.k-plot a.k-chart-tone-good[aria-label*="80,000"]').first
    won.focus()
    won.press("Enter")
    expect(page).to_have_url(re.compile("/opportunities/"))
    expect(page.get_by_text("Tower")).to_be_visible()
    expect(page.get_by_text("Fibre")).to_have_count(0)


def test_a_judgement_shows_at_once(page_of: PageOf, world: World) -> None:
    User.objects.filter(pk=world.alice.pk).update(manager=world.maria)
    opportunities.create(
        name="Fibre", customer=world.acme, by=world.alice, amount=Decimal(120_000), expected_close=periods.today(),
        category="commit",
    )  # fmt: skip
    page = page_of(world.maria)
    page.goto(f"/sales/forecast/?of={world.maria.pk}")
    row = page.locator("tr", has_text="Alice")
    expect(row.locator("strong")).to_have_text("120,000")
    row.get_by_role("button", name="Judge").click()
    page.get_by_label("What will come").fill("90000")
    page.locator("dialog textarea").fill("The plant waits for its budget")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("tr", has_text="Alice").locator("strong")).to_have_text("90,000")
    expect(page.locator("tr", has_text="Alice")).to_contain_text("computed 120,000")
