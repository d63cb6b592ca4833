"""What a chip says of days and moments."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from kehu.customers.lists import CUSTOMERS
from kehu.foundation.lists.filtering import phrase
from kehu.foundation.lists.query import parse
from tests.world import World


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("created_at.from=2026-10-01", "1 Oct 2026"),
        ("created_at.from=2026-10-01T00:00:00%2B08:00", "1 Oct 2026"),
        ("created_at.to=2026-10-31", "31 Oct 2026"),
        ("created_at.to=2026-11-01T00:00:00%2B08:00", "31 Oct 2026"),  # before the first of November
        ("created_at.from=2026-10-01T09:30:00%2B08:00", "9:30"),
    ],
)
def test_days_and_moments_are_told_as_people_write_them(world: World, link: str, told: str) -> None:
    with timezone.override("Asia/Shanghai"):
        query = parse(QueryDict(link), CUSTOMERS.plan, world.ada)
        words = phrase(query.filters, query, world.ada)
    assert told in words
    assert "T0" not in words
