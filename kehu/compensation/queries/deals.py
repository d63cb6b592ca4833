"""Who is credited with which won deal: rows written when deals were won, and for deals that came another way (an
import, a change taken back) what the deal itself says. Reading never writes, so pages are right at any time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kehu.compensation.arithmetic.commission import Credit
from kehu.compensation.arithmetic.rounding import HUNDRED, cents, split
from kehu.compensation.models import DealCredit
from kehu.compensation.queries.days import day_of, moments
from kehu.compensation.queries.margins import costs_of
from kehu.sales.models import Opportunity, SellingTeamMember

SHARE_UNIT = Decimal("0.001")
WON = Opportunity.State.WON
Worth = Callable[[dict[UUID, Decimal]], dict[UUID, Decimal]]


@dataclass(frozen=True)
class Share:
    """A person's part of a deal in percent. What is `on_top` takes nothing from anybody."""

    user_id: UUID
    percent: Decimal
    on_top: bool = False


@dataclass(frozen=True)
class _Row:
    """A credit however it is known."""

    deal: UUID
    title: str
    share: Share
    won_at: datetime
    ended_at: datetime | None
    amount: Decimal


def shares_of(owner: UUID | None, team: Iterable[tuple[UUID, int, bool]]) -> list[Share]:
    """The team's credits hold; what they leave of 100 goes to the owner, who may be in the team himself. Credits of
    more than 100 are cut in proportion. Those on top come besides.
    """
    rows = list(team)
    given: dict[UUID, Decimal] = defaultdict(Decimal)
    for user, credit, on_top in rows:
        if not on_top:
            given[user] += Decimal(credit)
    rest = HUNDRED - sum(given.values(), Decimal(0))
    if owner is not None and rest > 0:
        given[owner] += rest
    weights = {user: weight for user, weight in given.items() if weight > 0}
    parts = split(HUNDRED, list(weights.values()), SHARE_UNIT) if weights else []
    above = [Share(user, Decimal(credit), on_top=True) for user, credit, on_top in rows if on_top and credit]
    return [*(Share(user, part) for user, part in zip(weights, parts, strict=True)), *above]


def bases(amount: Decimal, shares: Iterable[Share]) -> dict[Share, Decimal]:
    """The amount divided to the cent among those who share it; what is on top comes besides."""
    ordered = sorted(shares, key=lambda one: (one.on_top, str(one.user_id)))
    within = [one for one in ordered if not one.on_top]
    parts = split(amount, [one.percent for one in within]) if any(one.percent for one in within) else []
    found = dict(zip(within, parts, strict=False))
    return found | {one: cents(amount * one.percent / HUNDRED) for one in ordered if one.on_top}


def shares_of_deals(deals: Iterable[UUID]) -> dict[UUID, list[Share]]:
    """Who was credited with deals when they were won, else who would be now."""
    wanted = set(deals)
    found: dict[UUID, list[Share]] = defaultdict(list)
    for one in DealCredit.objects.filter(deal__in=wanted, ended_at=None):
        found[one.deal].append(Share(one.user_id, one.share, one.on_top))
    rest = Opportunity.objects.filter(pk__in=wanted - found.keys())
    team = _teams(wanted - found.keys())
    for pk, owner in rest.values_list("pk", "owner"):
        found[pk] = shares_of(owner, team[pk])
    return found


def of_people(people: Iterable[UUID], since: date, until: date, worth: Worth | None = None) -> dict[UUID, list[Credit]]:
    """The credits of the days from `since` to `until` by person. Three statements, however many people. `worth` says
    what each deal counts with, from their amounts; by default with these.
    """
    wanted = set(people)
    found: dict[UUID, list[Credit]] = defaultdict(list)
    by_deal: dict[tuple[UUID, datetime], list[_Row]] = defaultdict(list)
    for row in [*_written(wanted, since, until), *_unwritten(wanted, since, until)]:
        by_deal[row.deal, row.won_at].append(row)
    amounts = {rows[0].deal: rows[0].amount for rows in by_deal.values()}
    counted = worth(amounts) if worth else {}
    for rows in by_deal.values():
        amount = counted.get(rows[0].deal, rows[0].amount)
        given = bases(amount, [row.share for row in rows])
        for row in rows:
            if row.share.user_id in wanted:
                found[row.share.user_id].append(_credit(row, amount, given.get(row.share, Decimal(0))))
    return found


