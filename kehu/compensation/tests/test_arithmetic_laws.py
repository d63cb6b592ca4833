"""What holds for any numbers, not only for those of the golden cases."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kehu.compensation.arithmetic.commission import Credit, Terms, earned
from kehu.compensation.arithmetic.curves import points, weights_in_force
from kehu.compensation.arithmetic.rounding import cents, rounded_together, split
from kehu.compensation.arithmetic.statements import Past, Plan, statements
from kehu.compensation.arithmetic.tiers import Tier, pieces
from kehu.compensation.queries.deals import bases, shares_of

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
SIGNED = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=12).filter(any)
TIERS = st.lists(
    st.tuples(st.integers(0, 500_000), st.decimals(min_value=0, max_value=30, places=2)), min_size=1, max_size=5,
    unique_by=lambda pair: pair[0],
).map(lambda rungs: tuple(Tier(D(start), rate) for start, rate in sorted(rungs)))  # fmt: skip
DEALS = st.lists(st.tuples(st.integers(0, 88), st.decimals(min_value=0, max_value=10**6, places=2)), max_size=12)
JAN, MAR, APR = date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 1)


def credits_of(deals: list[tuple[int, D]], undone: bool = False) -> list[Credit]:
    return [
        Credit(str(place), str(place), "", JAN + timedelta(days=day), amount, amount, undone_on=APR if undone else None)
        for place, (day, amount) in enumerate(deals)
    ]


def plan_of(tiers: tuple[Tier, ...], deals: list[Credit], whole: bool, window: str) -> Plan:
    return Plan("p", [Terms("v", JAN, tiers, whole=whole, window=window)], deals, lambda _day, _window: None)


@given(SIGNED, WEIGHTS)
def test_parts_are_together_the_whole_and_each_is_nearly_its_share(total: D, weights: list[D]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part - total * weight / whole) < D("0.01") for part, weight in zip(parts, weights, strict=True))


@given(st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=6), max_size=20))
def test_rounded_parts_are_together_the_rounded_sum(parts: list[D]) -> None:
    assert sum(rounded_together(parts), D(0)) == cents(sum(parts, D(0)))


@given(MONEY, MONEY, TIERS)
def test_tiers_cut_a_base_without_losing_any_of_it(base: D, before: D, tiers: tuple[Tier, ...]) -> None:
    assert sum((one.base for one in pieces(base, before, tiers)), D(0)) == base


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=5), MONEY)
def test_credits_in_a_deal_are_together_the_whole_and_what_is_on_top_comes_besides(
    team: list[tuple[int, bool]], amount: D
) -> None:
    named: Any = [(f"seller {place}", credit, on_top) for place, (credit, on_top) in enumerate(team)]
    owner: Any = "owner"
    shares = shares_of(owner, named)
    assert sum(one.percent for one in shares if not one.on_top) == D(100)
    parts = bases(amount, shares)
    assert sum((part for share, part in parts.items() if not share.on_top), D(0)) == amount


@given(DEALS, TIERS, st.booleans(), st.sampled_from(["month", "quarter", "year"]))
def test_computed_again_it_is_the_same_and_the_order_of_reading_does_not_matter(
    deals: list[tuple[int, D]], tiers: tuple[Tier, ...], whole: bool, window: str
) -> None:
    terms = [Terms("v", JAN, tiers, whole=whole, window=window)]
    known = credits_of(deals)
    first = earned("p", terms, known, lambda _day, _window: None, MAR)
    again = earned("p", terms, list(reversed(known)), lambda _day, _window: None, MAR)
    assert first == again


@given(DEALS, TIERS, st.booleans(), st.sampled_from(["month", "quarter", "year"]))
def test_whatever_was_closed_between_the_sum_is_what_the_deals_are_worth(
    deals: list[tuple[int, D]], tiers: tuple[Tier, ...], whole: bool, window: str
) -> None:
    plan = plan_of(tiers, credits_of(deals), whole, window)
    by_month = statements([plan], Past(), JAN, MAR)
    worth = earned(plan.id, plan.versions, plan.credits, plan.quota, MAR)
    said = sum((one.sum_of("earning", "adjustment", "clawback", "cap") for one in by_month), D(0))
    assert said == sum((one.amount for one in worth), D(0))


@given(DEALS, TIERS, st.booleans(), st.sampled_from(["month", "quarter", "year"]))
def test_clawed_back_after_the_payout_everything_is_nothing(
    deals: list[tuple[int, D]], tiers: tuple[Tier, ...], whole: bool, window: str
) -> None:
    past, paid = Past(), D(0)
    for one in statements([plan_of(tiers, credits_of(deals), whole, window)], Past(), JAN, MAR):
        past.note(one.lines)
        paid += one.sum_of("earning", "adjustment", "clawback")
    [april] = statements([plan_of(tiers, credits_of(deals, undone=True), whole, window)], past, APR, APR)
    assert paid + april.sum_of("clawback", "adjustment", "earning") == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 100), st.decimals(min_value=0, max_value=120, places=2), st.booleans()), min_size=1
    )
)
def test_weights_in_force_are_one_hundred_and_points_are_the_score(rows: list[tuple[int, D, bool]]) -> None:
    weights = weights_in_force([D(weight) for weight, _score, _gone in rows], [gone for *_rest, gone in rows])
    assert sum(weights) == (0 if all(gone for *_rest, gone in rows) else 100)
    exact = sum((weight * score / 100 for weight, (_w, score, _g) in zip(weights, rows, strict=True)), D(0))
    assert sum(points(weights, [score for _weight, score, _gone in rows])) == cents(exact)
