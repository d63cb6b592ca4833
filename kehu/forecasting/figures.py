"""The arithmetic of quota and forecast, free of tables: sums per person and month, attainment, pace, accuracy."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal(0)
WEEK = Decimal(7)


@dataclass(frozen=True)
class Figures:
    """Of one person or several, for one month or several, in the company's currency; what is open is apart by category,
    `weighted` is the open part times its probability, without what is left out. Counts are of opportunities.
    """

    won: Decimal = NOTHING
    commit: Decimal = NOTHING
    best_case: Decimal = NOTHING
    pipeline: Decimal = NOTHING
    omitted: Decimal = NOTHING
    weighted: Decimal = NOTHING
    won_count: int = 0
    open_count: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def committed(self) -> Decimal:
        """What will come if only what is committed comes: won and commit."""
        return self.won + self.commit

    @property
    def at_best(self) -> Decimal:
        return self.committed + self.best_case

    @property
    def open(self) -> Decimal:
        """Everything open that counts."""
        return self.commit + self.best_case + self.pipeline

    @property
    def expected(self) -> Decimal:
        """Won, and the open part by its probability."""
        return self.won + self.weighted

    @property
    def is_nothing(self) -> bool:
        return self == Figures()


def total(parts: Iterable[Figures]) -> Figures:
    return sum(parts, Figures())


@dataclass(frozen=True)
class Attainment:
    """How far somebody is on the way to his quota in the days from `first` until before `after`, seen on `today`, which
    counts as gone.
    """

    quota: Decimal
    won: Decimal
    first: date
    after: date
    today: date
    _days: tuple[int, int] = field(init=False, repr=False, default=(0, 0))

    def __post_init__(self) -> None:
        whole = (self.after - self.first).days
        gone = min(max((self.today - self.first).days + 1, 0), whole)
        object.__setattr__(self, "_days", (gone, whole))

    @property
    def rate(self) -> Decimal | None:
        """Won as a share of the quota; None without a quota."""
        return self.won / self.quota if self.quota else None

    @property
    def gap(self) -> Decimal:
        """What is missing; below zero what was won beyond the quota."""
        return self.quota - self.won

    @property
    def projected(self) -> Decimal | None:
        """What it comes to at the pace so far; None before it has begun."""
        gone, whole = self._days
        return (self.won * whole / gone).quantize(CENT, ROUND_HALF_UP) if gone else None

    @property
    def needed_per_week(self) -> Decimal | None:
        """What each week that is left must bring; a rest of less than a week is one. None when nothing is missing or
        the time is over.
        """
        gone, whole = self._days
        if self.gap <= 0 or gone >= whole:
            return None
        return (self.gap / max(Decimal(1), (whole - gone) / WEEK)).quantize(CENT, ROUND_HALF_UP)

    @property
    def time_gone(self) -> Decimal:
        """The share of the days that have passed."""
        gone, whole = self._days
        return Decimal(gone) / whole

    @property
    def on_pace(self) -> bool | None:
        """Whether the share of the quota is not behind the share of the time."""
        return None if self.rate is None else self.rate >= self.time_gone


def accuracy(said: Decimal, came: Decimal) -> Decimal:
    """1 where exactly came what was said, 0 where it was off by the whole of what came or more. Where nothing came,
    saying nothing was right and saying anything was wrong.
    """
    if came == 0:
        return Decimal(1) if said == 0 else NOTHING
    return max(NOTHING, 1 - abs(said - came) / abs(came))


def bias(said: Decimal, came: Decimal) -> Decimal | None:
    """How much too much was said, as a share of what came; below zero too little. None where nothing came."""
    return (said - came) / came if came else None


def spread(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """The amount over parts by their weights, in cents that add up to it exactly; what rounding leaves goes to the
    parts that lost most by it. Without any weight all parts are equal.
    """
    if not weights:
        return []
    if sum(weights) <= 0:
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights)
    exact = [amount * one / whole for one in weights]
    parts = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    missing = int((amount - sum(parts)) / CENT)
    lost = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in lost[:missing]:
        parts[place] += CENT
    return parts
