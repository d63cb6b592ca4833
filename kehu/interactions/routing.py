"""The order of a day's visits by distance. Pure arithmetic: minutes since midnight, kilometres, degrees (WGS 84).

Distances are great circles, the shortest way there could be; a way by road is longer. How long a way takes is a rough
guess (`MINUTES_PER_KM`: 30 km/h on roads a third longer than the straight line), good enough to say what
fits into a day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from kehu.customers.queries.nearby import distance_km

Place = tuple[float, float]
MINUTES_PER_KM = 2.6
MOST_ROUNDS = 100  # of improving; a day has thirty stops at most, and needs a dozen
LEAST = 1e-9


@dataclass(frozen=True)
class Stop:
    """`fixed` is when an agreed appointment begins; `place` None is nowhere on the map."""

    key: Any
    place: Place | None
    minutes: int = 60
    fixed: int | None = None


@dataclass(frozen=True)
class Leg:
    """How a stop is reached: `km` from the one before (None: unknown), arriving, beginning and leaving; `late` by so
    many minutes for an agreed time.
    """

    stop: Stop
    km: float | None
    arrives: float
    begins: float
    leaves: float
    late: float


@lru_cache(maxsize=20_000)
def between(one: Place, other: Place) -> float:
    return distance_km(*one, *other)


def timetable(start: Place | None, stops: Sequence[Stop], begins: int) -> Iterator[Leg]:
    """The legs of a day in the order of `stops`, leaving `start` at `begins`. Without a start it begins at the first
    stop; a stop without a place is as if it lay on the way.
    """
    here, clock = start, float(begins)
    for stop in stops:
        km = between(here, stop.place) if here and stop.place else None
        arrives = clock + (km or 0.0) * MINUTES_PER_KM
        fixed = arrives if stop.fixed is None else float(stop.fixed)
        at = max(arrives, fixed)
        clock, here = at + stop.minutes, stop.place or here
        yield Leg(stop, km, arrives, at, clock, at - fixed)


def length(start: Place | None, stops: Sequence[Stop]) -> float:
    """Kilometres of the whole way."""
    return sum(leg.km or 0.0 for leg in timetable(start, stops, 0))


def ordered(start: Place | None, stops: Sequence[Stop], begins: int) -> list[Stop]:
    """The same stops in a good order: nearest neighbour, then 2-opt and moving single stops until nothing gets better.

    Better is, in this order: less late for appointments, done earlier, shorter. Without appointments the way is never
    longer than in the order given; with them one is never later. Stops without place and time come last, as they were.
    """
    nowhere = [one for one in stops if one.place is None and one.fixed is None]
    given = [one for one in stops if one not in nowhere]
    if len(given) < 2:
        return given + nowhere
    tried = [given, nearest_first(start, given), _by_appointment(start, given)]
    best = min((_improved(start, one, begins) for one in tried), key=lambda one: _cost(start, one, begins))
    kept = _cost(start, given, begins) <= _cost(start, best, begins)
    return (given if kept else best) + nowhere


def shortest(start: Place | None, stops: Sequence[Stop]) -> list[Stop]:
    """`ordered` by the length of the way alone."""
    return ordered(start, stops, 0)


def nearest_first(start: Place | None, stops: Sequence[Stop]) -> list[Stop]:
    """Always on to the nearest that is left."""
    left, found = list(stops), []
    here = start or next((one.place for one in stops if one.place), None)
    while left:
        nearest = min(left, key=lambda one: between(here, one.place) if here and one.place else 0.0)
        left.remove(nearest)
        found.append(nearest)
        here = nearest.place or here
    return found


def _cost(start: Place | None, stops: Sequence[Stop], begins: int) -> tuple[float, float, float]:
    """Minutes late, when it is done, and kilometres: what `timetable` says, in the few steps that searching allows."""
    here, clock, late, km = start, float(begins), 0.0, 0.0
    for stop in stops:
        if stop.place is not None:
            if here is not None:
                way = between(here, stop.place)
                km, clock = km + way, clock + way * MINUTES_PER_KM
            here = stop.place
        if stop.fixed is not None:
            late, clock = late + max(0.0, clock - stop.fixed), max(clock, float(stop.fixed))
        clock += stop.minutes
    return late, clock, km


def _by_appointment(start: Place | None, stops: Sequence[Stop]) -> list[Stop]:
    """Appointments in the order of their times, behind what needs no time."""
    free = [one for one in stops if one.fixed is None]
    fixed = sorted((one for one in stops if one.fixed is not None), key=lambda one: one.fixed or 0)
    return nearest_first(start, free) + fixed


def _improved(start: Place | None, stops: Sequence[Stop], begins: int) -> list[Stop]:
    best, cost = list(stops), _cost(start, stops, begins)
    for _round in range(MOST_ROUNDS):
        better = False
        for other in _neighbours(best):
            worth = _cost(start, other, begins)
            if _is_less(worth, cost):
                best, cost, better = other, worth, True
                break
        if not better:
            break
    return best


def _neighbours(stops: list[Stop]) -> Iterator[list[Stop]]:
    """A part turned round (2-opt), or one stop put elsewhere."""
    for first in range(len(stops) - 1):
        for last in range(first + 1, len(stops)):
            yield stops[:first] + stops[first : last + 1][::-1] + stops[last + 1 :]
    for here in range(len(stops)):
        rest = stops[:here] + stops[here + 1 :]
        for there in range(len(stops)):
            if there != here:
                yield [*rest[:there], stops[here], *rest[there:]]


def _is_less(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """By more than arithmetic errs."""
    for mine, his in zip(one, other, strict=True):
        if abs(mine - his) > LEAST:
            return mine < his
    return False


def fitted(places: Sequence[Place], width: float, height: float, margin: float) -> list[tuple[float, float]]:
    """Where places stand on a drawing of this size, north up, with one scale for both directions."""
    if not places:
        return []
    middle = cos(radians(sum(one[0] for one in places) / len(places)))
    flat = [(one[1] * middle, -one[0]) for one in places]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    room = (width - 2 * margin, height - 2 * margin)
    scale = min((have / need for have, need in zip(room, (wide, high), strict=True) if need > LEAST), default=0.0)
    aside = ((width - wide * scale) / 2, (height - high * scale) / 2)
    return [(round(aside[0] + (x - left) * scale, 1), round(aside[1] + (y - top) * scale, 1)) for x, y in flat]
