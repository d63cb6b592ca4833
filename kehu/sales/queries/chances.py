"""How likely an open opportunity is to be won, from the company's own closings, and why: each reason is a count that
one can check. docs/algorithms/win-chance.md has the arithmetic.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.sales.models import Opportunity

ENOUGH = 20  # closings in the last two years, below which nothing is said
WEIGHT = 10  # how many closings of the usual kind a small group is mixed with


@dataclass(frozen=True)
class Group:
    """Closings that are like the opportunity in one respect."""

    said: str
    count: int
    won: int
    rate: float  # mixed with the usual one
    usual: float

    @property
    def lifts(self) -> int:
        """1 if such ones are won more often than usual, -1 if less often."""
        difference = self.rate - self.usual
        return 0 if abs(difference) < 0.02 else 1 if difference > 0 else -1


@dataclass(frozen=True)
class Chance:
    """`percent` is None while there is too little history; `closings` is how much there is."""

    percent: int | None
    closings: int
    groups: list[Group]


_COUNTS = """
WITH closed AS (
    SELECT o.owner_id, o.amount_home, c.outcome = 'won' AS won, c.days_to_close, EXISTS (
        SELECT 1 FROM sales_stagechange s WHERE s.opportunity_id = o.id AND s.to_stage_id = %(stage)s) AS reached
    FROM sales_closure c JOIN sales_opportunity o ON o.id = c.opportunity_id
    WHERE o.pipeline_id = %(pipeline)s AND o.deleted_at IS NULL AND c.closed_at > %(now)s - interval '2 years'
)
SELECT count(*), count(*) FILTER (WHERE won),
    count(*) FILTER (WHERE reached), count(*) FILTER (WHERE reached AND won),
    count(*) FILTER (WHERE owner_id = %(owner)s), count(*) FILTER (WHERE owner_id = %(owner)s AND won),
    count(*) FILTER (WHERE amount_home BETWEEN %(amount)s / 2 AND %(amount)s * 2),
    count(*) FILTER (WHERE amount_home BETWEEN %(amount)s / 2 AND %(amount)s * 2 AND won),
    count(*) FILTER (WHERE days_to_close >= %(age)s), count(*) FILTER (WHERE days_to_close >= %(age)s AND won)
FROM closed"""


def chance_of(opportunity: Opportunity) -> Chance:
    """One statement. The stage reached gives the start; owner, size and age move it up or down."""
    age = max(0, (timezone.now() - opportunity.created_at).days)
    values: dict[str, Any] = {
        "stage": opportunity.stage_id, "pipeline": opportunity.pipeline_id, "now": timezone.now(),
        "owner": opportunity.owner_id, "amount": opportunity.amount_home, "age": age,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        count, won, *pairs = cursor.fetchone()
    if count < ENOUGH or not 0 < won < count:
        return Chance(None, count, [])
    usual = won / count
    owner = opportunity.owner.name if opportunity.owner else ""
    words = (
        _("reached “%(stage)s”") % {"stage": opportunity.stage.label},
        _("sold by %(name)s") % {"name": owner} if owner else "",
        _("of a similar size") if opportunity.amount_home else "",
        _("took %(days)s days or longer") % {"days": age} if age else "",
    )
    groups = [
        Group(said, number, successes, (successes + WEIGHT * usual) / (number + WEIGHT), usual)
        for said, number, successes in zip(words, pairs[::2], pairs[1::2], strict=True)
        if said and number
    ]
    odds = _odds(usual)
    for one in groups:
        odds *= _odds(one.rate) / _odds(usual)
    return Chance(round(min(max(odds / (1 + odds), 0.01), 0.99) * 100), count, groups)


def _odds(rate: float) -> float:
    safe = min(max(rate, 0.01), 0.99)
    return safe / (1 - safe)
