"""Expenses on a phone, a statement and a sheet, in both languages and in the dark."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kehu.compensation.actions import appraisals, crediting, plans, templates
from kehu.compensation.models import ExpenseLine
from kehu.interactions.models import Visit
from kehu.sales.actions import opportunities
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
JAN = date(2026, 1, 1)


@pytest.fixture
def paid(world: World) -> World:
    """Alice won two deals in January, is on a plan, and has a sheet."""
    plan = plans.create(name="Field sales", by=world.ada)
    tiers = [{"from": 0, "rate": 3}, {"from": 50000, "rate": 5}]
    plans.add_version(plan=plan, since=JAN, by=world.ada, tiers=tiers, cap=Decimal(4000))
    plans.put_on(plan=plan, user=world.alice, since=JAN, by=world.ada)
    for day, amount in ((5, 60000), (20, 48000)):
        at = datetime(2026, 1, day, 4, tzinfo=UTC)
        deal = opportunities.create(
            name=f"Fibre {amount}", customer=world.acme, amount=Decimal(amount), by=world.alice, at=at
        )
        opportunities.close(opportunity=deal, outcome="won", by=world.alice, at=at)
        crediting.follow(opportunity_id=deal.pk)
    template = templates.create(name="Sellers", role=world.alice.roles.get(), by=world.ada)
    kpis: list[dict[str, Any]] = [
        {"metric": "won_amount", "weight": 60, "curve": "linear", "floor": 0, "cap": 150000, "high": 120},
        {"metric": "visits", "weight": 25, "curve": "steps", "steps": [("0", "20"), ("5", "60"), ("10", "100")]},
        {"metric": "satisfaction", "weight": 15, "curve": "linear", "floor": 50, "cap": 100},
    ]
    grades = [{"from": 0, "name": "C"}, {"from": 60, "name": "B"}]
    templates.add_version(template=template, since=JAN, kpis=kpis, grades=grades, by=world.ada)
    appraisals.rate(
        user=world.alice, month=JAN, metric="satisfaction", value=Decimal(88), why="Survey of January", by=world.maria
    )
    return world


def test_an_expense_is_three_taps_from_a_visit_on_a_phone(page_of: PageOf, world: World) -> None:
    now = timezone.now()
    visit = Visit.objects.create(
        customer=world.acme, visitor=world.alice, purpose="Fibre talk", planned_start=now,
        planned_end=now + timedelta(hours=1),
    )  # fmt: skip
    page = page_of(world.alice, phone=True)
    page.goto(f"/visits/{visit.pk}/")
    page.get_by_role("button", name="New expense").click()  # one
    dialog = page.locator("#dialog")
    dialog.get_by_text("Taxi").click()  # two
    expect(dialog.get_by_label("Kilometres")).to_be_hidden()
    dialog.get_by_label("Amount").fill("38.50")
    keep(page, "expense-phone")
    check_accessibility(page, within="#dialog")
    dialog.get_by_role("button", name="Save").click()  # three
    expect(page.get_by_text("38.50").first).to_be_visible()
    line = ExpenseLine.objects.get()
    assert (line.visit, line.customer, line.amount) == (visit, world.acme, Decimal("38.50"))
    page.goto(f"/expenses/{line.claim_id}/")
    check_no_sideways_scroll(page)
    check_accessibility(page)
    keep(page, "claim-phone")


def test_a_statement_shows_how_it_came_about(page_of: PageOf, paid: World) -> None:
    page = page_of(paid.alice)
    page.goto(f"/commissions/{paid.alice.pk}/2026-01/")
    # 60,000: 1,500 + 500; 48,000 × 5 % = 2,400; together 4,400, capped at 4,000
    expect(page.locator(".c-total")).to_contain_text("4,000.00")
    page.get_by_text("How it is computed").first.click()
    expect(page.get_by_text("50,000.00 × 3%")).to_be_visible()
    check_accessibility(page)
    keep(page, "statement")
    phone = page_of(paid.alice, phone=True, dark=True, language="zh-hans")
    phone.goto(f"/commissions/{paid.alice.pk}/2026-01/")
    check_no_sideways_scroll(phone)
    check_accessibility(phone)
    keep(phone, "statement-phone")


def test_a_sheet_is_live_closed_and_disputed(page_of: PageOf, paid: World) -> None:
    page = page_of(paid.alice, dark=True)
    page.goto(f"/appraisals/{paid.alice.pk}/2026-01/")
    expect(page.get_by_text("What it would be if the period ended now")).to_be_visible()
    check_accessibility(page)
    keep(page, "sheet")
    appraisals.close(month=JAN, by=paid.maria, only=[paid.alice.pk])
    phone = page_of(paid.alice, phone=True)
    phone.goto(f"/appraisals/{paid.alice.pk}/2026-01/")
    phone.get_by_role("button", name="Dispute").click()
    phone.locator("#dialog").get_by_label("What is wrong with it").fill("It was more")
    phone.locator("#dialog").get_by_role("button", name="Dispute").click()
    expect(phone.get_by_text("It was more")).to_be_visible()
    check_no_sideways_scroll(phone)
    check_accessibility(phone)
    keep(phone, "sheet-phone")
    manager = page_of(paid.maria)
    manager.goto("/appraisals/?month=2026-01")
    check_accessibility(manager)
    keep(manager, "appraisals")
    manager.goto("/commissions/?month=2026-01")
    check_accessibility(manager)
    keep(manager, "commissions")


def test_settings_of_pay(page_of: PageOf, paid: World) -> None:
    page = page_of(paid.ada)
    for name in ("expenses", "commissions", "appraisals"):
        page.goto(f"/settings/{name}/")
        check_accessibility(page)
        keep(page, f"settings-{name}")
    page.get_by_role("button", name="New version").click()
    expect(page.locator("#dialog").get_by_label("In force from")).to_be_visible()
    check_accessibility(page, within="#dialog")
    keep(page, "template-dialog")
    page.goto("/settings/commissions/")
    page.get_by_role("button", name="New terms").click()
    expect(page.locator("#dialog").get_by_label("Most a month")).to_be_visible()
    check_accessibility(page, within="#dialog")
    keep(page, "terms-dialog")
