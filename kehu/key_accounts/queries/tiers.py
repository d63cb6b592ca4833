"""Which tier the rule gives, why, and what a changed rule would change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from kehu.customers.models import Customer, TierAssignment
from kehu.foundation.access.models import User
from kehu.key_accounts.models import TierEffect, TierRule
from kehu.key_accounts.points import Share, Step, Verdict, judge
from kehu.key_accounts.queries import measures

TIERS: tuple[str, ...] = (*Customer.Tier.values, "")
_BUYING = ["company", "government"]
_ELSE = ["dealer", "department", "employee", "supplier", "media", "partner"]


def judged_customers() -> QuerySet[Customer]:
    """Whom the rule speaks of: companies and public offices, and organisations of which nobody said what they are."""
    rows = Customer._base_manager.filter(
        kind=Customer.Kind.ORGANISATION, deleted_at__isnull=True, merged_into__isnull=True
    )
    return rows.filter(Q(standings__overlap=_BUYING) | ~Q(standings__overlap=_ELSE))


def in_force() -> TierRule | None:
    return TierRule.objects.filter(state=TierRule.State.IN_FORCE).prefetch_related("steps").first()


def draft() -> TierRule | None:
    rows = TierRule.objects.filter(state=TierRule.State.DRAFT).select_related("run")
    return rows.prefetch_related("steps").first()


def verdicts(rule: TierRule, ids: Sequence[UUID], today: date) -> dict[UUID, Verdict]:
    """What the rule says of each of these customers."""
    ladder, thresholds = rule.ladder, rule.thresholds
    keys = [one.measure for one in ladder]
    numbers = measures.numbers(ids, keys, with_group=rule.with_group, today=today)
    return {one: judge(ladder, thresholds, numbers[one]) for one in ids}


def held(ids: Iterable[UUID]) -> dict[UUID, TierAssignment]:
    """The customers whose tier a person has set last, by that deed; these stay. Taking the tier away lets the rule
    decide again.
    """
    rows = TierAssignment.objects.filter(customer__in=list(ids)).order_by("customer_id", "-at", "-pk")
    last = rows.distinct("customer_id").select_related("assigned_by")
    return {
        one.customer_id: one
        for one in last
        if one.tier and not one.rule and one.assigned_by is not None and not one.assigned_by.is_system
    }


# -- why ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One measure in words: `number` is None where it is not for the user's eyes. `next_step` is the step above the one
    that was reached.
    """

    label: Any
    money: bool
    number: Decimal | None
    points: int
    step: Step | None
    next_step: Step | None


@dataclass(frozen=True)
class Why:
    rule: TierRule
    verdict: Verdict
    lines: list[Line]
    held: TierAssignment | None


def why(customer: Customer, user: User) -> Why | None:
    """Why a customer has his tier by the rule in force; None without a rule, or where it does not speak of him."""
    rule = in_force()
    if rule is None or not judged_customers().filter(pk=customer.pk).exists():
        return None
    verdict = verdicts(rule, [customer.pk], timezone.localdate())[customer.pk]
    ladder = rule.ladder
    lines = [_line(one, ladder, user) for one in verdict.shares]
    return Why(rule, verdict, lines, held([customer.pk]).get(customer.pk))


def _line(share: Share, ladder: list[Step], user: User) -> Line:
    measure = measures.find(share.measure)
    higher = [one for one in ladder if one.measure == share.measure and one.points > share.points]
    told = measure is None or not measure.verb or user.may(measure.verb)
    return Line(
        label=measure.label if measure else share.measure, money=bool(measure and measure.money),
        number=share.number if told else None, points=share.points, step=share.step,
        next_step=min(higher, key=lambda one: one.points, default=None),
    )  # fmt: skip


# -- the rule in words -------------------------------------------------------------------------------------------------


def ladders(rule: TierRule) -> list[tuple[measures.Measure, list[Any]]]:
    """The steps under their measures, in the order of the measures, the highest first."""
    steps = list(rule.steps.all())
    found = []
    for measure in measures.all_measures():
        own = sorted((one for one in steps if one.measure == measure.key), key=lambda one: -one.at_least)
        if own:
            found.append((measure, own))
    return found


# -- the effect --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    count: int
    href: str


@dataclass(frozen=True)
class Effect:
    """How many customers go from which tier (rows) to which (columns, both in the order of `TIERS`), each with the
    address of the list behind it. `kept` would change but for a person who set their tier.
    """

    rows: list[tuple[str, list[Cell]]]
    looked: int
    changing: Cell
    kept: Cell


def effect(rule: TierRule) -> Effect:
    """Of a rule that was tried. One statement."""
    rows = rule.effects.order_by().values_list("from_tier", "to_tier", "outcome").annotate(count=Count("pk"))
    counts: Counter[tuple[str, str]] = Counter()
    outcomes: Counter[str] = Counter()
    for old, new, outcome, count in rows:
        counts[old, new] += count
        outcomes[outcome] += count
    cells = [(old, [Cell(counts[old, new], _link(rule, from_tier=old, to_tier=new)) for new in TIERS]) for old in TIERS]
    changing, kept = (
        Cell(outcomes[one], _link(rule, outcome=one)) for one in (TierEffect.Outcome.CHANGES, TierEffect.Outcome.KEPT)
    )
    return Effect(cells, outcomes.total(), changing, kept)


def _link(rule: TierRule, **asked: str) -> str:
    """The list of effects; an empty tier is asked for by its absence."""
    words = [
        f"version={rule.number}",
        *(f"{key}={value}" if value else f"{key}.empty=1" for key, value in asked.items()),
    ]
    return f"{reverse('key_accounts:effects')}?{'&'.join(words)}"
