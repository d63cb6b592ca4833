"""Identifiers of demo rows: UUIDv7 with a mark, so that all that the demo brought can be found and removed.

The time part is the row's creation, which keeps the indexes in order as with real rows.
"""

from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

MARK = "-7de0-8de0-de"
CUSTOMER, CONTACT, POINT, INTERACTION, TASK, VISIT, USER, OTHER = range(1, 9)
# Series of the parts of sales; a new part adds its name at the end.
(
    SALES, CATALOG, SUPPORT, QUOTES, CONTRACTS, FORECASTING, COMPENSATION, COVERAGE, APPROVALS, LEADS,
) = range(16, 26)  # fmt: skip
CADENCES = 30
KEY_ACCOUNTS = 31
ROUTES = 32
CALLING = 33


def demo_id(table: int, number: int, at: float) -> str:
    """`table` is one of the constants above, `number` counts within it, `at` is in seconds since 1970."""
    milliseconds = f"{int(at * 1000):012x}"
    return f"{milliseconds[:8]}-{milliseconds[8:]}{MARK}{table:02x}{number:08x}"


class Series:
    """Identifiers of one series, in the order in which they are asked for: `new = Series(ids.SALES)`, `new(at)`."""

    def __init__(self, table: int):
        self.table, self.number = table, 0

    def __call__(self, at: float) -> UUID:
        self.number += 1
        return UUID(demo_id(self.table, self.number, at))


def moment(at: float) -> str:
    """A time in seconds since 1970 as PostgreSQL reads it. Millions are written, of few days and few seconds of a day."""
    day, second = divmod(int(at), 86400)
    return f"{_date(day)} {_clock(second)}"


@lru_cache(maxsize=4096)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, tz=UTC).strftime("%Y-%m-%d")


@lru_cache(maxsize=86400)
def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00"
