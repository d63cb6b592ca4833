"""Territories: the tree, the rules, and what assigning customers anew would do and does."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.coverage import first_match
from kehu.coverage.actions import assigning, territories, territory_rules
from kehu.coverage.queries import territory_rules as found
from kehu.coverage.queries.territory_moves import preview
from kehu.coverage.queries.territory_tree import tree
from kehu.customers.actions import bulk, customers
from kehu.customers.entries import NewCustomer
from kehu.customers.models import Customer, Territory
from kehu.forecasting.tests.deals import deal
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.changes.actions import bulk_running, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.refusals import Refusal
from tests.world import World

Way = Territory.Way


# -- arithmetic --------------------------------------------------------------------------------------------------------


@given(st.lists(st.booleans(), max_size=12))
def test_the_first_rule_that_fits_decides(fits: list[bool]) -> None:
    place = first_match.first(fits)
    assert place == (fits.index(True) if True in fits else None)
    assert place is None or not any(fits[:place])


@given(st.integers(0, 1000), st.integers(0, 200), st.integers(1, 9))
def test_turns_deal_out_evenly_and_count_what_a_walk_counts(turn: int, newcomers: int, members: int) -> None:
    people = list(range(members))
    got = first_match.dealt(turn, newcomers, people)
    walked = [people[first_match.seat(turn, place, members)] for place in range(newcomers)]
    assert got == {one: walked.count(one) for one in people}
    assert max(got.values()) - min(got.values()) <= 1


@given(st.lists(st.tuples(st.integers(), st.integers(0, 5), st.integers(0, 4)), max_size=15))
def test_the_most_specific_order_keeps_all_and_is_the_same_done_twice(rules: list[tuple[int, int, int]]) -> None:
    once = first_match.most_specific_first((one, one[1], one[2]) for one in rules)
    assert sorted(once) == sorted(rules)
    assert first_match.most_specific_first((one, one[1], one[2]) for one in once) == once
    assert all((-a[1], -a[2]) <= (-b[1], -b[2]) for a, b in pairwise(once))


# -- the tree ----------------------------------------------------------------------------------------------------------


def grow(world: World) -> dict[str, Territory]:
    """Henan with Luoyang and Nanyang below it, and key accounts."""
    made: dict[str, Territory] = {}
    for name, parent in (("Henan", None), ("Luoyang", "Henan"), ("Nanyang", "Henan"), ("Key accounts", None)):
        made[name] = territories.save(by=world.ada, name=name, parent=made[parent] if parent else None)
    return made


def company(world: World, name: str, address: str = "", **more: Any) -> Customer:
    if address:
        more["address"] = address
    return customers.create(by=more.pop("by", world.ada), kind="organisation", name=name, **more)


LUOYANG = "河南省洛阳市西工区人民路1号"
NANYANG = "河南省南阳市卧龙区建设路2号"


def test_a_branch_moves_with_all_below_it_and_never_into_itself(world: World) -> None:
    one = grow(world)
    east = territories.save(by=world.ada, name="East")
    territories.save(by=world.ada, territory=one["Henan"], parent=east)
    luoyang = Territory.objects.get(name="Luoyang")
    assert luoyang.path == f"{east.pk}/{one['Henan'].pk}/{luoyang.pk}/"
    with pytest.raises(Refusal):
        territories.save(by=world.ada, territory=east, parent=luoyang)
    with pytest.raises(Refusal):
        territories.save(by=world.ada, name="Luoyang", parent=one["Henan"])
    with pytest.raises(PermissionMissing):
        territories.save(by=world.alice, name="Mine")


def test_figures_roll_up_and_filters_take_what_lies_below(world: World, client: Client) -> None:
    one = grow(world)
    in_luoyang = company(world, "Bearings", territory=one["Luoyang"])
    company(world, "Province", territory=one["Henan"])
    deal(world.alice, "500", customer=in_luoyang)
    henan = tree(world.ada).of(one["Henan"].pk)
    assert henan is not None
    assert (henan.own, henan.customers, henan.deals, henan.worth) == (1, 2, 1, Decimal(500))
    client.force_login(world.ada)
    listed = reverse("customers:list")
    below = client.get(listed, {"territory": str(one["Henan"].pk), "part": "list"}).content.decode()
    only = client.get(listed, {"territory.only": str(one["Henan"].pk), "part": "list"}).content.decode()
    assert "Bearings" in below and "Province" in below
    assert "Bearings" not in only and "Province" in only
    deals = client.get(reverse("sales:opportunities"), {"customer.territory": str(one["Henan"].pk)}).content.decode()
    assert "Deal of 500" in deals


def test_my_territories_are_those_i_work_in_and_below(world: World, client: Client) -> None:
    one = grow(world)
    territories.save(by=world.ada, territory=one["Henan"], members=[world.sam])
    company(world, "Bearings", territory=one["Luoyang"])
    company(world, "Elsewhere", territory=one["Key accounts"])
    client.force_login(world.sam)
    text = client.get(reverse("customers:list"), {"territory": "my_territories", "part": "list"}).content.decode()
    assert "Bearings" in text and "Elsewhere" not in text


def test_a_territory_goes_when_its_customers_have_gone_elsewhere(world: World) -> None:
    one = grow(world)
    moved = company(world, "Bearings", territory=one["Luoyang"])
    with pytest.raises(Refusal):
        territories.remove(territory=one["Henan"], by=world.ada)
    with pytest.raises(Refusal):
        territories.remove(territory=one["Luoyang"], by=world.ada)
    made = territories.remove(territory=one["Luoyang"], by=world.ada, heir=one["Henan"])
    moved.refresh_from_db()
    assert made is not None and moved.territory == one["Henan"] and not moved.territory_pinned
    assert not Territory.objects.filter(name="Luoyang").exists()


# -- rules -------------------------------------------------------------------------------------------------------------


def by_city(world: World) -> dict[str, Territory]:
    """Large ones are key accounts, whatever their town."""
    one = grow(world)
    territory_rules.save(by=world.ada, territory=one["Key accounts"], conditions="employees.from=1000")
    territory_rules.save(by=world.ada, territory=one["Luoyang"], conditions="city.contains=洛阳")
    territory_rules.save(by=world.ada, territory=one["Nanyang"], conditions="city.contains=南阳")
    return one


def test_new_customers_are_placed_and_those_set_by_hand_stay(world: World) -> None:
    one = by_city(world)
    small = company(world, "Bearings", LUOYANG)
    large = company(world, "Tractors", LUOYANG, employees=3000)
    by_hand = company(world, "Pumps", LUOYANG, territory=one["Nanyang"])
    stray = company(world, "Elsewhere", "北京市海淀区中关村大街1号")
    got = assigning.place([small.pk, large.pk, by_hand.pk, stray.pk, world.acme.pk])
    assert set(got) == {small.pk, large.pk}
    assert [Customer.objects.get(pk=row.pk).territory for row in (small, large, by_hand, stray)] == [
        one["Luoyang"], one["Key accounts"], one["Nanyang"], None,
    ]  # fmt: skip
    assert Customer.objects.get(pk=by_hand.pk).territory_pinned
    assert not Customer.objects.get(pk=small.pk).territory_pinned
    assert assigning.place([small.pk, large.pk]) == []


def test_a_batch_of_new_customers_is_placed_without_a_statement_for_each(
    world: World, django_assert_max_num_queries: Any
) -> None:
    by_city(world)
    rows = [NewCustomer({"kind": "organisation", "name": f"Firm {place}", "address": LUOYANG}) for place in range(60)]
    made = bulk.create_many(rows, by=world.ada).made
    with django_assert_max_num_queries(40):
        assert len(assigning.place(made)) == 60


def test_why_a_customer_is_where_he_is_is_told_rule_by_rule(world: World) -> None:
    one = by_city(world)
    customer = company(world, "Bearings", LUOYANG)
    why = found.explain(customer)
    assert why.territory == one["Luoyang"]
    assert [(verdict.fits, verdict.decides) for verdict in why.verdicts] == [(False, False), (True, True)]
    assert why.decider is not None and "洛阳" in why.decider.text and why.decider.way == "Henan / Luoyang"
    assert found.explain(company(world, "Elsewhere")).territory is None


@pytest.mark.parametrize(
    "link", [f"territory={'0' * 8}-0000-0000-0000-{'0' * 12}", "owner=me", "nonsense=1", "owner.empty=1"]
)
def test_a_rule_asks_neither_for_what_it_decides_nor_for_what_is_not_there(world: World, link: str) -> None:
    one = grow(world)
    with pytest.raises(Refusal):
        territory_rules.save(by=world.ada, territory=one["Henan"], conditions=link)


def test_rules_are_put_in_order_by_how_specific_they_are(world: World) -> None:
    one = grow(world)
    territory_rules.save(by=world.ada, territory=one["Henan"])
    territory_rules.save(by=world.ada, territory=one["Key accounts"], conditions="employees.from=1000")
    territory_rules.save(by=world.ada, territory=one["Luoyang"], conditions="city.contains=洛阳&employees.from=1000")
    territory_rules.save(by=world.ada, territory=one["Nanyang"], conditions="city.contains=南阳")
    territory_rules.put_in_order(by=world.ada)
    assert [said.rule.territory.name for said in found.said()] == ["Luoyang", "Nanyang", "Key accounts", "Henan"]


# -- assigning anew ----------------------------------------------------------------------------------------------------


def test_the_preview_says_who_moves_and_whose_portfolio_changes(world: World) -> None:
    one = by_city(world)
    territories.save(by=world.ada, territory=one["Luoyang"], way=Way.RESPONSIBLE, responsible=world.bob)
    hers = company(world, "Bearings", LUOYANG, owner=world.alice)
    his = company(world, "Pumps", LUOYANG, owner=world.bob, territory=one["Henan"])
    customers.update(customer=his, changes={"territory_pinned": False}, by=world.ada)
    company(world, "Held", LUOYANG, owner=world.alice, territory=one["Henan"])
    deal(world.alice, "500", customer=hers)
    seen = preview(found.active(), world.ada)
    assert (seen.customers, seen.worth, seen.held) == (2, Decimal(500), 1)
    assert {(move.origin, move.target, move.customers) for move in seen.moves} == {
        (None, one["Luoyang"], 1), (one["Henan"], one["Luoyang"], 1),
    }  # fmt: skip
    assert {(row.person, row.gets, row.gives, row.gets_worth) for row in seen.portfolios} == {
        (world.bob, 1, 0, Decimal(500)), (world.alice, 0, 1, Decimal(0)),
    }  # fmt: skip


def test_what_was_assigned_is_one_change_set_and_can_be_taken_back(world: World) -> None:
    one = by_city(world)
    territories.save(
        by=world.ada, territory=one["Luoyang"], way=Way.RESPONSIBLE, responsible=world.bob, team=world.team
    )
    rows = [company(world, f"Firm {place}", LUOYANG, owner=world.alice) for place in range(5)]
    made = assigning.begin(by=world.ada)
    assert made.state == ChangeSet.State.DONE and made.counts["changed"] == 5
    now = Customer.objects.get(pk=rows[0].pk)
    assert (now.territory, now.owner, now.team) == (one["Luoyang"], world.bob, world.team)
    undoing.undo(change_set=made, by=world.ada)
    back = Customer.objects.get(pk=rows[0].pk)
    assert (back.territory, back.owner, back.team) == (None, world.alice, None)
    assert preview(found.active(), world.ada).customers == 5


def test_who_fits_no_rule_stays_or_is_in_no_territory_as_it_was_asked(world: World) -> None:
    one = by_city(world)
    stray = company(world, "Elsewhere", territory=one["Henan"])
    assigning.begin(by=world.ada, pinned=True)
    assert Customer.objects.get(pk=stray.pk).territory == one["Henan"]
    assigning.begin(by=world.ada, pinned=True, strays=found.CLEAR)
    assert Customer.objects.get(pk=stray.pk).territory is None


def test_without_a_rule_nothing_is_assigned_and_without_the_right_nobody_assigns(world: World) -> None:
    with pytest.raises(Refusal):
        assigning.begin(by=world.ada)
    by_city(world)
    with pytest.raises(PermissionMissing):
        assigning.begin(by=world.alice)


CITIES = st.sampled_from(["洛阳", "南阳", "郑州"])
CONDITION = st.one_of(
    st.builds("city.contains={}".format, CITIES), st.builds("employees.from={}".format, st.integers(1, 50)),
    st.builds("city.contains={}&employees.to={}".format, CITIES, st.integers(1, 50)), st.just(""),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.lists(st.tuples(CONDITION, st.integers(0, 3), st.booleans()), min_size=1, max_size=5),
    ways=st.lists(st.sampled_from(Way.values), min_size=4, max_size=4),
    firms=st.lists(st.tuples(CITIES, st.integers(0, 60), st.integers(-1, 3), st.booleans()), min_size=1, max_size=8),
    strays=st.sampled_from([found.KEEP, found.CLEAR]),
    pinned=st.booleans(),
)
def test_what_the_preview_says_is_what_is_done(
    world: World, rules: Any, ways: Any, firms: Any, strays: str, pinned: bool
) -> None:
    Customer.objects.exclude(pk=world.acme.pk).delete()
    Customer.objects.update(territory=None, territory_pinned=False)
    Territory.objects.all().delete()
    people = [world.alice, world.bob, world.charlie]
    places = [
        territories.save(by=world.ada, name=f"T{at}", way=way, responsible=people[at % 3], members=people[:at])
        for at, way in enumerate(ways)
    ]
    for link, at, active in rules:
        territory_rules.save(by=world.ada, territory=places[at], conditions=link, is_active=active)
    bulk.create_many(
        [
            NewCustomer(
                {"kind": "organisation", "name": f"Firm {number}", "address": f"河南省{city}市人民路1号",
                 "employees": size, "owner": people[size % 3], "territory": places[at] if at >= 0 else None,
                 "territory_pinned": held}
            )
            for number, (city, size, at, held) in enumerate(firms)
        ],
        by=world.ada,
    )  # fmt: skip
    if not found.is_any():
        return
    before = {row.pk: (row.territory_id, row.owner_id) for row in Customer.objects.all()}
    said = preview(found.active(), world.ada, pinned=pinned, strays=strays)
    assigning.begin(by=world.ada, pinned=pinned, strays=strays)
    after = {row.pk: (row.territory_id, row.owner_id) for row in Customer.objects.all()}
    moved = [(before[pk][0], to) for pk, (to, _owner) in after.items() if to != before[pk][0]]
    assert sorted(map(str, moved)) == sorted(
        str((one.origin.pk if one.origin else None, one.target.pk if one.target else None))
        for one in said.moves
        for _each in range(one.customers)
    )
    for portfolio in said.portfolios:
        key = portfolio.person.pk if portfolio.person else None
        gets = sum(1 for pk, (_to, owner) in after.items() if owner == key != before[pk][1])
        gives = sum(1 for pk, (_to, owner) in after.items() if owner != key == before[pk][1])
        assert (portfolio.gets, portfolio.gives) == (gets, gives)
    assert preview(found.active(), world.ada, pinned=pinned, strays=strays).customers == 0


def test_what_is_done_in_batches_and_cut_off_comes_out_as_the_preview_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = by_city(world)
    territories.save(by=world.ada, territory=one["Luoyang"], way=Way.TURNS, members=[world.bob, world.charlie])
    for place in range(7):
        company(world, f"Firm {place}", LUOYANG, owner=world.alice)
    seen = preview(found.active(), world.ada)
    gets = {row.person: row.gets for row in seen.portfolios if row.gets}
    assert gets == {world.bob: 4, world.charlie: 3}
    monkeypatch.setattr(bulk_running, "AT_ONCE", 0)
    made = assigning.begin(by=world.ada)
    assert made.state == ChangeSet.State.RUNNING and made.run is not None
    bulk_running._step(made.pk, 3)  # and then the process is killed
    done = bulk_running.run(change_set_id=made.pk, batch=2)
    assert (done.state, done.counts["changed"]) == (ChangeSet.State.DONE, 7)
    assert {person: Customer.objects.filter(owner=person).count() for person in gets} == gets
    undoing.undo(change_set=done, by=world.ada)
    assert Customer.objects.filter(owner=world.alice, territory=None).count() == 8
