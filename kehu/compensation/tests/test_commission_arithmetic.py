"""Golden cases of commission: each computed by hand, the arithmetic beside it. No database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kehu.compensation.arithmetic.commission import Credit, Line, Terms, earned
from kehu.compensation.arithmetic.rounding import cents, rounded_together, split
from kehu.compensation.arithmetic.statements import Past, Plan, Statement, statements
from kehu.compensation.arithmetic.tiers import Accelerator, Tier, pieces

D = Decimal
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
# 3 % from 0, 5 % from 50,000, 8 % from 100,000.
TIERS = (Tier(D(0), D(3)), Tier(D(50000), D(5)), Tier(D(100000), D(8)))


def terms(**given: Any) -> Terms:
    return Terms(**{"version": "v1", "since": JAN, "tiers": TIERS, **given})


def won(amount: str, day: date = date(2026, 1, 10), *, name: str = "a", **given: Any) -> Credit:
    base = D(given.pop("base", amount))
    return Credit(key=name, deal=name, title=name, day=day, amount=D(amount), base=base, **given)


def no_quota(_day: date, _window: str) -> D | None:
    return None


def sums(lines: list[Line], kind: str = "") -> dict[date, D]:
    found: dict[date, D] = {}
    for one in lines:
        if not kind or one.kind == kind:
            found[one.origin] = found.get(one.origin, D(0)) + one.amount
    return found


def pay(*deals: Credit, quota: D | None = None, through: date = JAN, **given: Any) -> dict[date, D]:
    """What the months earn, caps included."""
    return sums(earned("p", [terms(**given)], deals, lambda _day, _window: quota, through))


# -- tiers -----------------------------------------------------------------------------------------


def test_within_the_first_tier() -> None:
    # 20,000 × 3 % = 600
    assert pay(won("20000")) == {JAN: D("600.00")}


def test_a_deal_across_two_tiers_earns_each_part_at_its_rate() -> None:
    # 50,000 × 3 % = 1,500; 10,000 × 5 % = 500; together 2,000
    assert pay(won("60000")) == {JAN: D("2000.00")}


def test_a_deal_across_three_tiers() -> None:
    # 50,000 × 3 % + 50,000 × 5 % + 20,000 × 8 % = 1,500 + 2,500 + 1,600 = 5,600
    assert pay(won("120000")) == {JAN: D("5600.00")}


def test_exactly_to_the_edge_of_a_tier_stays_below_it() -> None:
    # 50,000 × 3 % = 1,500: the tier from 50,000 begins with the next cent
    assert pay(won("50000")) == {JAN: D("1500.00")}


def test_one_cent_beyond_the_edge() -> None:
    # 50,000 × 3 % + 0.01 × 5 % = 1,500 + 0.0005 = 1,500.00
    assert pay(won("50000.01")) == {JAN: D("1500.00")}


def test_two_deals_fill_the_tiers_one_after_the_other() -> None:
    # 40,000 × 3 % = 1,200; then 10,000 × 3 % + 10,000 × 5 % = 300 + 500 = 800; together 2,000
    lines = earned("p", [terms()], [won("20000", date(2026, 1, 20), name="b"), won("40000")], no_quota, JAN)
    assert [(one.key, one.amount) for one in lines] == [("a", D("1200.00")), ("b", D("800.00"))]


def test_a_month_begins_anew() -> None:
    # each month 50,000 × 3 % = 1,500
    assert pay(won("50000"), won("50000", date(2026, 2, 1), name="b"), through=FEB) == {JAN: D(1500), FEB: D(1500)}


def test_a_quarter_counts_on() -> None:
    # January 50,000 × 3 % = 1,500; February comes on top: 50,000 × 5 % = 2,500
    got = pay(won("50000"), won("50000", date(2026, 2, 1), name="b"), through=FEB, window="quarter")
    assert got == {JAN: D(1500), FEB: D(2500)}


def test_a_year_counts_on_over_quarters() -> None:
    # January 100,000: 1,500 + 2,500 = 4,000; April 10,000 × 8 % = 800
    got = pay(won("100000"), won("10000", date(2026, 4, 3), name="b"), through=APR, window="year")
    assert got == {JAN: D(4000), APR: D(800)}


def test_whole_mode_pays_everything_at_the_highest_tier_reached() -> None:
    # 40,000 + 20,000 = 60,000 lies in the tier of 5 %: 40,000 × 5 % = 2,000 and 20,000 × 5 % = 1,000
    lines = earned("p", [terms(whole=True)], [won("40000"), won("20000", date(2026, 1, 20), name="b")], no_quota, JAN)
    assert [one.amount for one in lines] == [D(2000), D(1000)]


def test_below_the_first_tier_nothing_is_earned() -> None:
    # the only tier begins at 10,000: 15,000 − 10,000 = 5,000 × 4 % = 200
    assert pay(won("15000"), tiers=(Tier(D(10000), D(4)),)) == {JAN: D("200.00")}


# -- rates of categories, accelerators, quota ------------------------------------------------------


def test_a_category_with_a_rate_of_its_own_leaves_the_tiers() -> None:
    # hardware at 1 %: 80,000 × 1 % = 800
    assert pay(won("80000", category="hw"), category_rates={"hw": D(1)}) == {JAN: D("800.00")}


def test_a_category_still_fills_the_tiers_for_others() -> None:
    # hardware 50,000 × 1 % = 500; services come on top of it: 10,000 × 5 % = 500
    got = pay(won("50000", category="hw"), won("10000", date(2026, 1, 11), name="b"), category_rates={"hw": D(1)})
    assert got == {JAN: D("1000.00")}


def test_an_accelerator_multiplies_what_lies_beyond_the_quota() -> None:
    # quota 40,000, from 100 % × 1.5: 40,000 × 3 % = 1,200; 10,000 × 3 % × 1.5 = 450; 10,000 × 5 % × 1.5 = 750
    got = pay(won("60000"), quota=D(40000), accelerators=(Accelerator(D(100), D("1.5")),))
    assert got == {JAN: D("2400.00")}


def test_two_accelerators_take_turns() -> None:
    # quota 10,000, flat 4 %: 10,000 × 4 % = 400; 2,000 × 4 % × 1.5 = 120; 3,000 × 4 % × 2 = 240; together 760
    got = pay(
        won("15000"), quota=D(10000), tiers=(Tier(D(0), D(4)),),
        accelerators=(Accelerator(D(100), D("1.5")), Accelerator(D(120), D(2))),
    )  # fmt: skip
    assert got == {JAN: D("760.00")}


def test_without_a_quota_nothing_is_accelerated() -> None:
    # 60,000: 1,500 + 500 = 2,000
    assert pay(won("60000"), accelerators=(Accelerator(D(100), D(2)),)) == {JAN: D("2000.00")}


def test_tiers_by_attainment() -> None:
    # quota 80,000: 2 % up to it, 6 % beyond: 80,000 × 2 % + 20,000 × 6 % = 1,600 + 1,200 = 2,800
    by_quota = (Tier(D(0), D(2)), Tier(D(100), D(6)))
    assert pay(won("100000"), quota=D(80000), measure="attainment", tiers=by_quota) == {JAN: D("2800.00")}


def test_tiers_by_attainment_without_a_quota_stay_in_the_lowest() -> None:
    # 100,000 × 2 % = 2,000
    by_quota = (Tier(D(0), D(2)), Tier(D(100), D(6)))
    assert pay(won("100000"), measure="attainment", tiers=by_quota) == {JAN: D("2000.00")}


# -- splits and rounding ---------------------------------------------------------------------------


def test_a_deal_of_one_hundred_in_three_parts_loses_no_cent() -> None:
    # 33.333… each: 33.33 three times is 99.99; the cent left goes to the first
    assert split(D(100), [D(1), D(1), D(1)]) == [D("33.34"), D("33.33"), D("33.33")]


def test_the_cent_goes_to_the_largest_remainder() -> None:
    # 10.00 as 50 : 30 : 20.5 of 100.5 → 4.97512, 2.98507, 2.03980: down 4.97 + 2.98 + 2.03 = 9.98;
    # remainders 0.512, 0.507, 0.980 of a cent: the third and the first get one
    assert split(D(10), [D(50), D(30), D("20.5")]) == [D("4.98"), D("2.98"), D("2.04")]


def test_a_split_of_sixty_to_forty_earns_on_its_part() -> None:
    # 60 % of 100,000 = 60,000: 1,500 + 500 = 2,000
    assert pay(won("100000", base="60000", share=D(60))) == {JAN: D("2000.00")}


def test_half_a_cent_goes_up() -> None:
    # 16.50 × 3 % = 0.495 → 0.50; 0.50 × 1 % = 0.005 → 0.01
    assert pay(won("16.50")) == {JAN: D("0.50")}
    assert cents(D("0.005")) == D("0.01")


def test_half_a_cent_below_zero_goes_away_from_zero() -> None:
    assert cents(D("-0.005")) == D("-0.01")


def test_pieces_of_a_line_are_together_the_line() -> None:
    # 0.333 + 0.333 + 0.334 = 1.000: 0.33 + 0.33 + 0.34
    assert rounded_together([D("0.333"), D("0.333"), D("0.334")]) == [D("0.33"), D("0.33"), D("0.34")]
    # 0.005 + 0.005 = 0.01: one of them has it, the first
    assert rounded_together([D("0.005"), D("0.005")]) == [D("0.01"), D("0.00")]


def test_the_trace_of_a_line_adds_up_to_its_amount() -> None:
    line = earned("p", [terms()], [won("123456.78")], no_quota, JAN)[0]
    # 50,000 × 3 % + 50,000 × 5 % + 23,456.78 × 8 % = 1,500 + 2,500 + 1,876.5424 = 5,876.54
    assert line.amount == D("5876.54")
    assert [one["amount"] for one in line.trace["pieces"]] == ["1500.00", "2500.00", "1876.54"]
    assert sum(D(one["base"]) for one in line.trace["pieces"]) == D("123456.78")


def test_a_negative_base_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        pieces(D(-1), D(0), TIERS)


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="not all nothing"):
        split(D(1), [D(0), D(0)])


# -- caps ------------------------------------------------------------------------------------------


def test_a_cap_takes_off_what_is_beyond_it() -> None:
    # 120,000 earns 5,600; at most 5,000: −600
    lines = earned("p", [terms(cap=D(5000))], [won("120000")], no_quota, JAN)
    assert [(one.kind, one.amount) for one in lines] == [("earning", D(5600)), ("cap", D(-600))]


def test_exactly_the_cap_is_not_capped() -> None:
    assert [one.kind for one in earned("p", [terms(cap=D(5600))], [won("120000")], no_quota, JAN)] == ["earning"]


# -- versions --------------------------------------------------------------------------------------


def test_each_deal_goes_by_the_version_of_its_day() -> None:
    # January at 3 %: 10,000 × 3 % = 300; February at 4 %: 10,000 × 4 % = 400
    versions = [terms(), terms(version="v2", since=FEB, tiers=(Tier(D(0), D(4)),))]
    lines = earned("p", versions, [won("10000"), won("10000", FEB, name="b")], no_quota, FEB)
    assert [(one.version, one.amount) for one in lines] == [("v1", D(300)), ("v2", D(400))]


def test_before_the_first_version_nothing_counts() -> None:
    assert earned("p", [terms(since=FEB)], [won("10000")], no_quota, FEB) == []


def test_only_deals_of_the_plans_basis_count() -> None:
    assert earned("p", [terms(basis="received")], [won("10000")], no_quota, JAN) == []


# -- months: closing, clawback, differences, advances ----------------------------------------------


def months(deals: list[Credit], first: date, last: date, past: Past | None = None, **given: Any) -> list[Statement]:
    versions = given.pop("versions", None) or [terms(**given)]
    return statements([Plan("p", versions, deals, no_quota)], past or Past(), first, last)


def closed(*made: Statement) -> Past:
    past = Past()
    for one in made:
        past.note(one.lines)
    return past


def told(statement: Statement) -> list[tuple[str, D]]:
    return [(one.kind, one.amount) for one in statement.lines]


def test_a_deal_lost_again_after_the_payout_is_clawed_back() -> None:
    january = months([won("20000")], JAN, JAN)[0]  # + 600
    [february] = months([won("20000", undone_on=date(2026, 2, 5))], FEB, FEB, closed(january))
    assert told(february) == [("clawback", D("-600.00"))]
    assert january.total + february.total == 0


def test_a_deal_lost_before_the_month_is_closed_leaves_nothing_behind() -> None:
    assert months([won("20000", undone_on=date(2026, 1, 25))], JAN, JAN)[0].lines == ()


def test_after_the_time_for_clawing_back_it_keeps_what_it_earned() -> None:
    # won 10 January, 30 days: until 9 February; lost on the 10th
    january = months([won("20000")], JAN, JAN, clawback_days=30)[0]
    late = [won("20000", undone_on=date(2026, 2, 10))]
    assert months(late, FEB, FEB, closed(january), clawback_days=30)[0].lines == ()
    in_time = [won("20000", undone_on=date(2026, 2, 9))]
    assert told(months(in_time, FEB, FEB, closed(january), clawback_days=30)[0]) == [("clawback", D(-600))]


def test_won_again_it_earns_again() -> None:
    january = months([won("20000")], JAN, JAN)[0]
    again = [won("20000", undone_on=date(2026, 2, 5)), won("20000", date(2026, 2, 20), name="a2")]
    [february] = months(again, FEB, FEB, closed(january))
    assert told(february) == [("clawback", D(-600)), ("earning", D(600))]


def test_a_lost_deal_moves_the_others_down_the_tiers() -> None:
    # January: 50,000 × 3 % = 1,500 and 20,000 × 5 % = 1,000. Without the first the second lies in the first tier:
    # 20,000 × 3 % = 600, so − 1,500 and − 400
    both = [won("50000"), won("20000", date(2026, 1, 20), name="b")]
    january = months(both, JAN, JAN)[0]
    fell = [won("50000", undone_on=FEB), won("20000", date(2026, 1, 20), name="b")]
    [february] = months(fell, FEB, FEB, closed(january))
    assert told(february) == [("clawback", D(-1500)), ("adjustment", D(-400))]


def test_an_amount_corrected_after_the_closing_becomes_a_difference() -> None:
    # 20,000 → 25,000: 25,000 × 3 % = 750 instead of 600
    january = months([won("20000")], JAN, JAN)[0]
    [february] = months([won("25000")], FEB, FEB, closed(january))
    assert told(february) == [("adjustment", D(150))]
    assert february.lines[0].trace["said"] == "600.00"


def test_the_highest_tier_of_a_quarter_raises_what_was_paid_before() -> None:
    # January 40,000 × 3 % = 1,200. With February's 20,000 the quarter has 60,000: all at 5 %.
    # January is worth 2,000 now: + 800; February 20,000 × 5 % = 1,000
    january = months([won("40000")], JAN, JAN, whole=True, window="quarter")[0]
    assert january.total == D(1200)
    deals = [won("40000"), won("20000", date(2026, 2, 2), name="b")]
    [february] = months(deals, FEB, FEB, closed(january), whole=True, window="quarter")
    assert told(february) == [("adjustment", D(800)), ("earning", D(1000))]


def test_a_clawback_beneath_a_cap_gives_back_what_the_cap_took() -> None:
    # January 120,000 earns 5,600, capped at 5,000. Without 20,000 of it: 4,000, no cap: together − 1,000
    deals = [won("100000"), won("20000", date(2026, 1, 20), name="b")]
    january = months(deals, JAN, JAN, cap=D(5000))[0]
    fell = [won("100000"), won("20000", date(2026, 1, 20), name="b", undone_on=FEB)]
    [february] = months(fell, FEB, FEB, closed(january), cap=D(5000))
    assert sorted(told(february)) == [("adjustment", D(600)), ("clawback", D(-1600))]
    assert january.total + february.total == D(4000)


def test_what_is_below_zero_is_carried_over_and_netted() -> None:
    # January + 600, February − 600: nothing is paid and 600 are owed; March earns 1,000 × … 50,000 × 3 % = 1,500 − 600
    january = months([won("20000")], JAN, JAN)[0]
    deals = [won("20000", undone_on=date(2026, 2, 5)), won("50000", date(2026, 3, 1), name="b")]
    february, march = months(deals, FEB, MAR, closed(january))
    assert (february.payout, february.carried_over) == (D(0), D(-600))
    assert told(march) == [("carried", D(-600)), ("earning", D(1500))]
    assert january.payout + february.payout + march.payout == D(1500)


def test_a_poor_month_is_filled_up_to_the_draw_and_taken_back_from_a_rich_one() -> None:
    # draw 1,000. January 600 + 400 advance; February 1,500: 500 above the draw, of which 400 go back
    january, february = months([won("20000"), won("50000", FEB, name="b")], JAN, FEB, draw=D(1000))
    assert told(january) == [("earning", D(600)), ("draw", D(400))]
    assert told(february) == [("earning", D(1500)), ("draw", D(-400))]


def test_an_advance_is_taken_back_only_down_to_the_draw() -> None:
    # January nothing: 1,000 advance. February 1,200: 200 go back. March 1,500: 500 go back. 300 are left.
    deals = [won("40000", FEB, name="b"), won("50000", MAR, name="c")]
    made = months(deals, JAN, MAR, draw=D(1000))
    assert [one.lines[-1].amount for one in made] == [D(1000), D(-200), D(-500)]
    assert [one.payout for one in made] == [D(1000), D(1000), D(1000)]


def test_a_guarantee_is_not_taken_back() -> None:
    deals = [won("20000"), won("50000", FEB, name="b")]
    _january, february = months(deals, JAN, FEB, draw=D(1000), recovers=False)
    assert told(february) == [("earning", D(1500))]


def test_a_difference_that_was_closed_is_not_said_again() -> None:
    january = months([won("20000")], JAN, JAN)[0]
    fell = [won("20000", undone_on=date(2026, 2, 5))]
    [february] = months(fell, FEB, FEB, closed(january))
    assert months(fell, MAR, MAR, closed(january, february))[0].sum_of("clawback", "adjustment") == 0
