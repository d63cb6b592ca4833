"""Sums by category of product, and how far groups have come."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import Category, Product, TaxClass, Unit
from kehu.forecasting import periods
from kehu.forecasting.actions import quotas as actions
from kehu.forecasting.actions import spreading
from kehu.forecasting.models import Quota
from kehu.forecasting.periods import MONTH, Period
from kehu.forecasting.queries import dimensions, reached
from kehu.forecasting.queries.people import Circles, seen_by
from kehu.forecasting.queries.products import by_category
from kehu.forecasting.tests.deals import deal
from kehu.quotes.models import Line, Quote
from kehu.sales.models import Opportunity
from tests.world import World

NOV = date(2026, 11, 1)


def category(name: str, parent: Category | None = None) -> Category:
    made = Category(name=name, parent=parent)
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save()
    return made


def quote(of: Opportunity, number: str, state: str, *lines: tuple[Category | None, str], **more: Any) -> Quote:
    made = Quote.objects.create(
        number=number, title=number, customer=of.customer, opportunity=of, currency="CNY", language="en", state=state,
        valid_until=date(2027, 1, 1),
    )  # fmt: skip
    for place, (kind, net) in enumerate(lines):
        product = None
        if kind:
            product, _new = Product.objects.get_or_create(
                sku=kind.name,
                defaults={
                    "name": kind.name,
                    "category": kind,
                    "unit": Unit.objects.first(),
                    "tax_class": TaxClass.objects.first(),
                },
            )
        Line.objects.create(quote=made, position=place, product=product, name=number, net=Decimal(net), **more)
    return made


@pytest.fixture
def kinds(world: World) -> tuple[Category, Category]:
    return category("Lines"), category("Cloud")


def test_an_opportunity_is_shared_out_by_the_lines_of_its_leading_quote(
    world: World, kinds: tuple[Category, Category]
) -> None:
    # 1000 at 50%; accepted quote 600 lines + 200 cloud: 1000 × 600/800 = 750 and 250; weighted 375 and 125.
    # The newer draft of cloud alone does not count, nor does what is optional.
    one = deal(world.alice, "1000", customer=world.acme, expected=date(2026, 11, 20), category="commit")
    lines, cloud = kinds
    quote(one, "Q1", "accepted", (lines, "600"), (cloud, "200"))
    quote(one, "Q2", "draft", (cloud, "900"))
    quote(one, "Q3", "declined", (lines, "900"))
    # 300 won without a quote, 100 won with a free item
    deal(world.alice, "300", customer=world.acme, won=date(2026, 11, 3))
    free = deal(world.alice, "100", customer=world.acme, won=date(2026, 11, 3))
    quote(free, "Q4", "accepted", (None, "50"))
    people = seen_by(world.alice)
    found = by_category(world.alice, Circles(world.alice, people).find(""), Period(MONTH, NOV))
    told = [(one.category and one.category.name, one.is_quoted, dict(one.amounts), one.weighted) for one in found]
    assert told == [
        ("Lines", True, {"commit": Decimal(750)}, Decimal(375)),
        ("Cloud", True, {"commit": Decimal(250)}, Decimal(125)),
        (None, True, {"won": Decimal(100)}, Decimal(0)),
        (None, False, {"won": Decimal(300)}, Decimal(0)),
    ]
    assert sum(one.total for one in found) == Decimal(1400)


def test_quotas_of_categories_are_met_with_what_lies_below_them(world: World, kinds: tuple[Category, Category]) -> None:
    below = category("Fibre", kinds[0])
    one = deal(world.bob, "400", customer=world.acme, won=date(2026, 11, 3))
    quote(one, "Q1", "accepted", (below, "10"))
    dimension = dimensions.find("category")
    assert dimension
    plan = actions.begin(fiscal_year=2026, by=world.ada)
    actions.enter(plan=plan, cells=[actions.Cell("category", str(kinds[0].pk), NOV, Decimal(800))], by=world.ada)
    actions.publish(plan=plan, by=world.ada)
    found = reached.by_dimension(world.ada, dimension, Period(MONTH, NOV), date(2026, 11, 15))
    # 400 of 800 is 50%; the category below has no quota but won
    assert [(one.row.label, one.row.depth, one.attainment.won, one.attainment.rate) for one in found] == [
        ("Lines", 0, Decimal(400), Decimal("0.5")), ("Fibre", 1, Decimal(400), None),
    ]  # fmt: skip
    assert dimension.rows(dimensions.within_reach(world.alice, "view")) == []


def test_departments_and_teams_have_the_sum_of_their_people(world: World) -> None:
    # North: Alice 100, Bob 50 → 150; head office with north and south: 150 + Charlie 30 = 180; the team 150
    for user, amount in ((world.alice, "100"), (world.bob, "50"), (world.charlie, "30")):
        deal(user, amount, customer=world.acme, won=date(2026, 11, 3))
    told = {}
    for key in ("department", "team"):
        dimension = dimensions.find(key)
        assert dimension
        found = reached.by_dimension(world.ada, dimension, Period(MONTH, NOV), date(2026, 11, 15))
        told |= {one.row.label: one.attainment.won for one in found}
    assert told == {
        "Head office": Decimal(180), "North": Decimal(150), "South": Decimal(30), "Key accounts": Decimal(150),
    }  # fmt: skip


def test_a_department_without_a_quota_is_held_against_those_below(world: World) -> None:
    # Alice 100 and Bob 60 in North, which has none; South has 40 of its own, Charlie's 500 do not count beside it:
    # head office 100 + 60 + 40 = 200, of which Alice won 50: 25%
    plan = actions.begin(fiscal_year=2026, by=world.ada)
    wanted = [("person", world.alice, "100"), ("person", world.bob, "60"), ("person", world.charlie, "500"),
              ("department", world.south, "40")]  # fmt: skip
    cells = [actions.Cell(kind, str(of.pk), NOV, Decimal(amount)) for kind, of, amount in wanted]
    actions.enter(plan=plan, cells=cells, by=world.ada)
    actions.publish(plan=plan, by=world.ada)
    deal(world.alice, "50", customer=world.acme, won=date(2026, 11, 3))
    dimension = dimensions.find("department")
    assert dimension
    found = reached.by_dimension(world.ada, dimension, Period(MONTH, NOV), date(2026, 11, 15))
    told = {one.row.label: (one.attainment.quota, one.attainment.rate) for one in found}
    assert told == {
        "Head office": (Decimal(200), Decimal("0.25")), "North": (Decimal(160), Decimal("0.3125")),
        "South": (Decimal(40), Decimal(0)),
    }  # fmt: skip


def test_a_year_is_spread_as_last_year_went(world: World) -> None:
    # last year 300 in March and 100 in June: 1000 × 3/4 = 750 and 250
    deal(world.alice, "300", customer=world.acme, won=date(2025, 3, 10))
    deal(world.alice, "100", customer=world.acme, won=date(2025, 6, 10))
    plan = actions.begin(fiscal_year=2026, by=world.ada)
    target = spreading.Target("person", str(world.alice.pk))
    spreading.spread_year(plan=plan, target=target, amount=Decimal(1000), pattern="last_year", by=world.ada)
    amounts = {one.month.month: one.amount for one in Quota.objects.filter(amount__gt=0)}
    assert amounts == {3: Decimal(750), 6: Decimal(250)}


def test_a_department_is_split_by_what_its_people_won(world: World) -> None:
    # last year Alice won 300, Bob 100: 90 is 67.50 and 22.50
    deal(world.alice, "300", customer=world.acme, won=date(2025, 3, 10))
    deal(world.bob, "100", customer=world.acme, won=date(2025, 3, 10))
    plan = actions.begin(fiscal_year=2026, by=world.ada)
    north = spreading.Target("department", str(world.north.pk))
    actions.enter(plan=plan, cells=[actions.Cell("department", north.key, NOV, Decimal(90))], by=world.ada)
    spreading.split_down(plan=plan, target=north, shares="won", by=world.ada)
    found = dict(Quota.objects.filter(dimension="person").values_list("user__name", "amount"))
    assert found == {"Alice": Decimal("67.50"), "Bob": Decimal("22.50")}


@pytest.mark.parametrize("by", ["department", "team", "category"])
def test_the_page_of_attainment_goes_by_groups_too(world: World, by: str, django_assert_max_num_queries: Any) -> None:
    today = periods.today()
    one = deal(world.alice, "100", customer=world.acme, won=today)
    quote(one, "Q1", "accepted", (category("Lines"), "10"))
    client = Client()
    client.force_login(world.ada)
    client.get(f"/sales/attainment/?by={by}")
    with django_assert_max_num_queries(15):
        page = client.get(f"/sales/attainment/?by={by}").content.decode()
    assert {"department": "North", "team": "Key accounts", "category": "Lines"}[by] in page
    assert "100" in page


def test_products_have_quotas_below_their_category(world: World, kinds: tuple[Category, Category]) -> None:
    """800 won by an accepted quote of 600 lines and 200 cloud: each product has its part, and so has its category. The
    category's 1,000 of November are split over its one product.
    """
    lines, cloud = kinds
    one = deal(world.alice, "800", customer=world.acme, won=date(2026, 11, 3))
    quote(one, "Q1", "accepted", (lines, "600"), (cloud, "200"))
    Product.objects.update(state="active")
    product = Product.objects.get(category=lines)
    sheet = dimensions.find("product")
    assert sheet is not None
    rows = sheet.rows(dimensions.within_reach(world.ada))
    row = next(row for row in rows if row.key == str(product.pk))
    assert (row.dimension, row.within) == ("product", ("category", str(lines.pk)))
    assert sheet.rows(dimensions.within_reach(world.maria)) == []  # she does not see everybody's figures

    plan = actions.begin(fiscal_year=2026, by=world.ada)
    target = spreading.Target("category", str(lines.pk))
    actions.enter(plan=plan, cells=[actions.Cell("category", target.key, NOV, Decimal(1000))], by=world.ada)
    with pytest.raises(actions.QuotaRefused):  # on the sheet of categories there is nothing below
        spreading.split_down(plan=plan, target=target, shares="even", by=world.ada)
    spreading.split_down(plan=plan, target=target, shares="even", by=world.ada, sheet="product")
    assert Quota.objects.get(dimension="product").amount == Decimal(1000)
    actions.publish(plan=plan, by=world.ada)

    period = Period(MONTH, NOV)
    found = {one.row.label: one for one in reached.by_dimension(world.ada, sheet, period, date(2026, 11, 22))}
    told = found[product.label]
    assert (told.attainment.quota, told.attainment.won) == (Decimal(1000), Decimal(600))
    assert found["Cloud"].attainment.won == Decimal(200)
    assert str(one.pk) in told.won


def test_what_teams_and_departments_won_opens_its_opportunities(world: World) -> None:
    deal(world.alice, "500", customer=world.acme, won=date(2026, 11, 3))
    client = Client()
    client.force_login(world.maria)
    for by in ("team", "department"):
        page = client.get(f"/sales/attainment/?by={by}&period=2026-11").content.decode()
        assert "/opportunities/?filter=" in page, by
        assert str(world.alice.pk) in page
