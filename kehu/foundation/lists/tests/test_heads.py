"""Groups of a list: each row is in one of them, and their counts and sums add up to those of the whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from kehu.customers.lists import CUSTOMERS
from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import heads as counting
from kehu.foundation.lists import rows
from kehu.foundation.lists.grouping import narrowed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(world: World) -> None:
    now = timezone.now()
    with writing(by=world.alice):
        Customer.objects.bulk_create(
            Customer(
                kind="person" if n % 2 else "organisation", name=f"C {n:02}", tier=["key", "a", ""][n % 3],
                owner=[world.alice, world.bob, None][n % 3], employees=n, do_not_contact=n % 5 == 0,
                last_contact_at=None if n % 4 == 0 else now - timedelta(days=n * 3),
            )
            for n in range(60)
        )  # fmt: skip


GROUPS = ("owner", "tier", "kind", *[f"last_contact_at.{unit}" for unit in ("near", "day", "week", "month", "year")])


@pytest.mark.parametrize("capped", [False, True])
@pytest.mark.parametrize("group", GROUPS)
def test_every_row_is_in_one_group(group: str, capped: bool, world: World, many: None, monkeypatch: Any) -> None:
    if capped:
        monkeypatch.setattr(counting, "COUNT_CAP", 5)
    query = CUSTOMERS.parse(QueryDict(f"group={group}&columns=name,employees"), world.ada)
    grouping = query.grouping
    assert grouping is not None
    found = counting.heads(query, grouping, world.ada)
    seen: list[Any] = []
    for head in found.groups:
        inside = rows.page(narrowed(query, grouping, head.value), world.ada).rows
        assert head.count.number == rows.count(narrowed(query, grouping, head.value), world.ada).number
        seen += [row.id for row in inside]
    assert sorted(seen) == sorted(Customer.objects.visible_to(world.ada).values_list("pk", flat=True))
    if not capped:
        assert sum(total for head in found.groups for _column, total, _currency in head.sums) == sum(range(60))
