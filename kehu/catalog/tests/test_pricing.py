"""Sums of lines and documents: golden cases worked out by hand, and what holds for all of them."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.catalog.queries.pricing import Line, document_totals, line_total

D = Decimal


def line(quantity: str, price: str, **more: Any) -> Line:
    return Line(
        D(quantity), D(price), **{key: D(value) if isinstance(value, str) else value for key, value in more.items()}
    )


@pytest.mark.parametrize(
    ("one", "amount", "tax", "total"),
    [
        # 3 × 19.99 = 59.97; 13 % of it 7.7961 → 7.80
        (line("3", "19.99", tax_percent="13"), "59.97", "7.80", "67.77"),
        # 59.97 − 10 % (5.997 → 6.00) = 53.97; 13 % 7.0161 → 7.02
        (line("3", "19.99", discount_percent="10", tax_percent="13"), "53.97", "7.02", "60.99"),
        # 59.97 − 6.00 − 3.97 = 50.00; 13 % 6.50
        (line("3", "19.99", discount_percent="10", discount_amount="3.97", tax_percent="13"), "50.00", "6.50", "56.50"),
        # 113 with 13 % in it: 113 × 13 ÷ 113 = 13
        (line("1", "113", tax_percent="13", tax_included=True), "113.00", "13.00", "113.00"),
        # 100 with 9 % in it: 100 × 9 ÷ 109 = 8.2568… → 8.26, net 91.74
        (line("1", "100", tax_percent="9", tax_included=True), "100.00", "8.26", "100.00"),
        # half a cent goes up: 0.5 × 0.05 = 0.025 → 0.03
        (line("0.5", "0.05"), "0.03", "0.00", "0.03"),
        # a message costs 0.035: 1,000 of them 35.00; 6 % 2.10
        (line("1000", "0.035", tax_percent="6"), "35.00", "2.10", "37.10"),
        # 33 % of 100 is 33
        (line("1", "100", discount_percent="33", tax_percent="6"), "67.00", "4.02", "71.02"),
        # more than all of it cannot be taken off
        (line("1", "100", discount_amount="250", tax_percent="13"), "0.00", "0.00", "0.00"),
        (line("1", "100", discount_percent="150"), "0.00", "0.00", "0.00"),
        # a return: −2 × 50 = −100; 13 % −13
        (line("-2", "50", tax_percent="13"), "-100.00", "-13.00", "-113.00"),
        # of a return 10 % less is given back: −100 + 10
        (line("-2", "50", discount_percent="10"), "-90.00", "0.00", "-90.00"),
        # free of charge
        (line("5", "0", tax_percent="13"), "0.00", "0.00", "0.00"),
    ],
)
def test_a_line_comes_to_what_was_worked_out_by_hand(one: Line, amount: str, tax: str, total: str) -> None:
    found = line_total(one, "CNY")
    assert (found.amount, found.tax, found.total) == (D(amount), D(tax), D(total))
    assert found.net + found.tax == found.total


def test_a_yen_has_no_fraction_and_a_dinar_three_digits() -> None:
    # 3 × 333.5 = 1000.5 → 1001; 10 % 100.1 → 100
    assert line_total(line("3", "333.5", tax_percent="10"), "JPY").total == D(1101)
    # 1 × 1.2345 → 1.235 (half up); 5 % 0.06175 → 0.062
    assert line_total(line("1", "1.2345", tax_percent="5"), "KWD").total == D("1.297")


def test_margin_is_what_is_left_of_the_net_amount() -> None:
    # 10 × 100 − 15 % = 850 net; cost 10 × 60 = 600; margin 250, that is 29.41 %
    found = line_total(line("10", "100", discount_percent="15", cost="60", tax_percent="13"), "CNY")
    assert (found.net, found.cost, found.margin, found.margin_percent) == (D(850), D(600), D(250), D("29.41"))
    assert line_total(line("1", "1"), "CNY").margin is None


def test_tax_on_each_line_and_on_the_document_differ_by_what_rounding_does() -> None:
    lines = [line("1", "0.33", tax_percent="13")] * 3
    # each: 0.33 × 13 % = 0.0429 → 0.04; three of them 0.12
    assert document_totals(lines, "CNY", rounding="line").tax == D("0.12")
    # together: 0.99 × 13 % = 0.1287 → 0.13
    together = document_totals(lines, "CNY", rounding="document")
    assert (together.net, together.tax, together.total) == (D("0.99"), D("0.13"), D("1.12"))
    assert sorted(one.tax for one in together.lines) == [D("0.04"), D("0.04"), D("0.05")]


def test_included_tax_rounded_on_the_document() -> None:
    lines = [line("1", "9.99", tax_percent="13", tax_included=True)] * 3
    # each: 9.99 × 13 ÷ 113 = 1.1493 → 1.15, three 3.45; together 29.97 × 13 ÷ 113 = 3.4479 → 3.45
    assert document_totals(lines, "CNY", rounding="line").tax == D("3.45")
    found = document_totals(lines, "CNY", rounding="document")
    assert (found.tax, found.net, found.total) == (D("3.45"), D("26.52"), D("29.97"))


def test_rates_are_told_apart() -> None:
    lines = [line("2", "500", tax_percent="13"), line("1", "300", tax_percent="6"), line("1", "200", tax_percent="6")]
    found = document_totals(lines, "CNY")
    # 1000 × 13 % = 130; 500 × 6 % = 30
    assert [(one.percent, one.net, one.tax) for one in found.taxes] == [(D(6), D(500), D(30)), (D(13), D(1000), D(130))]
    assert found.total == D(1660)


def test_a_discount_on_the_document_is_spread_to_the_cent() -> None:
    lines = [line("1", "100", tax_percent="13"), line("1", "100", tax_percent="13"), line("1", "100", tax_percent="13")]
    found = document_totals(lines, "CNY", discount_amount=D(100))
    # 100 ÷ 3 = 33.33 each and a cent left over
    assert sorted(one.document_discount for one in found.lines) == [D("33.33"), D("33.33"), D("33.34")]
    # 300 − 100 = 200; 13 % 26
    assert (found.subtotal, found.net, found.tax, found.total) == (D(300), D(200), D(26), D(226))
    assert found.discount_percent == D("33.33")


def test_both_discounts_on_the_document_percent_first() -> None:
    found = document_totals([line("1", "1000")], "CNY", discount_percent=D(10), discount_amount=D(50))
    # 1000 − 100 − 50
    assert (found.total, found.discount) == (D(850), D(150))


def test_the_discount_of_a_document_is_never_more_than_the_document() -> None:
    found = document_totals([line("1", "80"), line("1", "20")], "CNY", discount_amount=D(500))
    assert (found.total, found.document_discount) == (D(0), D(100))


def test_optional_lines_are_worked_out_but_not_added_up() -> None:
    found = document_totals([line("1", "100"), line("1", "40", is_optional=True)], "CNY", discount_percent=D(10))
    assert (found.total, found.lines[1].total, found.lines[1].document_discount) == (D(90), D(40), D(0))


def test_margin_of_a_document_needs_every_cost() -> None:
    # (100 − 60) + (50 − 20) = 70 of 150: 46.67 %
    whole = document_totals([line("1", "100", cost="60"), line("1", "50", cost="20")], "CNY")
    assert (whole.margin, whole.margin_percent) == (D(70), D("46.67"))
    assert document_totals([line("1", "100", cost="60"), line("1", "50")], "CNY").margin is None


def test_a_credit_beside_charges_adds_up() -> None:
    lines = [line("1", "100", tax_percent="13"), line("-1", "30", tax_percent="13")]
    found = document_totals(lines, "CNY", discount_percent=D(10))
    # 100 − 30 = 70; 10 % 7.00; 63 × 13 % = 8.19
    assert (found.subtotal, found.document_discount, found.tax, found.total) == (D(70), D(7), D("8.19"), D("71.19"))


def test_no_lines_come_to_nothing() -> None:
    found = document_totals([], "CNY", discount_amount=D(10))
    assert (found.total, found.discount, found.taxes) == (D(0), D(0), ())


amounts = st.decimals(min_value=0, max_value=100_000, places=4)
percents = st.decimals(min_value=0, max_value=100, places=2)
lines_of_documents = st.lists(
    st.builds(
        Line,
        quantity=st.decimals(min_value=0, max_value=1000, places=2),
        price=amounts,
        discount_percent=percents,
        discount_amount=st.decimals(min_value=0, max_value=500, places=2),
        tax_percent=st.sampled_from([D(0), D(3), D(6), D(9), D(13)]),
        tax_included=st.booleans(),
        cost=st.none() | amounts,
        is_optional=st.booleans(),
    ),
    max_size=6,
)
documents = st.tuples(
    lines_of_documents,
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.sampled_from(["line", "document"]),
    percents,
    st.decimals(min_value=0, max_value=50_000, places=2),
)


@settings(deadline=None)
@given(documents)
def test_the_parts_of_lines_add_up_to_the_whole(document: Any) -> None:
    lines, currency, rounding, percent, off = document
    found = document_totals(lines, currency, rounding=rounding, discount_percent=percent, discount_amount=off)
    counted = [total for one, total in zip(lines, found.lines, strict=True) if not one.is_optional]
    for total in found.lines:
        assert total.gross - total.discount == total.amount
        assert total.net + total.tax == total.total
    assert sum(one.document_discount for one in counted) == found.document_discount
    assert sum(one.total for one in counted) == found.total == found.net + found.tax
    assert sum(one.tax for one in found.taxes) == found.tax
    assert sum(one.net for one in found.taxes) == found.net


@settings(deadline=None)
@given(documents)
def test_never_more_is_taken_off_than_there_is(document: Any) -> None:
    lines, currency, rounding, percent, off = document
    found = document_totals(lines, currency, rounding=rounding, discount_percent=percent, discount_amount=off)
    assert 0 <= found.document_discount <= found.subtotal
    assert all(0 <= one.discount <= one.gross and one.total >= 0 for one in found.lines)


@settings(deadline=None)
@given(documents)
def test_the_order_of_lines_does_not_matter(document: Any) -> None:
    lines, currency, rounding, percent, off = document

    def sums(some: list[Line]) -> Any:
        found = document_totals(some, currency, rounding=rounding, discount_percent=percent, discount_amount=off)
        return found.net, found.tax, found.total, found.taxes, found.discount, found.cost

    for other in list(permutations(lines[:4]))[:6]:
        assert sums([*other, *lines[4:]]) == sums(lines)
