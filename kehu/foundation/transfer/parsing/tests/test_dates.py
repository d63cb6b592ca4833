import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.transfer.parsing import Problem, date_format_of, parse_date, parse_moment

MARCH_5 = datetime.date(2024, 3, 5)
CHINA = datetime.timezone(datetime.timedelta(hours=8))


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "2024年03月05号",
        "20240305",
        "２０２４／３／５",
        " 2024-3-5 ",
        "5 Mar 2024",
        "05-MAR-24",
        "March 5, 2024",
        "Tue, 5 March 2024",
        "Mar 5th, 2024",
        "2024-03-05T10:30:00Z",
        "2024-03-05 00:00:00.000",
        "45356",
        "1709633400000",
        "2024年3月5日 星期二",
        "24/3/5",
    ],
)
def test_dates_that_speak_for_themselves_are_read(text):
    assert parse_date(text) == MARCH_5


@pytest.mark.parametrize(
    ("text", "order"), [("5.3.2024", "dmy"), ("05/03/2024", "dmy"), ("3/5/2024", "mdy"), ("3-5-24", "mdy")]
)
def test_others_are_read_in_the_order_of_their_column(text, order):
    assert parse_date(text, order) == MARCH_5


@pytest.mark.parametrize(
    "text", ["hello", "2024-13-01", "2024-02-30", "13800138000", "2024", "3/5", "0", "1/2/3/4", "9" * 5000]
)
def test_what_is_no_date_is_a_problem_with_a_sentence(text):
    found = parse_date(text)
    assert isinstance(found, Problem) and "is not a date" in str(found)


@pytest.mark.parametrize(
    ("values", "order", "ambiguous"),
    [
        (["3/5/2024", "13/5/2024"], "dmy", False),
        (["3/5/2024", "3/15/2024", ""], "mdy", False),
        (["3/5/2024", "4/6/2024"], "dmy", True),
        (["5.3.2024"], "dmy", False),
        (["2024-03-05", "2024年4月1日"], "ymd", False),
        (["2024-03-05", "5/3/2024", "6/3/2024"], "dmy", True),
        ([None, "", "x"], "ymd", False),
        (["85-04-12", "99-12-31"], "ymd", False),
    ],
)
def test_the_column_decides_what_a_cell_cannot(values, order, ambiguous):
    found = date_format_of(values)
    assert (found.order, found.ambiguous) == (order, ambiguous)


def test_the_company_decides_where_the_column_cannot():
    assert date_format_of(["3/5/2024"], preferred="mdy").order == "mdy"


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2024-03-05 14:30", 14, 30),
        ("2024/3/5 下午2:30", 14, 30),
        ("2024年3月5日14时30分", 14, 30),
        ("3/5/2024 2:30 PM", 14, 30),
        ("2024-03-05T14:30:00+08:00", 14, 30),
        ("2024-03-05T06:30:00Z", 14, 30),
        ("45356.604166666664", 14, 30),
        ("20240305143000", 14, 30),
        ("2024-03-05", 0, 0),
        ("2024年3月5日(星期二) 14:30", 14, 30),
        ("Tue, 5 Mar 2024 14:30:00 +0800 (CST)", 14, 30),
    ],
)
def test_moments_are_aware(text, hour, minute):
    found = parse_moment(text, "mdy" if text.startswith("3/") else "ymd", CHINA)
    assert found == datetime.datetime(2024, 3, 5, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize("text", ["2024-03-05 25:00", "2024-03-05 10:61", "noon"])
def test_impossible_times_are_problems(text):
    assert isinstance(parse_moment(text), Problem)


@given(st.dates(min_value=datetime.date(1900, 1, 1)), st.sampled_from(["ymd", "dmy", "mdy"]), st.sampled_from("-/."))
def test_every_date_survives_being_written_and_read(day, order, sign):
    parts = {"y": f"{day.year:04}", "m": str(day.month), "d": str(day.day)}
    assert parse_date(sign.join(parts[part] for part in order), order) == day


@given(st.text(max_size=60))
def test_no_text_raises(text):
    date_format_of([text])
    assert isinstance(parse_date(text), datetime.date | Problem | None)
    assert isinstance(parse_moment(text), datetime.datetime | Problem | None)
