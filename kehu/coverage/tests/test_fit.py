from collections import Counter
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.coverage.fit import Colleague, Group, propose, together


def number(value: int) -> UUID:
    return UUID(int=value)


ANN, BEN, CAT = (number(one) for one in (1001, 1002, 1003))


def test_who_worked_with_a_customer_gets_him() -> None:
    groups = [Group((number(1),), bonds={BEN: {"talked": 1}}), Group((number(2),), bonds={ANN: {"account_team": 1}})]
    found = propose(groups, [Colleague(ANN), Colleague(BEN)])
    assert {one.int: (found[one].colleague, found[one].reasons) for one in found} == {
        1: (BEN, ("talked",)), 2: (ANN, ("account_team",)),
    }  # fmt: skip


def test_without_bonds_everybody_gets_as_much_as_evens_things_out() -> None:
    groups = [Group((number(one),)) for one in range(30)]
    found = propose(groups, [Colleague(ANN, carries=20), Colleague(BEN, carries=0)])
    assert Counter(one.colleague for one in found.values()) == {ANN: 5, BEN: 25}


def test_limits_hold_while_somebody_has_room_and_give_way_when_nobody_has() -> None:
    groups = [Group((number(one),), bonds={ANN: {"account_team": 1}}) for one in range(10)]
    found = propose(groups, [Colleague(ANN, most=3), Colleague(BEN)])
    assert Counter(one.colleague for one in found.values()) == {ANN: 3, BEN: 7}
    crowded = propose(groups, [Colleague(ANN, most=3), Colleague(BEN, most=3)])
    assert len(crowded) == 10


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # other work may hold the machine up
@given(
    sizes=st.lists(st.integers(1, 5), max_size=30),
    colleagues=st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(0, 5)), min_size=1, max_size=5),
)
def test_every_customer_goes_to_exactly_one_and_groups_stay_together(
    sizes: list[int], colleagues: list[tuple[int, int | None]]
) -> None:
    groups = [Group(tuple(number(place * 10 + one) for one in range(size))) for place, size in enumerate(sizes)]
    people = [Colleague(number(5000 + place), *one) for place, one in enumerate(colleagues)]
    found = propose(groups, people)
    assert set(found) == {one for group in groups for one in group.customers}
    assert all(len({found[one].colleague for one in group.customers}) == 1 for group in groups)
    assert propose(list(reversed(groups)), people) == found


def test_nobody_to_take_over_means_no_proposal() -> None:
    assert propose([Group((ANN,))], []) == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_connected_customers_stand_in_one_group(pairs: list[tuple[int, int]]) -> None:
    groups = together(range(8), pairs)
    assert sorted(one for group in groups for one in group) == list(range(8))
    for one, other in pairs:
        if one < 8 and other < 8:
            assert any(one in group and other in group for group in groups)
