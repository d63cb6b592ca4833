"""What one person earns by one plan: from credits of deals to lines, each with the numbers that it comes from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kehu.compensation.arithmetic.months import last_day, month_of, window_start
from kehu.compensation.arithmetic.rounding import HUNDRED, cents, rounded_together
from kehu.compensation.arithmetic.tiers import Accelerator, Piece, Tier, pieces

CAP = "cap"
Quota = Callable[[date, str], Decimal | None]
"""The quota in money of the window (month, quarter, year) that a day lies in; None where there is none."""


@dataclass(frozen=True)
class Terms:
    """A version of a plan. With the measure `attainment` tiers begin at percents of the quota, else at money;
    accelerators always begin at percents of the quota. `cap` is the most a month earns. `draw` is advanced in a poorer
    month, and taken back later if it `recovers`. A deal undone more than `clawback_days` after it was won keeps what it
    earned; None claws back whenever. Only credits of its `basis` count.
    """

    version: Any
    since: date
    tiers: tuple[Tier, ...]
    whole: bool = False
    measure: str = "amount"
    window: str = "month"
    accelerators: tuple[Accelerator, ...] = ()
    category_rates: dict[str, Decimal] = field(default_factory=dict)
    cap: Decimal | None = None
    draw: Decimal | None = None
    recovers: bool = True
    clawback_days: int | None = None
    basis: str = "won"

    @property
    def goes_by_quota(self) -> bool:
        return self.measure == "attainment" or bool(self.accelerators)


@dataclass(frozen=True)
class Credit:
    """A person's part in a deal of a day: `base` of `amount`, by a split of `share` percent. `key` stays the same
    however often it is read. `undone_on` is when the deal was lost, reopened or paid back again.
    """

    key: str
    deal: Any
    title: str
    day: date
    amount: Decimal
    base: Decimal
    share: Decimal = HUNDRED
    category: str = ""
    undone_on: date | None = None
    basis: str = "won"


@dataclass(frozen=True)
class Line:
    """An amount of a statement. `origin` is the month in which it was earned, `trace` the numbers it comes from."""

    kind: str
    key: str
    origin: date
    amount: Decimal
    plan: Any = None
    version: Any = None
    deal: Any = None
    title: str = ""
    base: Decimal | None = None
    trace: dict[str, Any] = field(default_factory=dict)


def terms_on(day: date, versions: Iterable[Terms]) -> Terms | None:
    """The version in force on a day."""
    begun = [one for one in versions if one.since <= day]
    return max(begun, key=lambda one: one.since, default=None)


def counts(credit: Credit, terms: Terms) -> bool:
    """Whether the deal still earns: it stands, or it fell after the time for clawing back."""
    if credit.undone_on is None:
        return True
    days = terms.clawback_days
    return days is not None and credit.undone_on > credit.day + timedelta(days=days)


def earned(plan: Any, versions: Sequence[Terms], deals: Iterable[Credit], quota: Quota, through: date) -> list[Line]:
    """The lines of all months up to the month `through`, as the deals up to its end make them; capped by month."""
    standing = [
        (credit, terms)
        for credit in sorted(deals, key=lambda one: (one.day, one.key))
        if credit.day <= last_day(through)
        and (terms := terms_on(credit.day, versions)) is not None
        and terms.basis == credit.basis
        and counts(credit, terms)
    ]
    totals: dict[date, Decimal] = defaultdict(Decimal)
    for credit, terms in standing:
        totals[window_start(credit.day, terms.window)] += credit.base
    before: dict[date, Decimal] = defaultdict(Decimal)
    lines = []
    for credit, terms in standing:
        window = window_start(credit.day, terms.window)
        goal = quota(credit.day, terms.window) if terms.goes_by_quota else None
        lines.append(_line(plan, credit, terms, before[window], totals[window], goal))
        before[window] += credit.base
    return [*lines, *_caps(plan, versions, lines)]


def _line(plan: Any, credit: Credit, terms: Terms, before: Decimal, total: Decimal, quota: Decimal | None) -> Line:
    fixed = terms.category_rates.get(credit.category)
    cut = pieces(
        credit.base, before, _tiers(terms, quota), _accelerators(terms, quota),
        whole_of=total if terms.whole else None, fixed_rate=fixed,
    )  # fmt: skip
    amounts = rounded_together([one.exact for one in cut])
    trace = {
        "amount": str(credit.amount), "share": str(credit.share), "base": str(credit.base), "before": str(before),
        "total": str(total), "quota": None if quota is None else str(quota), "window": terms.window,
        "whole": terms.whole, "category": credit.category if fixed is not None else "",
        "pieces": [_said(piece, amount) for piece, amount in zip(cut, amounts, strict=True)],
    }  # fmt: skip
    return Line(
        "earning", credit.key, month_of(credit.day), sum(amounts, Decimal(0)), plan, terms.version, credit.deal,
        credit.title, credit.base, trace,
    )  # fmt: skip


def _said(piece: Piece, amount: Decimal) -> dict[str, str]:
    return {
        "base": str(piece.base), "rate": str(piece.rate), "factor": str(piece.factor), "start": str(piece.start),
        "amount": str(amount),
    }  # fmt: skip


def _tiers(terms: Terms, quota: Decimal | None) -> tuple[Tier, ...]:
    """In money. Without a quota nobody gets further than the lowest of tiers that go by attainment."""
    if terms.measure != "attainment":
        return terms.tiers
    if not quota:
        return tuple(sorted(terms.tiers, key=lambda one: one.start)[:1])
    return tuple(Tier(cents(one.start * quota / HUNDRED), one.rate) for one in terms.tiers)


def _accelerators(terms: Terms, quota: Decimal | None) -> tuple[Accelerator, ...]:
    if not quota:
        return ()
    return tuple(Accelerator(cents(one.start * quota / HUNDRED), one.factor) for one in terms.accelerators)


def _caps(plan: Any, versions: Sequence[Terms], lines: Iterable[Line]) -> list[Line]:
    """What a month earns beyond its cap is taken off by a line of its own."""
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for one in lines:
        sums[one.origin] += one.amount
    made = []
    for month, total in sorted(sums.items()):
        terms = terms_on(last_day(month), versions)
        if terms is not None and terms.cap is not None and total > terms.cap:
            trace = {"sum": str(total), "cap": str(terms.cap)}
            made.append(Line("cap", CAP, month, terms.cap - total, plan, terms.version, trace=trace))
    return made
