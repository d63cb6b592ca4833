"""A person's statements month by month: what was earned, what earlier months turn out to be worth now, advances, and
what is carried over.

A month that was closed is what it was. Whatever its deals are worth now, by a plan that changed, a deal that was lost
again or an amount that was corrected, becomes a difference in the first month that is open. So all lines of a deal are
together always what the deal is worth, and nothing that was handed out is ever rewritten.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from kehu.compensation.arithmetic.commission import CAP, Credit, Line, Quota, Terms, earned, terms_on
from kehu.compensation.arithmetic.months import last_day, months

NOTHING = Decimal(0)
OF_DEALS = {"earning", "adjustment", "clawback", "cap"}
Key = tuple[Any, date, str]  # plan, month of origin, key of the line


@dataclass(frozen=True)
class Plan:
    """A plan by which somebody is paid, with his credits in it and his quota."""

    id: Any
    versions: Sequence[Terms]
    credits: Sequence[Credit]
    quota: Quota


@dataclass(frozen=True)
class Statement:
    month: date
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.lines), NOTHING)

    @property
    def payout(self) -> Decimal:
        return max(self.total, NOTHING)

    @property
    def carried_over(self) -> Decimal:
        """Below zero, what the next month begins with."""
        return min(self.total, NOTHING)

    def sum_of(self, *kinds: str) -> Decimal:
        return sum((one.amount for one in self.lines if one.kind in kinds), NOTHING)


@dataclass
class Past:
    """What closed months said: sums of lines by plan, month of origin and key; advances by plan that were not taken
    back; and what the last of them carried over.
    """

    said: dict[Key, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    advanced: dict[Any, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    carried: Decimal = NOTHING

    def note(self, lines: Iterable[Line]) -> None:
        """A month goes by."""
        lines = list(lines)
        for one in lines:
            if one.kind in OF_DEALS:
                self.said[one.plan, one.origin, one.key] += one.amount
            elif one.kind == "draw":
                self.advanced[one.plan] += one.amount
        self.carried = min(sum((one.amount for one in lines), NOTHING), NOTHING)


def statements(plans: Sequence[Plan], past: Past, first: date, last: date) -> list[Statement]:
    """Those of the open months from `first` to `last`, on top of the closed ones before them."""
    known = {(plan.id, one.key): one for plan in plans for one in plan.credits}
    made: list[Statement] = []
    for month in months(first, last):
        statement = Statement(month, tuple(_open_month(plans, month, past, known)))
        past.note(statement.lines)
        made.append(statement)
    return made


def _open_month(
    plans: Sequence[Plan], month: date, past: Past, known: Mapping[tuple[Any, str], Credit]
) -> Iterable[Line]:
    said = past.said
    if past.carried:
        yield Line("carried", "carried", month, past.carried)
    worth: dict[Any, dict[Key, Line]] = {}
    for plan in plans:
        lines = earned(plan.id, plan.versions, plan.credits, plan.quota, month)
        worth[plan.id] = {(plan.id, one.origin, one.key): one for one in lines}
    everything = {key: one for found in worth.values() for key, one in found.items()}
    former = sorted({key for key in [*said, *everything] if key[1] < month}, key=_order)
    changed = (_changed(key, everything.get(key), said.get(key, NOTHING), known) for key in former)
    differences = [one for one in changed if one is not None]
    yield from differences
    for plan in plans:
        own = [one for key, one in worth[plan.id].items() if key[1] == month]
        yield from own
        sums = sum((one.amount for one in [*own, *(d for d in differences if d.plan == plan.id)]), NOTHING)
        advance = _draw(plan, month, sums, past.advanced.get(plan.id, NOTHING))
        if advance:
            yield advance


def _order(key: Key) -> tuple[date, str, str]:
    return key[1], str(key[0]), key[2]


def _changed(key: Key, now: Line | None, said: Decimal, known: Mapping[tuple[Any, str], Credit]) -> Line | None:
    """What an earlier month turns out to be worth more or less; None if it is worth what was said."""
    due = now.amount if now else NOTHING
    if due == said:
        return None
    plan, origin, name = key
    credit = known.get((plan, name))
    trace = {"due": str(due), "said": str(said), **({"now": now.trace} if now else {})}
    if credit is not None and credit.undone_on is not None and due == 0:
        trace["undone_on"] = credit.undone_on.isoformat()
    fell = due == 0 and name != CAP
    made = now or Line("", name, origin, NOTHING, plan, deal=credit.deal if credit else None,
                       title=credit.title if credit else "")  # fmt: skip
    return replace(made, kind="clawback" if fell else "adjustment", amount=due - said, trace=trace)


def _draw(plan: Plan, month: date, earned_now: Decimal, balance: Decimal) -> Line | None:
    """An advance up to the draw, or as much of former advances taken back as leaves the draw."""
    terms = terms_on(last_day(month), plan.versions)
    if terms is None or terms.draw is None:
        return None
    if earned_now < terms.draw:
        amount = terms.draw - earned_now
    elif terms.recovers and balance > 0:
        amount = -min(balance, earned_now - terms.draw)
    else:
        return None
    trace = {"draw": str(terms.draw), "earned": str(earned_now), "balance": str(balance), "recovers": terms.recovers}
    return Line("draw", "draw", month, amount, plan.id, terms.version, trace=trace) if amount else None
