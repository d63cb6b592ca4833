"""Links hold lists: whatever filter one builds, the address bar gives it back; whatever the order, pages hold each row
once.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.customers.lists import CUSTOMERS
from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import building, rows
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.operators import operators_of
from kehu.foundation.lists.periods import PERIODS
from kehu.foundation.lists.query import ListQuery, can_sort
from kehu.foundation.lists.tree import Condition, Group
from kehu.foundation.objects.registry import Kind
from tests.world import World

pytestmark = pytest.mark.django_db
FITTING = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=8).filter(
    lambda one: one.strip() == one and one != ""
)


def values_for(column: Column, operator: str) -> st.SearchStrategy[tuple[str, ...]]:
    if operator in {"empty", "filled"}:
        return st.just(())
    if column.field.choices is not None:
        known = [str(value) for value, _label in column.field.choices()]
        return (
            st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True).map(tuple) if known else st.nothing()
        )
    if operator == "in":
        return st.sampled_from(sorted(PERIODS)).map(lambda one: (one,))
    if operator in {"last", "next", "not_since"}:
        return st.integers(0, 5000).map(lambda one: (str(one),))
    if column.kind in {Kind.DATE, Kind.MOMENT}:
        return st.dates().map(lambda one: (one.isoformat(),))
    if column.kind in {Kind.NUMBER, Kind.MONEY}:
        return st.integers(-10_000, 10_000).map(lambda one: (str(one),))
    if column.kind == Kind.BOOLEAN:
        return st.sampled_from(["yes", "no"]).map(lambda one: (one,))
    if column.kind == Kind.REFERENCE:
        own = ["me", "my_team"] if column.field.reference == "user" else []
        ids = st.uuids().map(str)
        return st.lists(ids | st.sampled_from(own) if own else ids, min_size=1, max_size=3, unique=True).map(tuple)
    return TEXT.map(lambda one: (one,))


@st.composite
def filters(draw: Any, available: Any) -> Group:
    asked = [*available.values(), *available.related()]
    asked = [one for one in asked if one.field.filterable and operators_of(one)]

    def condition() -> Condition:
        column = draw(st.sampled_from(asked))
        operator = draw(st.sampled_from(sorted(operators_of(column))))
        return Condition(column.key, operator, draw(values_for(column, operator)))

    def group(depth: int) -> Group:
        joined = draw(st.sampled_from(["all", "any"]))
        parts = [
            group(depth + 1) if depth < 3 and draw(st.booleans()) else condition()
            for _part in range(draw(st.integers(1, 3)))
        ]
        return Group(joined, tuple(parts))

    return building.tidy(group(1))


def of(user: Any, link: str = "") -> ListQuery:
    return CUSTOMERS.parse(QueryDict(link), user)


def test_a_filter_survives_its_link(world: World) -> None:
    start = of(world.ada)

    @FITTING
    @given(filters(start.available))
    def holds(group: Group) -> None:
        asked = replace(start, filters=group)
        again = of(world.ada, asked.link())
        assert again.filters == group
        assert again.link() == asked.link()
        rows.page(again, world.ada)  # and the database understands it

    holds()


def test_a_filter_survives_the_form_of_the_builder(world: World) -> None:
    start = of(world.ada)

    def posted(box: Any) -> list[tuple[str, str]]:
        found = [(f"{box.prefix}-joined", box.joined)]
        for part in box.parts:
            if isinstance(part, building.Box):
                found += posted(part)
            else:
                condition = part.form
                found += [(f"{part.prefix}-field", part.column.key), (f"{part.prefix}-operator", condition.current.key)]
                if "value" in condition.fields:
                    initial = condition.fields["value"].initial
                    values = initial if isinstance(initial, list | tuple) else [initial]
                    found += [(f"{part.prefix}-value", str(value)) for value in values]
        return found

    @FITTING
    @given(filters(start.available))
    def holds(group: Group) -> None:
        form = QueryDict(mutable=True)
        for name, value in posted(building.laid_out(group, start, world.ada, strict=True)):
            form.appendlist(name, value)
        assert building.tidy(building.completed(building.read(form), start)) == group

    holds()


def test_pages_by_key_hold_each_row_once_in_any_order(world: World) -> None:
    some = st.sampled_from
    orders = [key for key, column in of(world.ada).available.items() if can_sort(column)]
    data = st.tuples(some(["a", "b", "张", "李", ""]), some(["", "key", "a"]), st.none() | st.integers(0, 3))

    @settings(FITTING, max_examples=15)
    @given(st.lists(data, max_size=25), some(orders), st.booleans(), st.integers(1, 7))
    def holds(given: list[Any], order: str, descending: bool, size: int) -> None:
        with writing(by=world.ada):
            Customer.objects.all().delete()
            Customer.objects.bulk_create(
                Customer(kind="person", name=f"{name}x", city=name, tier=tier, employees=employees, owner=world.alice)
                for name, tier, employees in given
            )
        seen: list[Any] = []
        cursor = ""
        while True:
            link = f"sort={'-' if descending else ''}{order}&limit={size}&cursor={cursor}"
            page = rows.page(of(world.ada, link), world.ada)
            seen += [row.id for row in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert sorted(seen) == sorted(Customer.objects.values_list("pk", flat=True))
        places, end = rows.places(of(world.ada, f"sort={'-' if descending else ''}{order}&limit={size}"), world.ada)
        assert end
        assert len(places) == max(0, -(-len(given) // size) - 1)

    holds()
