"""Numbers, money and times as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from kehu.foundation.ui import formats

MOMENT = datetime(2026, 3, 5, 16, 7, tzinfo=UTC)
CASES = [
    ("en", formats.show_number, (1234567,), "1,234,567"),
    ("en", formats.show_short_number, (12_345_678,), "12.3M"),
    ("zh-hans", formats.show_short_number, (12_345_678,), "1234.6万"),
    ("zh-hans", formats.show_short_number, (320_000_000,), "3.2亿"),
    ("zh-hant", formats.show_short_number, (320_000_000,), "3.2億"),
    ("zh-hans", formats.show_short_number, (999,), "999"),
    ("zh-hans", formats.show_money, (Decimal("1234.5"), "CNY"), "¥1,234.50"),
    ("en", formats.show_money, (1234, "EUR"), "€1,234.00"),
    ("en", formats.show_money, (None, "EUR"), ""),
    ("en", formats.show_percent, (0.125, 1), "12.5%"),
    ("en", formats.show_file_size, (999,), "999 B"),
    ("en", formats.show_file_size, (1_540_000,), "1.5 MB"),
    ("en", formats.show_date, (date(2026, 3, 5),), "5 Mar 2026"),
    ("zh-hans", formats.show_date, (date(2026, 3, 5),), "2026年3月5日"),
]


@pytest.mark.parametrize(("language", "show", "given", "shown"), CASES)
def test_each_language_has_its_own_form(language: str, show: Any, given: Any, shown: str):
    with translation.override(language):
        assert show(*given) == shown


def test_moments_are_shown_in_the_zone_of_the_reader():
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert formats.show_moment(MOMENT) == "6 Mar 2026, 00:07"
        assert formats.show_date(MOMENT) == "6 Mar 2026"


@pytest.mark.parametrize(
    ("ago", "shown"),
    [(timedelta(seconds=20), "just now"), (timedelta(hours=3), "3 hours ago"), (timedelta(days=-2), "in 2 days")],
)
def test_what_is_near_is_shown_by_its_distance(ago: timedelta, shown: str):
    with translation.override("en"):
        assert formats.show_relative(timezone.now() - ago) == shown
