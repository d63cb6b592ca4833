from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import Category, Product, Unit
from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.key_accounts import jobs
from kehu.key_accounts.actions import applying, plans, reviews, rules, stakeholders
from kehu.key_accounts.models import AccountPlan, PlanGoal, TierRule
from kehu.key_accounts.tests.conftest import Group
from tests.world import World

PARTS = ["header", "facts", "numbers", "goals", "space", "people", "actions", "reviews"]


@pytest.fixture
def plan(world: World, group: Group) -> AccountPlan:
    made = plans.begin(customer=group.holding, year=2026, summary="Win the data lines", by=world.alice)
    plans.set_goal(plan=made, title="Pipeline", measure="pipeline", target=100_000, by=world.alice)
    boss = Contact.objects.create(customer=group.holding, name="Boss Wang")
    stakeholders.place(plan=made, contact=boss, role="decides", influence=5, by=world.alice)
    reviews.hold(plan=made, notes="Agreed on the second line.", by=world.alice)
    with writing(by=world.ada):
        unit = Unit.objects.first() or Unit.objects.create(name="piece")
        cloud = Category.objects.create(name="Cloud")
        Category.objects.filter(pk=cloud.pk).update(path=f"{cloud.pk}/")
        cloud.refresh_from_db()
        Product.objects.create(
            sku="B", name="Backup", sort_name="b", category=cloud, unit=unit, currency="CNY", state="active"
        )
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


def test_the_page_of_a_plan_is_whole_and_quick(
    world: World, plan: AccountPlan, django_assert_max_num_queries: Any
) -> None:
    client = client_of(world.alice)
    with django_assert_max_num_queries(15):
        page = client.get(f"/account-plans/{plan.pk}/").content.decode()
    for said in ("Plan for 2026: Holding", "Win the data lines"):
        assert said in page
    expected = {
        "goals": "Pipeline", "numbers": "Open pipeline",
        "space": "Cloud", "people": "Boss Wang", "actions": "Nothing is to be done yet",
        "reviews": "Agreed on the second line.",
    }  # fmt: skip
    for part in PARTS:
        client.get(f"/account-plans/{plan.pk}/parts/{part}/")  # how many rows somebody owns is counted once a minute
        with django_assert_max_num_queries(15):
            answer = client.get(f"/account-plans/{plan.pk}/parts/{part}/", headers={"HX-Request": "true"})
        assert expected.get(part, "") in answer.content.decode(), part
    assert client.get(f"/account-plans/{plan.pk}/parts/space/?by=products").status_code == 200


def test_an_empty_field_offers_an_opportunity_and_an_action(world: World, plan: AccountPlan, group: Group) -> None:
    cloud = Category.objects.get(name="Cloud")
    page = client_of(world.alice).get(f"/account-plans/{plan.pk}/space/{group.north.pk}/{cloud.pk}/").content.decode()
    assert f"/opportunities/new/?stay=1&amp;customer={group.north.pk}&amp;name=North" in page
    assert f"about=account_plan/{plan.pk}" in page
    hidden = client_of(world.alice).get(f"/account-plans/{plan.pk}/space/{group.yard.pk}/{cloud.pk}/")
    assert hidden.status_code == 404


def test_the_group_stands_on_one_page(world: World, group: Group, django_assert_max_num_queries: Any) -> None:
    client = client_of(world.alice)
    client.get(f"/key-accounts/of/{group.north.pk}/")  # how many rows somebody owns is counted once a minute
    with django_assert_max_num_queries(15):
        page = client.get(f"/key-accounts/of/{group.north.pk}/").content.decode()
    assert "Holding" in page
    assert "Yard" not in page
    assert "1 customer of the group is out of your reach and not counted." in page
    assert client_of(world.charlie).get(f"/key-accounts/of/{group.holding.pk}/").status_code == 404
    assert client_of(world.eve).get(f"/key-accounts/of/{group.holding.pk}/").status_code == 403


def test_the_panel_says_why(
    world: World, group: Group, rule: TierRule, owed: None, django_assert_max_num_queries: Any
) -> None:
    applying.apply()
    client = client_of(world.alice)
    with django_assert_max_num_queries(20):
        page = client.get(f"/key-accounts/of/{group.holding.pk}/panel/").content.decode()
    for said in ("Why this tier: 40 points", "190,000", "green channel", "Key account"):
        assert said in page
    assert "green channel" in client.get(f"/key-accounts/of/{group.holding.pk}/owed/").content.decode()


