"""The grid: what is typed, what it comes to, and what becomes of what is wrong."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import Product
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.database.records import new_id
from kehu.quotes.actions.grid import Cell, Edits, NewLine, apply
from kehu.quotes.models import Line, Quote
from kehu.quotes.tests.conftest import Put, only_line
from tests.world import World


def test_a_product_brings_name_price_tax_and_cost(quote: Quote, put: Put, shop: dict[str, Product]) -> None:
    put(product=shop["fibre"], quantity="2")
    line = only_line(quote)
    assert (line.name, line.sku, line.price, line.tax_percent) == ("Fibre line 100M", "FIB-100", 100, 9)
    quote.refresh_from_db()
    # 2 × 100 = 200 net; tax 9 % = 18; cost 2 × 60 = 120, margin 80 = 40 %.
    assert (quote.net, quote.tax, quote.total) == (200, 18, 218)
    assert (quote.margin, quote.margin_percent) == (80, 40)


def test_more_of_it_costs_less_and_a_discount_is_taken_off(quote: Quote, put: Put, shop: dict[str, Product]) -> None:
    put(product=shop["fibre"], quantity="10", discount="10%")
    quote.refresh_from_db()
    # 10 × 80 = 800, less 10 % = 720; tax 9 % = 64.80.
    assert (quote.net, quote.tax, quote.total) == (720, Decimal("64.80"), Decimal("784.80"))
    assert quote.deepest_discount == 10


def test_a_price_of_ones_own_stays_and_counts_as_a_discount(
    quote: Quote, put: Put, shop: dict[str, Product], world: World
) -> None:
    put(product=shop["router"], quantity="1", price="240")
    line = only_line(quote)
    assert (line.price, line.list_price, line.price_is_own) == (240, 300, True)
    quote.refresh_from_db()
    assert quote.deepest_discount == 20  # 60 of 300
    apply(quote=quote, edits=Edits(cells=[Cell(line.pk, "price", "240", "")]), by=world.alice)
    line.refresh_from_db()
    assert (line.price, line.price_is_own) == (300, False)


def test_a_bundle_shows_its_parts_and_has_its_own_price(quote: Quote, put: Put, shop: dict[str, Product]) -> None:
    outcome = put(product=shop["bundle"], quantity="2")
    assert [one.kind for one in outcome.lines] == ["item", "part", "part"]
    quote.refresh_from_db()
    # 2 × 350 = 700; its parts cost 60 + 210 = 270 each time, 540 in all.
    assert (quote.net, quote.margin) == (700, 160)


def test_optional_lines_and_texts_are_not_added_up_and_sections_have_sums(
    quote: Quote, put: Put, shop: dict[str, Product], alice: Client
) -> None:
    put(kind="section", name="Access")
    put(product=shop["fibre"], quantity="1")
    put(product=shop["router"], quantity="1", optional="1")
    put(kind="text", name="Delivery in May")
    quote.refresh_from_db()
    assert quote.net == 100
    from kehu.quotes.queries.content import content_of

    content = content_of(quote)
    assert content["lines"][0]["subtotal"] == "100.00"
    assert content["lines"][2]["optional"] is True


def test_what_cannot_be_read_is_refused_and_the_rest_is_saved(
    quote: Quote, put: Put, shop: dict[str, Product], world: World
) -> None:
    put(product=shop["fibre"])
    line = only_line(quote)
    cells = [Cell(line.pk, "quantity", "1", "many"), Cell(line.pk, "discount", "", "5%")]
    outcome = apply(quote=quote, edits=Edits(cells=cells), by=world.alice)
    assert [(one.field, one.typed) for one in outcome.problems] == [("quantity", "many")]
    assert "“many” is not a number." in outcome.problems[0].message
    line.refresh_from_db()
    assert (line.quantity, line.discount_percent) == (1, 5)


def test_a_cell_that_somebody_else_changed_is_a_conflict_and_other_cells_are_saved(
    quote: Quote, put: Put, shop: dict[str, Product], world: World
) -> None:
    put(product=shop["fibre"])
    line = only_line(quote)
    apply(quote=quote, edits=Edits(cells=[Cell(line.pk, "quantity", "1", "3")]), by=world.maria)
    cells = [Cell(line.pk, "quantity", "1", "5"), Cell(line.pk, "discount", "", "2%")]
    outcome = apply(quote=quote, edits=Edits(cells=cells), by=world.alice)
    (problem,) = outcome.problems
    assert (problem.field, problem.typed, problem.theirs) == ("quantity", "5", "3")
    line.refresh_from_db()
    assert (line.quantity, line.discount_percent) == (3, 2)


def test_sending_the_same_changes_twice_changes_nothing(quote: Quote, shop: dict[str, Product], world: World) -> None:
    line = new_id()
    edits = Edits(cells=[Cell(line, "name", None, "Advice")], added=[NewLine(line)])
    apply(quote=quote, edits=edits, by=world.alice)
    apply(quote=quote, edits=edits, by=world.alice)
    assert only_line(quote).name == "Advice"


def test_lines_are_put_in_order_and_removed_with_their_parts(
    quote: Quote, put: Put, shop: dict[str, Product], world: World
) -> None:
    put(product=shop["bundle"])
    put(name="Advice", price="50")
    bundle, advice = Line.objects.filter(quote=quote, parent=None)
    outcome = apply(quote=quote, edits=Edits(order=[advice.pk, bundle.pk]), by=world.alice)
    assert [one.kind for one in outcome.lines] == ["item", "item", "part", "part"]
    assert outcome.lines[0].pk == advice.pk
    apply(quote=quote, edits=Edits(removed=[bundle.pk]), by=world.alice)
    assert only_line(quote) == advice


def test_a_pasted_sku_becomes_its_product(quote: Quote, put: Put, shop: dict[str, Product]) -> None:
    put(name="rtr-1", quantity="2")
    assert only_line(quote).product == shop["router"]


def test_a_line_of_another_quote_cannot_be_taken(quote: Quote, put: Put, world: World) -> None:
    from kehu.quotes.actions import quotes
    from kehu.quotes.actions.grid import GridRefused

    put(name="Advice")
    other = quotes.create(title="Other", customer=world.acme, by=world.alice)
    with pytest.raises(GridRefused):
        apply(quote=other, edits=Edits(added=[NewLine(only_line(quote).pk)]), by=world.alice)


def test_a_stranger_changes_nothing(quote: Quote, world: World) -> None:
    with pytest.raises(OutOfReach):
        apply(quote=quote, edits=Edits(added=[NewLine(new_id())]), by=world.charlie)


def save(client: Client, quote: Quote, **edits: Any) -> Any:
    return client.post(f"/quotes/{quote.pk}/lines/", json.dumps(edits), content_type="application/json")


def test_the_browser_gets_the_sheet_back(
    alice: Client, quote: Quote, shop: dict[str, Product], django_assert_max_num_queries: Any
) -> None:
    line = str(new_id())
    cells = [{"line": line, "field": "product", "old": None, "new": str(shop["fibre"].pk)}]
    with django_assert_max_num_queries(40):
        answer = save(alice, quote, cells=cells, added=[{"id": line, "kind": "item"}])
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["totals"]["total"], said["lines"][0]["price"], said["problems"]) == ("109.00", "100", [])
    assert "cost" not in said["lines"][0]  # sellers do not read what products cost
    assert save(alice, quote, cells=[{"line": "nonsense"}]).status_code == 422


def test_products_are_found_by_pinyin_and_sku_with_the_price(
    alice: Client, quote: Quote, shop: dict[str, Product]
) -> None:
    for text in ("gxzx", "RTR", "路由器"):
        found = alice.get(f"/quotes/{quote.pk}/products/", {"q": text}).json()["products"]
        assert len(found) == 1, (text, found)
    assert "300" in alice.get(f"/quotes/{quote.pk}/products/", {"q": "rtr"}).json()["products"][0]["price"]


def test_a_price_explains_itself(alice: Client, quote: Quote, put: Put, shop: dict[str, Product]) -> None:
    put(product=shop["fibre"], quantity="12")
    page = alice.get(f"/quotes/{quote.pk}/lines/{only_line(quote).pk}/price/").content.decode()
    assert "Volume step" in page
