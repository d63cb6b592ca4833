"""Rates by tier: which part of a sum earns which rate, and how much faster beyond a quota."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kehu.compensation.arithmetic.rounding import HUNDRED

ONE = Decimal(1)


@dataclass(frozen=True)
class Tier:
    """From `start` (money, counted from the beginning of the window) the rate is `rate` percent."""

    start: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Accelerator:
    """From `start` (money) on what is earned is multiplied by `factor`."""

    start: Decimal
    factor: Decimal


@dataclass(frozen=True)
class Piece:
    """A part of a base within one tier: `base` × `rate` % × `factor`. `start` is where its tier begins."""

    base: Decimal
    rate: Decimal
    factor: Decimal = ONE
    start: Decimal = Decimal(0)

    @property
    def exact(self) -> Decimal:
        return self.base * self.rate / HUNDRED * self.factor


def pieces(
    base: Decimal,
    before: Decimal,
    tiers: Sequence[Tier],
    accelerators: Sequence[Accelerator] = (),
    *,
    whole_of: Decimal | None = None,
    fixed_rate: Decimal | None = None,
) -> list[Piece]:
    """Cut `base`, which comes on top of `before`, where tiers and accelerators begin.

    Marginal by default: each part earns the rate of the tier it lies in. With `whole_of` the whole base earns the rate
    of the tier in which that total lies. A `fixed_rate` takes the place of the tiers; accelerators hold all the same.
    Below the first tier nothing is earned. Raises ValueError for a negative base.
    """
    if base < 0:
        raise ValueError("a base is not negative")
    starts = {one.start for one in accelerators}
    if whole_of is None and fixed_rate is None:
        starts |= {one.start for one in tiers}
    cuts = sorted(start for start in starts if before < start < before + base)
    edges = [before, *cuts, before + base]
    found = []
    for low, high in pairwise(edges):
        if high == low:
            continue
        tier = tier_of(low if whole_of is None else whole_of, tiers)
        rate = fixed_rate if fixed_rate is not None else tier.rate
        found.append(Piece(high - low, rate, _factor(low, accelerators), tier.start))
    return found


def tier_of(total: Decimal, tiers: Iterable[Tier]) -> Tier:
    """The tier in which a total lies: one begins at its start."""
    reached = [one for one in tiers if one.start <= total]
    return max(reached, key=lambda one: one.start, default=Tier(Decimal(0), Decimal(0)))


def _factor(total: Decimal, accelerators: Iterable[Accelerator]) -> Decimal:
    reached = [one for one in accelerators if one.start <= total]
    return max(reached, key=lambda one: one.start).factor if reached else ONE
