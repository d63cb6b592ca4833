"""A seller orders his day by key, checks in on the spot, and works through a call list without a mouse."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kehu.calling.actions import lists
from kehu.customers.actions import contact_points, customers
from kehu.customers.models import Customer
from kehu.foundation.company.models import Company
from kehu.interactions.actions import visit_plans
from kehu.interactions.models import Interaction, Visit, VisitPlan, VisitStop
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def three(world: World) -> list[Customer]:
    found = []
    for number, name in enumerate(("Anhui", "Beta", "Cable")):
        made = customers.create(kind="organisation", name=name, by=world.alice)
        point = contact_points.add(customer=made, kind="address", value=f"Street {number}", by=world.alice)
        contact_points.locate(contact_point=point, latitude=34.0, longitude=113 + number / 50, by=world.alice)
        contact_points.add(customer=made, kind="phone", value=f"+861391234560{number}", by=world.alice)
        found.append(made)
    return found


@pytest.fixture
def plan(world: World, three: list[Customer]) -> VisitPlan:
    return visit_plans.make(
        customers=[one.pk for one in three], title="Spring round", first_day=timezone.localdate(), by=world.alice,
        start="here", place=(34.0, 112.99),
    )  # fmt: skip


def names(plan: VisitPlan) -> list[str]:
    return list(VisitStop.objects.filter(plan=plan).values_list("customer__name", flat=True))


def test_stops_are_moved_by_key_and_ordered_by_distance(page_of: PageOf, world: World, plan: VisitPlan) -> None:
    page = page_of(world.alice)
    page.goto(f"/visit-plans/{plan.pk}/")
    first = page.locator("[data-stop]").first
    expect(first).to_contain_text("Anhui")
    check_accessibility(page)
    keep(page, "route")

    first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-stop]").first).to_contain_text("Beta")
    expect(page.locator("body")).to_contain_text("The order is saved.")
    expect(page.locator("[data-stop]").nth(1)).to_be_focused()
    assert names(plan) == ["Beta", "Anhui", "Cable"]
    expect(page.locator("[data-stop]").first).to_contain_text("09:10")  # the server's answer is on the page

    page.keyboard.press("o")
    expect(page.locator("[data-stop]").first).to_contain_text("Anhui")
    assert names(plan) == ["Anhui", "Beta", "Cable"]


def test_checking_in_takes_two_taps_and_offers_the_next(page_of: PageOf, world: World, plan: VisitPlan) -> None:
    page = page_of(world.alice, phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 34.001, "longitude": 113.0})
    page.goto(f"/visit-plans/{plan.pk}/")
    check_no_sideways_scroll(page)

    page.locator(".r-next").get_by_role("button", name="Check in").tap()
    expect(page.locator("#dialog [name=latitude]")).to_have_value("34.001000")
    page.locator("#dialog").get_by_role("button", name="The visit took place").tap()

    expect(page.locator("body")).to_contain_text("Next: Beta.")
    expect(page.locator(".r-next")).to_contain_text("Beta")
    assert Visit.objects.get(state="held").off_metres == 111


def test_a_map_is_laid_over_the_drawing_where_there_are_tiles(page_of: PageOf, world: World, plan: VisitPlan) -> None:
    page = page_of(world.alice)
    page.goto(f"/visit-plans/{plan.pk}/")
    expect(page.locator(".r-map svg")).to_be_visible()
    host = page.evaluate("location.host")
    Company.objects.forget()
    Company.objects.current()  # there is a row
    Company.objects.update(map_tiles=f"http://{host}/tiles/{{z}}/{{x}}/{{y}}.png", map_attribution="© <b>Somebody")
    Company.objects.forget()

    page.reload()

    expect(page.locator(".leaflet-container")).to_be_visible()
    expect(page.locator(".r-mark")).to_have_count(3)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© <b>Somebody")
    keep(page, "route-map")


def test_a_call_list_is_worked_through_by_keys(page_of: PageOf, world: World, three: list[Customer]) -> None:
    made = lists.make(name="Renewals", kind="customer", records=[one.pk for one in three[:2]], by=world.alice)
    page = page_of(world.alice)
    page.goto(f"/call-lists/{made.pk}/work/")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text("Anhui")
    check_accessibility(page)
    keep(page, "calling")

    page.keyboard.press("2")
    expect(page.locator("h1")).to_contain_text("Beta")
    page.locator("[name=note]").fill("12 lines")
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("12 lines")
    page.locator("[name=note]").press("Escape")
    page.keyboard.press("7")

    expect(page.locator("main")).to_contain_text("Nobody is due now")
    said = {one.customer.name: (one.outcome, one.body) for one in Interaction.objects.filter(kind="call")}
    assert said == {"Anhui": ("no_answer", ""), "Beta": ("interested", "12 lines")}
    assert made.entries.get(customer=three[0]).not_before > timezone.now() + timedelta(hours=2)