def test_the_customer_page_asks_for_nothing_more(
    world: World, group: Group, rule: TierRule, django_assert_max_num_queries: Any
) -> None:
    applying.apply()
    client = client_of(world.alice)
    client.get(f"/customers/{group.holding.pk}/")
    with django_assert_max_num_queries(15):
        page = client.get(f"/customers/{group.holding.pk}/").content.decode()
    assert f"/key-accounts/of/{group.holding.pk}/panel/" in page
    assert f"/key-accounts/of/{group.holding.pk}/owed/" in page


def test_a_plan_is_begun_and_filled_in_dialogs(world: World, group: Group) -> None:
    client = client_of(world.alice)
    form = {"customer": group.holding.pk, "year": 2027, "owner": world.alice.pk}
    answer = client.post("/account-plans/new/", form, headers={"HX-Request": "true"})
    assert answer.status_code in (204, 200), answer.content
    plan = AccountPlan.objects.get()
    goal = {"title": "Visits", "measure": "visits", "target": "12"}
    assert client.post(f"/account-plans/{plan.pk}/goals/new/", goal, headers={"HX-Request": "true"}).status_code == 204
    assert PlanGoal.objects.get().title == "Visits"
    again = client.post("/account-plans/new/", form, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "There is a plan for this customer and year already." in again.content.decode()
    edit = {"owner": world.alice.pk, "state": "agreed", "summary": "x"}
    assert client.post(f"/account-plans/{plan.pk}/edit/", edit, headers={"HX-Request": "true"}).status_code == 204
    for address in ("reviews/new", "stakeholders/new", "removal"):
        assert client.get(f"/account-plans/{plan.pk}/{address}/").status_code == 200


def test_the_rule_is_read_tried_and_put_in_force_on_its_page(world: World, group: Group, rule: TierRule) -> None:
    client = client_of(world.ada)
    assert "key account from 40 points" in client.get("/settings/tiers/").content.decode()
    client.post("/settings/tiers/draft/")
    answer = client.post(
        "/settings/tiers/draft/steps/new/", {"measure": "employees", "at_least": "100", "points": "5"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 204
    for dialog in ("draft/thresholds", "draft/steps/new"):
        assert client.get(f"/settings/tiers/{dialog}/").status_code == 200
    client.post("/settings/tiers/draft/trial/")
    draft = TierRule.objects.get(state="draft")
    jobs.try_rule(rule_id=str(draft.pk), run_id=str(draft.run_id))
    page = client.get("/settings/tiers/").content.decode()
    assert "3 customers get another tier" in page
    listed = client.get("/key-accounts/effects/?version=2&from_tier.empty=1&to_tier=key")
    assert "Holding" in listed.content.decode()
    client.post("/settings/tiers/draft/force/")
    assert TierRule.objects.get(number=2).state == "in_force"
    assert client_of(world.maria).get("/settings/tiers/").status_code == 403


def test_each_number_of_the_effect_opens_its_list(world: World, group: Group, rule: TierRule) -> None:
    import re

    rules.prepare(by=world.ada)
    rules.try_out(by=world.ada)
    draft = TierRule.objects.get(state="draft")
    jobs.try_rule(rule_id=str(draft.pk), run_id=str(draft.run_id))
    client = client_of(world.ada)
    page = client.get("/settings/tiers/").content.decode()
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="(/key-accounts/effects/[^"]+)"', page)}
    assert len(links) == 5  # who changes; nothing → key, b, c, nothing
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert "is no column" not in answer.content.decode()


def test_entitlements_are_entered_for_each_tier(world: World, owed: None) -> None:
    client = client_of(world.ada)
    assert "Green channel" in client.get("/settings/entitlements/").content.decode()
    answer = client.post(
        "/settings/entitlements/b/", {"visit_days": "180"}, headers={"HX-Request": "true"}
    )  # fmt: skip
    assert answer.status_code == 204, answer.content
    assert "180" in client.get("/settings/entitlements/").content.decode()
    assert client.get("/settings/entitlements/none/").status_code == 404


def test_the_pages_speak_chinese(world: World, plan: AccountPlan, group: Group) -> None:
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    client = client_of(world.alice)
    assert "Holding 2026 年计划" in client.get(f"/account-plans/{plan.pk}/").content.decode()
    assert "空白机会" in client.get(f"/account-plans/{plan.pk}/parts/space/").content.decode()
    assert "整个集团" in client.get(f"/key-accounts/of/{group.holding.pk}/").content.decode()
    assert "大客户" in client.get("/key-accounts/").content.decode()
