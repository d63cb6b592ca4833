"""Charts: scales end in round numbers, marks stand where their values say, and each is a link and a line of a table."""

from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from kehu.foundation.ui.charts import Chart, Mark, Series, Step, scale
from kehu.foundation.ui.tests.test_macros import EVIL, Balanced


def drawn(source: str, **context: object) -> str:
    head = "{% from 'ui/macros/charts.html' import columns, bars, funnel %}"
    return str(engines["jinja2"].from_string(head + source).render(context))


def sample(**more: object) -> Chart:
    series = [
        Series("Won", [Mark(30, "/o/?x=1", "3 of them"), Mark(None)]),
        Series("Open", [Mark(Decimal("12.5")), Mark(60)]),
        Series("Quota", [Mark(50), Mark(100)], line=True),
    ]
    return Chart("Sales", ["Jan", "Feb"], series, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("highest", "steps"),
    [("0", [0, 1]), ("100", [0, 25, 50, 75, 100]), ("7", [0, 2, 4, 6, 8]), ("0.9", ["0", "0.25", "0.50", "0.75", "1"]),
     ("41", [0, 20, 40, 60]), ("1000000", [0, 250000, 500000, 750000, 1000000])],
)  # fmt: skip
def test_a_scale_ends_in_a_round_number_that_is_high_enough(highest: str, steps: list[object]) -> None:
    assert scale(Decimal(highest)) == [Decimal(str(one)) for one in steps]


def test_stacked_marks_share_a_scale_with_their_sum_and_the_line() -> None:
    chart = sample()
    assert chart.top == 100
    assert [one.size for one in chart.column(0)] == [30.0, 12.5]
    assert chart.total(0) == Decimal("42.5")
    assert chart.paths() == [("3", ["0.5,50.0 1.5,0.0"])]


def test_a_missing_value_breaks_the_line() -> None:
    marks = [Mark(1), Mark(2), Mark(None), Mark(2), Mark(1)]
    assert len(Chart("x", list("abcde"), [Series("y", marks, line=True)]).paths()[0][1]) == 2


@pytest.mark.parametrize("macro", ["columns", "bars"])
@pytest.mark.parametrize("stacked", [True, False])
def test_each_mark_is_a_link_with_its_sentence_and_a_cell_of_the_table(macro: str, stacked: bool) -> None:
    text = drawn("{{ " + macro + "(chart) }}", chart=sample(stacked=stacked, currency="CNY"))
    Balanced(text)
    assert 'href="/o/?x=1"' in text
    assert 'aria-label="Jan, Won: CN¥30 (3 of them)"' in text
    assert "<summary>As a table</summary>" in text
    assert text.count('<th scope="row">') == 2


@pytest.mark.parametrize("macro", ["columns", "bars"])
def test_words_of_users_are_escaped(macro: str) -> None:
    chart = Chart(EVIL, [EVIL], [Series(EVIL, [Mark(1, EVIL, EVIL)]), Series(EVIL, [Mark(1)], line=True)], links=[EVIL])
    Balanced(drawn("{{ " + macro + "(chart) }}", chart=chart))


def test_a_funnel_says_which_share_went_on() -> None:
    steps = [Step("Found", 40), Step(EVIL, 10, href="/o/", note=EVIL, rate=0.25)]
    text = drawn("{{ funnel('Funnel', steps) }}", steps=steps)
    Balanced(text)
    assert "25% go on" in text
    assert "inline-size: 25.0%" in text


def test_a_chart_without_values_says_so() -> None:
    assert "Nothing to draw yet." in drawn("{{ columns(chart) }}", chart=Chart("x", ["a"], [Series("y", [Mark(0)])]))
    assert "Nothing to draw yet." in drawn("{{ funnel('x', []) }}")


def test_charts_speak_chinese() -> None:
    with translation.override("zh-hans"):
        text = drawn("{{ columns(chart) }}", chart=sample(currency="CNY"))
        assert "¥30" in text
        assert "以表格显示" in text
    with translation.override("zh-hans"):
        assert "100万" in drawn("{{ columns(c) }}", c=Chart("x", ["a"], [Series("y", [Mark(1_000_000)])]))
