"""Bundles in a quote: what does not go together is said beside its line and keeps the quote from being sent."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import BundlePart, PartGroup, PartRule, PriceBook, PriceEntry, Product
from kehu.catalog.tests import making
from kehu.foundation.database.records import new_id
from kehu.quotes.actions import sending
from kehu.quotes.actions.grid import Cell, Edits, GridRefused, NewLine, Outcome, apply
from kehu.quotes.models import Line, Quote
from kehu.quotes.queries.bundles import looked_into
from kehu.quotes.queries.lines import lines_of
from kehu.quotes.tests.conftest import Put, only_line
from tests.world import World

BASE = "https://kehu.example"


@pytest.fixture
def parts(world: World, shop: dict[str, Product]) -> dict[str, BundlePart]:
    """The set needs one or two of three cables, none of which is chosen at first; the long one needs the router."""
    bundle = shop["bundle"]
    cables = PartGroup.objects.create(bundle=bundle, name="Cables", least=1, most=2)
    found = {"router": bundle.parts.get(product=shop["router"])}
    for place, name in enumerate(("Short", "Long", "Red")):
        cable = making.product(f"CAB-{place}", name=name)
        PriceEntry.objects.create(book=PriceBook.objects.get(is_standard=True), product=cable, amount=Decimal(5))
        found[name] = BundlePart.objects.create(
            bundle=bundle, product=cable, group=cables, is_optional=True, is_chosen=False, position=10 + place,
            quantity=Decimal(1), most=Decimal(4),
        )  # fmt: skip
    PartRule.objects.create(part=found["Long"], kind=PartRule.Kind.REQUIRES, other=found["router"])
    return found


def add(quote: Quote, part: BundlePart, world: World) -> Outcome:
    line = only_line(quote)
    new = NewLine(new_id(), Line.Kind.PART, parent=line.pk, part=part.pk)
    return apply(quote=quote, edits=Edits(added=[new]), by=world.alice)


def said(quote: Quote) -> list[str]:
    return [one for messages in looked_into(lines_of(quote)).problems.values() for one in messages]


def test_a_bundle_short_of_a_choice_is_not_sent_and_says_so_beside_its_line(
    quote: Quote, put: Put, shop: dict[str, Product], parts: dict[str, BundlePart], world: World, alice: Client
) -> None:
    put(product=shop["bundle"])
    assert said(quote) == ["Choose at least 1 of “Cables”."]
    with pytest.raises(sending.NotReady) as refused:
        sending.send(quote=quote, by=world.alice, base_url=BASE)
    assert refused.value.message.startswith("Line 1, “")
    assert refused.value.message.endswith("Choose at least 1 of “Cables”.")
    answer = alice.post(f"/quotes/{quote.pk}/lines/", "{}", content_type="application/json").json()
    row = answer["lines"][0]
    assert row["faults"] == ["Choose at least 1 of “Cables”."]
    assert [one["name"] for one in row["further"]] == ["Short", "Long", "Red"]


def test_a_part_that_was_not_chosen_is_put_in_and_too_many_are_told(
    quote: Quote, put: Put, shop: dict[str, Product], parts: dict[str, BundlePart], world: World
) -> None:
    put(product=shop["bundle"])
    add(quote, parts["Short"], world)
    assert said(quote) == []
    assert add(quote, parts["Short"], world).problems == []
    assert quote.lines.filter(kind="part").count() == 3
    for name in ("Long", "Red"):
        add(quote, parts[name], world)
    assert said(quote) == ["Choose at most 2 of “Cables”."]
    quote.refresh_from_db()
    with pytest.raises(GridRefused):
        nothing = NewLine(new_id(), "part", only_line(quote).pk, new_id())
        apply(quote=quote, edits=Edits(added=[nothing]), by=world.alice)


def test_what_a_part_needs_or_how_many_there_may_be_stands_beside_the_part(
    quote: Quote, put: Put, shop: dict[str, Product], parts: dict[str, BundlePart], world: World
) -> None:
    put(product=shop["bundle"])
    add(quote, parts["Long"], world)
    long = quote.lines.get(name="Long")
    router = quote.lines.get(product=shop["router"])
    apply(quote=quote, edits=Edits(cells=[Cell(long.pk, "quantity", None, "9")]), by=world.alice)
    apply(quote=quote, edits=Edits(removed=[router.pk]), by=world.alice)
    problems = looked_into(lines_of(quote)).problems
    assert len(problems[long.pk]) == 2
    assert "between 1 and 4" in problems[long.pk][0]
    assert problems[only_line(quote).pk] == ["“企业路由器” cannot be left out."]
    add(quote, parts["router"], world)
    apply(quote=quote, edits=Edits(cells=[Cell(long.pk, "quantity", "9", "2")]), by=world.alice)
    assert sending.send(quote=quote, by=world.alice, base_url=BASE).number == 1


def test_bundles_cost_two_statements_and_quotes_without_none(
    quote: Quote, put: Put, shop: dict[str, Product], parts: dict[str, BundlePart], django_assert_num_queries: Any
) -> None:
    put(product=shop["router"])
    lines = lines_of(quote)
    with django_assert_num_queries(0):
        looked_into(lines)
    put(product=shop["bundle"])
    put(product=shop["bundle"])
    lines = lines_of(quote)
    with django_assert_num_queries(2):
        looked_into(lines)


def test_totals_are_told_with_and_without_options_and_an_answer_by_hand_takes_some(
    quote: Quote, put: Put, world: World, alice: Client
) -> None:
    put(name="Advice", price="100", tax="0")
    put(name="Training", price="40", tax="0", optional="1")
    put(name="Spare", price="7", tax="0", optional="1")
    version = sending.send(quote=quote, by=world.alice, base_url=BASE)
    shown = Client().get(f"/offers/{version.token}/").content.decode()
    assert "Without options" in shown
    assert "147.00" in shown
    assert "147.00" in alice.get(f"/quotes/{quote.pk}/print/").content.decode()
    training = next(one["id"] for one in version.content["lines"] if one["name"] == "Training")
    dialog = alice.get(f"/quotes/{quote.pk}/answers/accepted/").content.decode()
    assert "Training" in dialog
    alice.post(f"/quotes/{quote.pk}/answers/accepted/", {"name": "Wang", "chosen": [training]})
    version.refresh_from_db()
    assert (version.answer.total, version.answer.chosen) == (Decimal("140.00"), [training])
