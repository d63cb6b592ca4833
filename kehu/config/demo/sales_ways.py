"""How a sale of the demo company went: from stage to stage, with the days it took and what was promised on the way."""

from dataclasses import dataclass, field
from random import Random

from kehu.sales.models import Stage

DAY = 86400.0


@dataclass(frozen=True)
class Step:
    """`worth` is the amount then, as a part of what it is now."""

    at: float
    stage: Stage
    worth: float
    expected: float


@dataclass
class Way:
    begun: float
    steps: list[Step] = field(default_factory=list)
    outcome: str = "open"
    slips: int = 0

    @property
    def stage(self) -> Stage:
        return self.steps[-1].stage

    @property
    def since(self) -> float:
        return self.steps[-1].at

    @property
    def expected(self) -> float:
        return self.steps[-1].expected


def way_of(rng: Random, begun: float, now: float, stages: list[Stage], skill: float) -> Way:
    """Ends where today is. `skill` is the chance of winning a sale; those that are lost are lost early or late."""
    opened = [one for one in stages if one.outcome == "open"]
    end = {one.outcome: one for one in stages if one.outcome != "open"}
    wins = rng.random() < skill
    last = len(opened) if wins else 1 + int(rng.random() * len(opened))
    at, worth = begun, 0.7 + rng.random() * 0.3
    expected = begun + (30 + rng.random() * 70) * DAY
    way = Way(begun)
    for stage in opened[:last]:
        way.steps.append(Step(at, stage, round(worth, 2), expected))
        worth += (1 - worth) * 0.5
        stay = (stage.usual_days or 14) * (0.25 + rng.random() * 1.5) * DAY
        while at + stay > expected:  # the day that was promised has come nearer than the sale
            expected += (14 + rng.random() * 30) * DAY
            way.slips += 1
        if at + stay >= now - DAY:
            break
        at += stay
    else:
        way.outcome = "won" if wins else "lost"
        way.steps.append(Step(at, end[way.outcome], 1.0, at))
        return way
    stage = way.steps[-1].stage
    way.steps[-1] = Step(way.steps[-1].at, stage, 1.0, expected)
    return way
