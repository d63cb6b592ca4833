"""Addresses of the lists behind the numbers: the same rows by the filters of the list engine."""

import json
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from kehu.forecasting.periods import Period, midnight
from kehu.forecasting.queries.people import Circle

MOST_PEOPLE = 100
Pairs = Iterable[tuple[str, str]]


def opportunities(*parts: Pairs) -> str:
    """The list of opportunities with these filters."""
    return f"{reverse('sales:opportunities')}?{urlencode([pair for part in parts for pair in part])}"


def interactions(*parts: Pairs) -> str:
    return f"{reverse('interactions:interactions')}?{urlencode([pair for part in parts for pair in part])}"


def whose(circle: Circle) -> Pairs:
    """What the people of a circle own."""
    return circle.link


def of(person: UUID) -> Pairs:
    return [("owner", str(person))]


def credited_to(people: Collection[UUID] | None) -> Pairs:
    """What counts for these people: theirs, and what they sell together with the owner. Nothing to filter for None, and
    for so many that no address would hold them.
    """
    if people is None or len(people) > MOST_PEOPLE:
        return []
    ids = [str(one) for one in sorted(people)]
    either = [{"field": field, "op": "is", "values": ids} for field in ("owner", "sellers")]
    return [("filter", json.dumps({"any": either}, separators=(",", ":")))]


def only(records: Collection[UUID]) -> Pairs:
    """Certain records; nothing for more than an address holds."""
    return [("only", ",".join(str(one) for one in sorted(records)))] if 0 < len(records) <= MOST_PEOPLE else []


def state(*states: str) -> Pairs:
    return [("state", one) for one in states]


def expected_in(period: Period, *categories: str) -> Pairs:
    """What is open and expected in the period, in these categories of the forecast or in any."""
    last = period.after - timedelta(days=1)
    days = [("expected_close.from", str(period.first)), ("expected_close.to", str(last))]
    return [*state("open"), *(("category", one) for one in categories), *days]


def closed_in(period: Period, *states: str) -> Pairs:
    return [*state(*states), *_between("closed_at", period)]


def closed_between(first: date, after: date, *states: str) -> Pairs:
    """The same for days of the company from `first` on and before `after`."""
    days = ("closed_at.from", midnight(first).isoformat()), ("closed_at.to", midnight(after).isoformat())
    return [*state(*states), *days]


def opened_in(period: Period) -> Pairs:
    return _between("created_at", period)


def said_in(period: Period) -> Pairs:
    return _between("started_at", period)


def _between(field: str, period: Period) -> Pairs:
    """Moments, since the company's day may begin when the reader's does not."""
    begins, ends = period.moments
    return [(f"{field}.from", begins.isoformat()), (f"{field}.to", ends.isoformat())]
