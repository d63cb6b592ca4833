"""A contract under the hands: the plan as a grid, signing, and a receipt that pays it."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from kehu.contracts.models import Contract, Instalment, Receipt
from kehu.contracts.tests.drawn_up import drafted
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plan_is_proposed_changed_signed_and_paid(page_of: PageOf, world: World) -> None:
    contract = drafted(world, 1000, by=world.maria)
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that
    page = page_of(world.maria)
    page.goto(f"/contracts/{contract.pk}/")
    page.get_by_role("button", name="Make a plan").click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("button", name="Propose").click()
    expect(dialog.locator("[data-row]")).to_have_count(3)
    expect(dialog.locator("[data-left]")).to_have_text("0.00")
    dialog.locator("[data-part]").nth(1).fill("500")
    expect(dialog.locator("[data-left]")).to_have_text("100.00")
    check_accessibility(page)
    keep(page, "contract-plan")
    dialog.get_by_role("button", name="Add a row").click()
    dialog.locator("input[name=name]").last.fill("The rest")
    dialog.get_by_role("button", name="Save the plan").click()
    expect(page.locator("#contract-plan")).to_contain_text("The rest")
    assert sorted(Instalment.objects.values_list("amount", flat=True)) == [100, 100, 300, 500]

    page.get_by_role("button", name="Sign", exact=True).click()
    dialog.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#contract-header")).to_contain_text("in force")
    assert Contract.objects.get().state == "active"

    page.get_by_role("button", name="Record a receipt").first.click()
    expect(dialog.locator("input[name=amount]")).to_have_value("300.00")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).not_to_be_visible()
    page.goto(f"/receipts/{Receipt.objects.get().pk}/")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    expect(page.locator("#receipt")).to_contain_text("Instalment 1")
    check_accessibility(page)
    keep(page, "receipt")
    assert Receipt.objects.get().allocated == 300


def test_pages_of_money_fit_a_phone_and_speak_chinese(page_of: PageOf, world: World) -> None:
    contract = drafted(world, 1000, by=world.maria)
    Client().get("/health/live")
    page = page_of(world.maria, language="zh-hans", phone=True, dark=True)
    for name, address in (("contract", f"/contracts/{contract.pk}/"), ("receivables", "/receivables/")):
        page.goto(address)
        check_no_sideways_scroll(page)
        check_accessibility(page)
        keep(page, f"{name}-phone")
