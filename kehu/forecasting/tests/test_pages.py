"""The pages of sales figures: what they say, to whom, in how many statements, and in which language."""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.forecasting import periods
from kehu.forecasting.actions import quotas as actions
from kehu.forecasting.actions import snapshots
from kehu.forecasting.models import Judgement, Quota, QuotaPlan
from kehu.forecasting.tests.deals import deal
from kehu.foundation.access.models import User
from kehu.sales.actions import opportunities
from kehu.sales.models import CloseReason, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}
PAGES = ["", "scoreboard/", "products/", "forecast/", "attainment/", "accuracy/", "quotas/"]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def busy(world: World) -> World:
    """Alice won, lost and expects something in this quarter, and has a quota."""
    User.objects.filter(pk__in=[world.alice.pk, world.bob.pk]).update(manager=world.maria)
    today = periods.today()
    for name, amount in (("Fibre", 1200), ("Tower", 800), ("Mast", 500)):
        made = opportunities.create(
            name=name, customer=world.acme, by=world.alice, amount=Decimal(amount), expected_close=today, source="fair"
        )
        if name == "Tower":
            opportunities.advance(opportunity=made, stage=Stage.objects.get(key="qualified"), by=world.alice)
            opportunities.close(opportunity=made, outcome="won", by=world.alice)
        if name == "Mast":
            reason = CloseReason.objects.filter(outcome="lost").first()
            opportunities.close(opportunity=made, outcome="lost", reason=reason, by=world.alice)
    plan = actions.begin(fiscal_year=periods.fiscal_year_of(today), by=world.ada)
    month = periods.holding(periods.MONTH, today).first
    actions.enter(plan=plan, cells=[actions.Cell("person", str(world.alice.pk), month, Decimal(1600))], by=world.ada)
    actions.publish(plan=plan, by=world.ada)
    return world


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quick(busy: World, path: str, django_assert_max_num_queries: Any) -> None:
    maria = client_of(busy.maria)
    maria.get(f"/sales/{path}")
    with django_assert_max_num_queries(15):
        assert maria.get(f"/sales/{path}").status_code == 200


def test_the_board_says_where_we_stand_and_each_number_opens_its_records(busy: World) -> None:
    page = client_of(busy.maria).get("/sales/").content.decode()
    assert "CN¥800" in page
    assert "50%" in page  # 800 of 1600, and 1 of 2 that were closed
    assert "closed_at.from=" in page
    assert "1 opportunity" in page
    assert "33% go on" in page  # of three that were opened one came to the second stage


def test_every_link_of_the_board_opens_a_list_that_the_engine_understands(busy: World) -> None:
    maria = client_of(busy.maria)
    text = maria.get("/sales/").content.decode() + maria.get("/sales/scoreboard/").content.decode()
    text += "".join(maria.get(f"/sales/?by={by}").content.decode() for by in ("competitor", "source", "owner"))
    hrefs = {html.unescape(one) for one in re.findall(r'href="(/(?:opportunities|interactions)/\?[^"]+)"', text)}
    assert len(hrefs) > 20
    for href in hrefs:
        answer = maria.get(href)
        assert answer.status_code == 200, href
        assert "k-alert k-tone-bad" not in answer.content.decode(), href


def test_a_number_and_its_list_agree(busy: World) -> None:
    page = client_of(busy.maria)
    period = periods.holding(periods.QUARTER, periods.today())
    begins, ends = (one.isoformat() for one in period.moments)
    found = page.get("/opportunities/", {"state": "won", "closed_at.from": begins, "closed_at.to": ends})
    text = found.content.decode()
    assert "Tower" in text
    assert "Fibre" not in text


def test_the_forecast_shows_the_people_below_and_is_judged_in_a_dialog(busy: World) -> None:
    maria = client_of(busy.maria)
    page = maria.get(f"/sales/forecast/?of={busy.maria.pk}").content.decode()
    assert "Alice" in page
    month = periods.holding(periods.MONTH, periods.today()).key
    address = f"/sales/forecast/{busy.alice.pk}/{month}/"
    assert "CN¥800" in maria.get(address, headers=HTMX).content.decode()
    refused = maria.post(address, {"figure": "commit", "amount": "900"}, headers=HTMX)
    assert refused.status_code == 422
    assert (
        maria.post(address, {"figure": "commit", "amount": "900", "note": "One more"}, headers=HTMX).status_code == 204
    )
    assert Judgement.objects.get().author == busy.maria
    judged = maria.get(f"/sales/forecast/?of={busy.maria.pk}&period={month}").content.decode()
    assert "<strong>900</strong>" in judged
    assert "computed 800" in judged
    assert "One more" in maria.get(address, headers=HTMX).content.decode()


def test_attainment_names_the_gap_and_the_pace(busy: World) -> None:
    page = client_of(busy.alice).get("/sales/attainment/").content.decode()
    assert "50%" in page
    assert "1,600" in page
    assert "Amounts in CNY." in page


