"""Scores: from the value of a measure to points by a curve, from weighted points to one score."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kehu.compensation.arithmetic.rounding import CENT, HUNDRED, cents, rounded_together, split


@dataclass(frozen=True)
class Linear:
    """At `floor` and beyond `low` points, at `cap` and beyond `high`, in between in proportion. A floor above the cap
    means that less is better.
    """

    floor: Decimal
    cap: Decimal
    low: Decimal = Decimal(0)
    high: Decimal = HUNDRED

    def score(self, value: Decimal) -> Decimal:
        way = (value - self.floor) / (self.cap - self.floor)
        way = min(max(way, Decimal(0)), Decimal(1))
        return cents(self.low + (self.high - self.low) * way)


@dataclass(frozen=True)
class Steps:
    """(from, points): the points of the last step that was reached; before the first, nothing. Where less is better the
    steps are `falling`, (up to, points): those of the lowest step not exceeded; beyond the last, nothing.
    """

    steps: tuple[tuple[Decimal, Decimal], ...]
    falling: bool = False

    def score(self, value: Decimal) -> Decimal:
        if self.falling:
            reached = [one for one in self.steps if value <= one[0]]
            return cents(min(reached)[1]) if reached else Decimal("0.00")
        reached = [one for one in self.steps if one[0] <= value]
        return cents(max(reached)[1]) if reached else Decimal("0.00")


Curve = Linear | Steps


def weights_in_force(weights: Sequence[Decimal], missing: Sequence[bool]) -> list[Decimal]:
    """The weights in percent where those that do not apply are spread over the others in proportion, together 100."""
    left = [Decimal(0) if gone else weight for weight, gone in zip(weights, missing, strict=True)]
    return split(HUNDRED, left, CENT) if any(left) else left


def points(weights: Sequence[Decimal], scores: Sequence[Decimal]) -> list[Decimal]:
    """What each score contributes; together they are the weighted score, rounded half up to hundredths."""
    return rounded_together([weight * score / HUNDRED for weight, score in zip(weights, scores, strict=True)])
