"""Commission and appraisal by margin take what the products really cost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kehu.catalog.models import Product, Unit
from kehu.compensation.actions import plans
from kehu.compensation.queries import readings, statements
from kehu.compensation.queries.margins import costs_of
from kehu.foundation.database.records import new_id
from kehu.quotes.actions import answers, quotes, sending
from kehu.quotes.actions.grid import Cell, Edits, NewLine, apply
from kehu.sales.actions import lines
from kehu.sales.actions.lines import Wanted
from kehu.sales.models import Opportunity
from tests.world import World

JAN = date(2026, 1, 1)
DAY = date(2026, 1, 10)


@pytest.fixture
def server(world: World) -> Product:
    """Costs 300."""
    unit = Unit.objects.get(key="piece")
    return Product.objects.create(
        sku="SRV", name="Server", sort_name="server", unit=unit, state="active", cost=Decimal(300)
    )


def quoted(deal: Opportunity, world: World, rows: list[tuple[Product, str, str, str]], taken: list[int]) -> None:
    """An accepted quote of these (product, quantity, price, optional)."""
    quote = quotes.create(title="Q", customer=deal.customer, opportunity=deal, by=world.alice, language="en")
    ids = [new_id() for _row in rows]
    cells = [
        Cell(ids[place], key, None, value)
        for place, (product, quantity, price, optional) in enumerate(rows)
        for key, value in (
            ("product", str(product.pk)), ("quantity", quantity), ("price", price), ("tax", "0"),
            ("optional", optional),
        )
    ]  # fmt: skip
    apply(quote=quote, edits=Edits(cells=cells, added=[NewLine(one) for one in ids]), by=world.alice)
    quote.refresh_from_db()
    sending.send(quote=quote, by=world.ada, base_url="https://kehu.example")
    answers.record(
        quote=quote, outcome="accepted", by=world.alice, name="Wang", chosen=[str(ids[one]) for one in taken]
    )  # fmt: skip


def test_the_accepted_quote_says_what_a_deal_costs_with_the_options_taken(
    world: World, win: Any, server: Product
) -> None:
    deal = win(2500, DAY)
    quoted(deal, world, [(server, "2", "1000", ""), (server, "1", "500", "1"), (server, "9", "500", "1")], [1])
    # (2 + 1) × 300; the nine that were not taken cost nothing
    assert costs_of([deal.pk]) == {deal.pk: Decimal("900.00")}


def test_without_a_quote_the_products_of_the_deal_do_and_unknown_costs_say_nothing(
    world: World, win: Any, server: Product
) -> None:
    known, unknown, empty = win(5000, DAY), win(700, DAY), win(10, DAY)
    lines.write(opportunity=known, lines=[Wanted(server, Decimal(4), price=Decimal(1250))], by=world.alice)
    free = Product.objects.create(sku="X", name="X", sort_name="x", unit=server.unit, state="active")
    lines.write(opportunity=unknown, lines=[Wanted(free, price=Decimal(700))], by=world.alice)
    assert costs_of([known.pk, unknown.pk, empty.pk]) == {known.pk: Decimal("1200.00")}


def test_a_plan_on_margins_pays_for_what_is_left(world: World, win: Any, server: Product) -> None:
    plan = plans.create(name="On margins", by=world.ada)
    plans.add_version(plan=plan, since=JAN, by=world.ada, tiers=[{"from": 0, "rate": 10}], basis="margin")
    plans.put_on(plan=plan, user=world.alice, since=JAN, by=world.ada)
    deal = win(5000, DAY)
    lines.write(opportunity=deal, lines=[Wanted(server, Decimal(4), price=Decimal(1250))], by=world.alice)
    win(800, DAY)  # nobody knows what it costs
    # (5,000 − 4 × 300) × 10 % = 380
    found = statements.month([world.alice.pk], JAN)[world.alice.pk]
    assert sum(one.amount for one in found.lines) == Decimal(380)


def test_the_measure_of_margin_takes_known_costs_off(world: World, win: Any, server: Product) -> None:
    before = readings.margin([world.alice.pk], JAN, date(2026, 1, 31))
    assert before == {}
    deal = win(5000, DAY)
    lines.write(opportunity=deal, lines=[Wanted(server, Decimal(4), price=Decimal(1250))], by=world.alice)
    win(1000, DAY)
    found = readings.margin([world.alice.pk], JAN, date(2026, 1, 31))[world.alice.pk]
    # (6,000 − 1,200) / 6,000 = 80 %
    assert found.value == Decimal("80.00")
    assert ("costs", "1200.00") in found.parts
