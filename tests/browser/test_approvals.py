"""Approvals as people meet them: on a phone with the thumb, and the rule in the settings."""

from kehu.foundation.approvals.models import Request, Rule
from kehu.foundation.approvals.tests.sample import KEY, asked, people, registered, rule
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


def test_approved_on_a_phone_in_two_taps(transactional_db: None, page_of: PageOf, world: World) -> None:
    with registered():
        rule(people(world.bob, world.maria, mode="any"), people(world.ada), name="Large discounts")
        request = asked(world.acme, world.alice)
        page = page_of(world.bob, phone=True)
        page.goto("/approvals/")
        keep(page, "approvals-phone")
        page.get_by_role("link", name="Discount for Acme").tap()
        page.get_by_role("heading", name="Discount for Acme").wait_for()
        check_no_sideways_scroll(page)
        check_accessibility(page)
        keep(page, "approval-phone")
        page.get_by_role("button", name="Approve").tap()
        page.get_by_text("Approved.").wait_for()
        page.get_by_role("button", name="Approve").wait_for(state="detached")
        assert set(request.waiting.values_list("user__name", flat=True)) == {"Ada"}

        ada = page_of(world.ada, language="zh-hans", dark=True)
        ada.goto(f"/approvals/{request.pk}/")
        ada.locator(".k-nav-count .k-count").wait_for()
        check_accessibility(ada)
        keep(ada, "approval-dark")
        ada.get_by_role("button", name="拒绝").click()
        ada.locator("#dialog textarea[name=note]").fill("太多")
        ada.locator("#dialog").get_by_role("button", name="拒绝").click()
        ada.get_by_text("已拒绝。").wait_for()
        assert Request.objects.get().state == "rejected"


def test_a_rule_is_put_together_and_its_effect_is_told(transactional_db: None, page_of: PageOf, world: World) -> None:
    with registered():
        rule(people(world.bob), name="All", conditions=[{"fact": "discount", "is": "at_least", "values": ["10"]}])
        asked(world.acme, world.alice)
        page = page_of(world.ada)
        page.goto("/settings/approvals/")
        check_accessibility(page)
        keep(page, "approval-rules")
        page.get_by_role("link", name="All", exact=True).click()
        page.get_by_text("would have gone the same way").wait_for()
        page.get_by_label("Value").fill("20")
        page.get_by_label("Value").blur()
        page.get_by_text("All → no approval").wait_for()
        page.get_by_role("button", name="Add a condition").click()
        page.get_by_label("What", exact=True).nth(1).select_option("asker.role")
        page.locator("#conditions").get_by_text("Sales", exact=True).click()
        page.get_by_label("Who decides").select_option("managers")
        page.get_by_label("How many levels up").fill("2")
        page.get_by_role("button", name="Remove this condition").first.click()
        page.get_by_text("would have gone another way").wait_for()
        check_accessibility(page)
        keep(page, "approval-rule")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/settings/approvals/")
        made = Rule.objects.get(subject=KEY)
        assert [one["fact"] for one in made.conditions] == ["asker.role"]
        assert made.steps.get().levels == 2
