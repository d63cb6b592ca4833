"""A seller claims from a pool with one press, and a rule is tried before it is saved."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kehu.customers.models import Customer, Pool, PoolMember
from kehu.foundation.audit.writing import writing
from kehu.sales.models import ReclaimRule
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def pool(world: World) -> Pool:
    with writing(by=world.ada):
        made = Pool.objects.create(name="North", holds="customer", claims_per_day=2)
        PoolMember.objects.create(pool=made, team=world.team)
        for number in range(3):
            Customer.objects.create(
                kind="person", name=f"Zhao {number}", phone="+8613912345678", pool=made, pooled_at=timezone.now()
            )
    return made


def test_a_customer_is_claimed_with_one_press(page_of: PageOf, world: World, pool: Pool) -> None:
    page = page_of(world.alice)
    page.goto("/pools/customers/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(3)
    expect(page.locator("main")).to_contain_text("139****5678")
    check_accessibility(page)
    keep(page, "pool")

    rows.first.get_by_role("button", name="Claim").click()
    expect(rows).to_have_count(2)
    assert Customer.objects.filter(owner=world.alice, name__startswith="Zhao").count() == 1

    rows.first.locator("a").first.click()
    page.get_by_role("button", name="Claim").click()
    page.wait_for_url(lambda address: "/pools/" not in address)
    expect(page.locator("main")).to_contain_text("Zhao")

    page.goto("/pools/customers/")
    rows.first.get_by_role("button", name="Claim").click()
    expect(page.locator("body")).to_contain_text("lets one person claim 2 a day")
    expect(rows).to_have_count(1)


def test_a_rule_is_tried_before_it_is_saved(page_of: PageOf, world: World, pool: Pool) -> None:
    page = page_of(world.ada)
    page.goto("/settings/pools/")
    page.get_by_role("button", name="New rule").click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=name]").fill("Two months")
    dialog.locator("[name=idle_days]").fill("60")
    dialog.get_by_role("button", name="Condition").click()
    dialog.locator("[name=f-0-field]").select_option("tier")
    expect(dialog.locator("[name=name]")).to_have_value("Two months")
    tier = dialog.locator("[name=f-0-value]").first
    expect(tier).to_have_attribute("type", "checkbox")  # the inputs of the other field have come
    tier.check(force=True)
    dialog.get_by_role("button", name="Try on the last quarter").click()
    expect(dialog).to_contain_text("would have gone back")
    check_accessibility(page, within="#dialog")
    keep(page, "reclaim-rule")
    dialog.get_by_role("button", name="Save").last.click()
    expect(page.locator("main")).to_contain_text("Two months")
    assert ReclaimRule.objects.get().conditions.startswith("tier=")


def test_pools_fit_a_phone(page_of: PageOf, world: World, pool: Pool) -> None:
    page = page_of(world.alice, phone=True, language="zh-hans", dark=True)
    for address in ("/pools/customers/", "/pools/leaving/"):
        page.goto(address)
        check_no_sideways_scroll(page)
    keep(page, "pool-phone")
