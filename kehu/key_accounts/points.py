"""From numbers to points, from points to a tier. Pure: knows no table and no language.

Receipts  from 1,000,000: 40   from 200,000: 25      a customer with 350,000 has 25 of them
Size      from 500: 20         from 50: 10           and with 620 people 20: together 45
key account from 70, A from 45, B from 25, C from 5  → A
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Thresholds = tuple[tuple[str, int], ...]
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Step:
    """From `at_least` of a measure on there are so many points."""

    measure: str
    at_least: Decimal
    points: int


@dataclass(frozen=True)
class Share:
    """What one measure gave: its `number`, the step that was reached (None: none), and its points."""

    measure: str
    number: Decimal
    step: Step | None

    @property
    def points(self) -> int:
        return self.step.points if self.step else 0


@dataclass(frozen=True)
class Verdict:
    shares: tuple[Share, ...]
    points: int
    tier: str


def judge(steps: Iterable[Step], thresholds: Thresholds, numbers: Mapping[str, Decimal]) -> Verdict:
    """Of each measure the step with most points that is reached counts; a number that is not known is nought. The tier
    is the first whose threshold the sum reaches, "" if none.
    """
    ladders: dict[str, list[Step]] = {}
    for one in steps:
        ladders.setdefault(one.measure, []).append(one)
    shares = []
    for measure, ladder in ladders.items():
        number = numbers.get(measure, NOTHING)
        reached = [one for one in ladder if number >= one.at_least and number > 0]
        shares.append(Share(measure, number, max(reached, key=lambda one: one.points, default=None)))
    total = sum(one.points for one in shares)
    tier = next((tier for tier, least in thresholds if total >= least), "")
    return Verdict(tuple(shares), total, tier)