def on_margin(people: Iterable[UUID], since: date, until: date) -> dict[UUID, list[Credit]]:
    """The same, each deal with what it leaves after the costs of what was sold; with nothing as long as these are not
    known, and with nothing where it leaves less.
    """

    def left(amounts: dict[UUID, Decimal]) -> dict[UUID, Decimal]:
        costs = costs_of(amounts)
        none = Decimal(0)
        return {deal: max(none, amount - costs[deal]) if deal in costs else none for deal, amount in amounts.items()}

    found = of_people(people, since, until, left)
    return {
        user: [replace(one, key=f"margin:{one.key}", basis="margin") for one in rows] for user, rows in found.items()
    }


def after_costs(people: Iterable[UUID], since: date, until: date) -> dict[UUID, list[Credit]]:
    """The same, each deal with its amount less the costs of what was sold, as far as these are known."""

    def left(amounts: dict[UUID, Decimal]) -> dict[UUID, Decimal]:
        costs = costs_of(amounts)
        return {deal: amount - costs.get(deal, Decimal(0)) for deal, amount in amounts.items()}

    return of_people(people, since, until, left)


def _credit(row: _Row, amount: Decimal, base: Decimal) -> Credit:
    day, ended = day_of(row.won_at), row.ended_at
    return Credit(
        key=f"{row.deal}@{row.won_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}",
        deal=row.deal,
        title=row.title,
        day=day,
        amount=amount,
        base=base,
        share=row.share.percent,
        undone_on=day_of(ended) if ended else None,
    )


def _written(people: set[UUID], since: date, until: date) -> list[_Row]:
    start, end = moments(since, until)
    span = {"won_at__gte": start, "won_at__lt": end}
    shared = DealCredit.objects.filter(user__in=people, **span).values("deal")
    rows = DealCredit.objects.filter(deal__in=shared, **span).select_related("opportunity__closure")
    made = []
    for one in rows.order_by("won_at", "pk"):
        deal, share = one.opportunity, Share(one.user_id, one.share, one.on_top)
        closure = getattr(deal, "closure", None)
        stands = one.ended_at is None and closure is not None and closure.closed_at == one.won_at
        if deal is not None and deal.deleted_at is None and stands:
            # A deal that stands counts with what it is worth now; one that fell, with what it was won for.
            made.append(_Row(one.deal, deal.name, share, one.won_at, None, deal.amount_home))
        else:
            ended = one.ended_at or (deal.deleted_at or deal.stage_since if deal else one.updated_at)
            title = deal.name if deal else one.title
            made.append(_Row(one.deal, title, share, one.won_at, ended, one.amount_home))
    return made


def _unwritten(people: set[UUID], since: date, until: date) -> list[_Row]:
    """Won deals that nobody has been credited with in writing."""
    start, end = moments(since, until)
    won = Opportunity.objects.filter(
        state=WON, deleted_at=None, closure__closed_at__gte=start, closure__closed_at__lt=end
    ).filter(Q(owner__in=people) | Q(pk__in=SellingTeamMember.objects.filter(user__in=people).values("opportunity")))
    credited = DealCredit.objects.filter(opportunity=OuterRef("pk"), won_at=OuterRef("closure__closed_at"))
    fresh = won.exclude(Exists(credited)).select_related("closure")
    deals: list[Any] = list(fresh.order_by("closure__closed_at", "pk"))
    team = _teams([one.pk for one in deals])
    return [
        _Row(deal.pk, deal.name, share, deal.closure.closed_at, None, deal.amount_home)
        for deal in deals
        for share in shares_of(deal.owner_id, team[deal.pk])
    ]


def _teams(deals: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, int, bool]]]:
    found: dict[UUID, list[tuple[UUID, int, bool]]] = defaultdict(list)
    rows = SellingTeamMember.objects.filter(opportunity__in=list(deals)).order_by("created_at", "pk")
    for deal, user, credit, on_top in rows.values_list("opportunity", "user", "credit", "is_overlay"):
        found[deal].append((user, credit, on_top))
    return found
