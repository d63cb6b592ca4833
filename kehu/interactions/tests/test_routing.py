"""The order of a day by distance: pure arithmetic, tried on days that Hypothesis makes up."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.interactions.routing import MINUTES_PER_KM, Stop, between, fitted, length, ordered, timetable

PLACES = st.tuples(st.floats(30, 32, width=32), st.floats(113, 116, width=32))
NINE = 9 * 60


@st.composite
def days(draw, appointments: bool = False) -> list[Stop]:
    places = draw(st.lists(st.one_of(PLACES, PLACES, PLACES, st.none()), max_size=9))
    times = st.one_of(st.none(), st.none(), st.integers(NINE, 18 * 60)) if appointments else st.none()
    return [Stop(number, place, draw(st.integers(15, 90)), draw(times)) for number, place in enumerate(places)]


@settings(max_examples=60, deadline=None)
@given(stops=days(), start=st.one_of(st.none(), PLACES))
def test_the_way_is_never_longer_than_as_given_and_goes_by_every_stop_once(stops, start) -> None:
    found = ordered(start, stops, NINE)

    assert sorted(one.key for one in found) == [one.key for one in stops]
    assert length(start, found) <= length(start, [one for one in stops if one.place]) + 1e-6
    nowhere = [one.key for one in stops if one.place is None]
    assert [one.key for one in found[len(found) - len(nowhere) :]] == nowhere


@settings(max_examples=60, deadline=None)
@given(stops=days(appointments=True), start=st.one_of(st.none(), PLACES))
def test_appointments_are_never_missed_by_more_than_as_given(stops, start) -> None:
    placed = [one for one in stops if one.place or one.fixed is not None]

    found = ordered(start, stops, NINE)

    assert sorted(one.key for one in found) == [one.key for one in stops]
    late = sum(one.late for one in timetable(start, found, NINE))
    assert late <= sum(one.late for one in timetable(start, placed, NINE)) + 1e-6


def test_four_corners_are_walked_around_and_not_across() -> None:
    a, b, c, d = (Stop(name, place) for name, place in zip("abcd", [(0, 0), (0, 1), (1, 1), (1, 0)], strict=True))

    found = ordered((0.0, -0.1), [a, c, b, d], NINE)

    assert "".join(one.key for one in found) in {"abcd", "adcb"}


def test_an_appointment_keeps_its_time_and_what_fits_comes_before() -> None:
    lunch = Stop("lunch", (31.0, 114.0), 60, 12 * 60)
    near, far = Stop("near", (31.0, 114.01)), Stop("far", (31.05, 114.0))

    legs = list(timetable((31.0, 114.0), ordered((31.0, 114.0), [lunch, near, far], NINE), NINE))

    at = {leg.stop.key: leg.begins for leg in legs}
    assert at["lunch"] == 12 * 60
    assert sum(one < 12 * 60 for one in at.values()) == 2  # one at 9:03, one at about 10:18
    assert sum(leg.late for leg in legs) == 0


def test_times_follow_from_the_distance() -> None:
    start, place = (31.0, 114.0), (31.0, 114.1)

    (leg,) = timetable(start, [Stop("x", place, 30)], NINE)

    # A degree of longitude at 31° north is 111.195 km × cos 31°; a tenth of it is 9.531 km.
    assert math.isclose(between(start, place), 111.195 * math.cos(math.radians(31)) / 10, rel_tol=1e-4)
    assert leg.arrives == NINE + leg.km * MINUTES_PER_KM
    assert leg.leaves == leg.arrives + 30


def test_a_drawing_keeps_the_shape_and_stays_inside() -> None:
    points = fitted([(30.0, 114.0), (31.0, 114.0), (30.0, 115.0)], 640, 400, 20)

    assert all(20 <= x <= 620 and 20 <= y <= 380 for x, y in points)
    (left, low), (above, high), (right, same) = points
    assert low == same and left == above and high < low
    assert math.isclose((right - left) / (low - high), math.cos(math.radians(91 / 3)), rel_tol=0.01)
    assert fitted([(1.0, 1.0)], 640, 400, 20) == [(320.0, 200.0)]