def test_accuracy_holds_what_was_said_against_what_came(busy: World) -> None:
    ada = client_of(busy.ada)
    assert "No forecast was frozen yet" in ada.get("/sales/accuracy/").content.decode()
    last = periods.plus(periods.holding(periods.MONTH, periods.today()).first, -1)
    end = periods.plus(last, 1) - timedelta(days=1)
    deal(busy.alice, "300", customer=busy.acme, expected=last, category="commit")
    snapshots.take(by=User.objects.system(), on=end - timedelta(weeks=4))
    deal(busy.alice, "400", customer=busy.acme, won=last)
    page = ada.get("/sales/accuracy/").content.decode()
    # said 300, came 400: 1 - 100/400 = 75%, and 25% too little
    assert "75%" in page
    assert "25% too little" in page


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_see_the_forecast_is_told_so(busy: World, path: str) -> None:
    answer = client_of(busy.sam).get(f"/sales/{path}")
    assert answer.status_code == 403


def test_a_seller_sees_his_own_figures_only(busy: World) -> None:
    bob = client_of(User.objects.get(pk=busy.bob.pk))
    for path in PAGES:
        text = bob.get(f"/sales/{path}").content.decode()
        assert "Alice" not in text, path
        assert "CN¥800" not in text, path
    month = periods.holding(periods.MONTH, periods.today()).key
    assert bob.get(f"/sales/forecast/{busy.alice.pk}/{month}/").status_code == 404


def enter(client: Client, plan: QuotaPlan, *cells: dict[str, str]) -> Any:
    return client.post(f"/sales/quotas/{plan.pk}/cells/", json.dumps({"cells": cells}), content_type="application/json")


def test_the_sheet_of_quotas_is_begun_filled_split_and_published(world: World) -> None:
    ada, year = client_of(world.ada), periods.fiscal_year_of(periods.today())
    assert ada.post(f"/sales/quotas/{year}/draft/").status_code == 302
    plan = QuotaPlan.objects.get()
    north, month = f"department:{world.north.pk}", periods.year(year).months[0].isoformat()
    assert enter(ada, plan, {"of": north, "month": month, "amount": "100", "was": ""}).json()["changed"] == 1
    assert enter(ada, plan, {"of": north, "month": month, "amount": "90", "was": "1"}).status_code == 409
    assert enter(ada, plan, {"of": north, "month": month, "amount": "-1", "was": "100"}).status_code == 422
    assert enter(ada, plan, {"of": north, "month": month, "amount": "x", "was": "100"}).status_code == 422

    split = f"/sales/quotas/{plan.pk}/split/{north}/"
    assert ada.get(split, headers=HTMX).status_code == 200
    assert ada.post(split, {"shares": "even"}, headers=HTMX).status_code == 204
    shares = Quota.objects.filter(dimension="person", user__in=[world.alice, world.bob]).values_list(
        "amount", flat=True
    )
    assert list(shares) == [Decimal(50), Decimal(50)]

    spread = f"/sales/quotas/{plan.pk}/spread/person:{world.bob.pk}/"
    assert ada.post(spread, {"amount": "1000", "pattern": "even"}, headers=HTMX).status_code == 204
    months = list(Quota.objects.filter(user=world.bob).order_by("month").values_list("amount", flat=True))
    assert (len(months), sum(months), months[0], months[-1]) == (12, Decimal(1000), Decimal("83.34"), Decimal("83.33"))

    page = ada.get("/sales/quotas/").content.decode()
    assert "too much below" in page
    assert ada.post(f"/sales/quotas/{plan.pk}/publication/", headers=HTMX).status_code == 204
    assert enter(ada, plan, {"of": north, "month": month, "amount": "1", "was": "100"}).status_code == 422
    ada.post(f"/sales/quotas/{year}/draft/")
    draft = QuotaPlan.objects.get(state="draft")
    assert draft.quotas.count() == plan.quotas.count()
    assert ada.post(f"/sales/quotas/{draft.pk}/removal/", headers=HTMX).status_code == 204
    assert not QuotaPlan.objects.filter(state="draft").exists()


def test_a_manager_enters_quotas_of_his_people_only(world: World) -> None:
    User.objects.filter(pk=world.maria.pk).update(department=world.north)
    maria, year = client_of(User.objects.get(pk=world.maria.pk)), periods.fiscal_year_of(periods.today())
    maria.post(f"/sales/quotas/{year}/draft/")
    plan, month = QuotaPlan.objects.get(), periods.year(year).months[0].isoformat()
    own = {"of": f"person:{world.bob.pk}", "month": month, "amount": "5", "was": ""}
    assert enter(maria, plan, own).status_code == 200
    assert enter(maria, plan, {**own, "of": f"person:{world.charlie.pk}"}).status_code == 422
    assert enter(maria, plan, {**own, "of": f"department:{world.south.pk}"}).status_code == 422
    assert enter(client_of(world.alice), plan, own).status_code == 403


CHINESE = {
    "": "销售看板", "scoreboard/": "赢单率", "products/": "本期的商机还没有报价单", "forecast/": "销售预测",
    "attainment/": "达成率", "accuracy/": "预测准确度", "quotas/": "销售目标",
}  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_speak_chinese(busy: World, path: str) -> None:
    User.objects.filter(pk=busy.maria.pk).update(language="zh-hans")
    text = client_of(User.objects.get(pk=busy.maria.pk)).get(f"/sales/{path}").content.decode()
    assert CHINESE[path] in text
