"""Pages by key, put together, are the list: whatever the order, whatever is missing, equal or deleted in between."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.keyset import BadCursor, Order, read_cursor, take, write_cursor

MOMENTS = st.none() | st.integers(0, 3).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=n))
ROWS = st.lists(st.tuples(st.sampled_from("aab张é"), MOMENTS, st.sampled_from(["", "x", "y"])), max_size=14)
ORDERS = st.sampled_from(
    [
        Order((), descending=True),
        Order(("name",)),
        Order(("name",), descending=True),
        Order(("last_contact_at",), nullable=True),
        Order(("last_contact_at",), descending=True, nullable=True),
        Order(("city", "name")),
        Order(("last_contact_at", "name"), descending=True, nullable=True),
    ]
)


def key_of(order: Order, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in order.columns)


def expected(order: Order, rows: list[dict[str, Any]]) -> list[Any]:
    """The whole order, computed without the database: rows without a first value last, in either direction."""
    filled = [row for row in rows if not order.nullable or row[order.paths[0]] is not None]
    empty = [row for row in rows if row not in filled]
    filled.sort(key=lambda row: key_of(order, row), reverse=order.descending)
    empty.sort(key=lambda row: key_of(order, row)[1:], reverse=order.descending)
    return [row["pk"] for row in (*filled, *empty)]


class PagesByKey(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=ROWS, order=ORDERS, size=st.integers(1, 5), gone=st.sets(st.integers(0, 13)))
    def test_pages_put_together_are_the_whole_list(
        self, rows: list[Any], order: Order, size: int, gone: set[int]
    ) -> None:
        with writing(by=None):
            made = Customer.objects.bulk_create(
                Customer(kind="person", name=name, last_contact_at=at, city=city) for name, at, city in rows
            )
        found = Customer.objects.values_list(*order.columns)
        whole = [row[-1] for row in take(found, order, 100)]
        # The database's collation decides between names; here all collations agree on single characters.
        as_rows = [
            {"pk": one.pk, "name": one.name, "last_contact_at": one.last_contact_at, "city": one.city} for one in made
        ]
        assert whole == expected(order, as_rows)

        victims = {made[index].pk for index in gone if index < len(made)}
        read: list[Any] = []
        after = None
        while page := take(found, order, size, after=after):
            read += [row[-1] for row in page]
            after, _backwards = read_cursor(write_cursor(order, page[-1]), order, Customer)
            Customer.objects.filter(pk__in=victims & {page[-1][-1]}).delete()  # the row the cursor stands on
        assert read == whole

        left = [row[-1] for row in take(found, order, 100)]
        backwards: list[Any] = []
        before = None
        while page := take(found, order, size, after=before, backwards=True):
            backwards = [row[-1] for row in page] + backwards
            before = page[0]
        assert backwards == left


@pytest.mark.parametrize("cursor", ["", "nonsense", "e30", "WyIiLCI-Il0", "😀", "W10="])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor, Order(("name",)), Customer)


def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = write_cursor(Order(("name",)), ["Acme", "0190"])
    with pytest.raises(BadCursor):
        read_cursor(cursor, Order(("name",), descending=True), Customer)
