"""Who sold what: every opportunity shared out to the owner and the selling team, summed by person, month and category.

Sums of a person hold whatever is credited to him, also of opportunities that the reader cannot open: his attainment is
one number, whoever looks at it. Whose sums somebody may see, `people.py` says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.forecasting import periods
from kehu.forecasting.figures import Figures

# The parts of the selling team are rounded to cents and the owner has the rest, so the parts are always the whole. A
# team whose credits come to more than everything leaves the owner nothing; what is credited on top (overlays) is in no
# sum. Open ones count in the month they are expected in, won ones in that of their closing, where the company is.
_SUMS = """
WITH deals AS (
    SELECT o.id, o.owner_id, o.amount_home AS amount, o.weighted_home AS weighted, o.category AS bucket,
        date_trunc('month', o.expected_close)::date AS month
    FROM sales_opportunity o
    WHERE o.state = 'open' AND o.deleted_at IS NULL AND o.expected_close >= %(first)s AND o.expected_close < %(after)s
        {theirs}
    UNION ALL
    SELECT o.id, o.owner_id, o.amount_home, o.amount_home, 'won',
        date_trunc('month', c.closed_at AT TIME ZONE %(zone)s)::date
    FROM sales_closure c JOIN sales_opportunity o ON o.id = c.opportunity_id
    WHERE c.outcome = 'won' AND o.deleted_at IS NULL AND c.closed_at >= %(begins)s AND c.closed_at < %(ends)s
        {theirs}
), shares AS (
    SELECT d.id, m.user_id, d.month, d.bucket, m.credit,
        round(d.amount * m.credit / 100, 2) AS amount, round(d.weighted * m.credit / 100, 2) AS weighted
    FROM deals d JOIN sales_sellingteammember m ON m.opportunity_id = d.id
    WHERE m.credit > 0 AND NOT m.is_overlay AND m.user_id IS DISTINCT FROM d.owner_id
), given AS (
    SELECT id, sum(amount) AS amount, sum(weighted) AS weighted, sum(credit) AS credit FROM shares GROUP BY id
), parts AS (
    SELECT user_id, month, bucket, amount, weighted FROM shares
    UNION ALL
    SELECT d.owner_id, d.month, d.bucket,
        greatest(d.amount - coalesce(g.amount, 0), 0), greatest(d.weighted - coalesce(g.weighted, 0), 0)
    FROM deals d LEFT JOIN given g ON g.id = d.id
    WHERE coalesce(g.credit, 0) < 100
)
SELECT user_id, month, bucket, sum(amount), sum(weighted), count(*)
FROM parts
WHERE user_id IS NOT NULL AND (%(people)s::uuid[] IS NULL OR user_id = ANY (%(people)s::uuid[]))
GROUP BY user_id, month, bucket
"""
# Where only some people are asked for, what none of them has a part in is not looked at.
_THEIRS = """AND (o.owner_id = ANY (%(people)s::uuid[]) OR o.id IN (
            SELECT opportunity_id FROM sales_sellingteammember WHERE user_id = ANY (%(people)s::uuid[])
        ))"""
EVERYBODYS = _SUMS.replace("{theirs}", "")
SOME_PEOPLES = _SUMS.replace("{theirs}", _THEIRS)

Sums = dict[tuple[UUID, date], Figures]


def by_person_and_month(first: date, after: date, people: Collection[UUID] | None) -> Sums:
    """The figures of each person and month that has any, of these people or of everybody. One statement."""
    found: dict[tuple[UUID, date], dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for user, month, bucket, amount, weighted, count in _rows(first, after, people):
        one = found[user, month]
        one[bucket] += amount
        one["won_count" if bucket == "won" else "open_count"] += count
        if bucket not in ("won", "omitted"):
            one["weighted"] += weighted
    return {key: Figures(**one) for key, one in found.items()}


def _rows(first: date, after: date, people: Collection[UUID] | None) -> Iterator[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "first": first, "after": after, "zone": str(periods.zone()), "begins": periods.midnight(first),
        "ends": periods.midnight(after), "people": None if people is None else list(people),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODYS if people is None else SOME_PEOPLES, given)
        yield from cursor.fetchall()
