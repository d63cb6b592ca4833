"""Opportunities of the demo company: two years of sales that were won, lost, put off, or are still open."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from kehu.config.demo import ids, sales_words
from kehu.config.demo.parties import Party
from kehu.config.demo.parts import Scene
from kehu.config.demo.sales_ways import DAY, Way, way_of
from kehu.foundation.company.models import Company, ExchangeRate
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.sales.derived import tell_standings
from kehu.sales.models import (
    CloseReason,
    Closure,
    CommitteeMember,
    Competitor,
    Opportunity,
    Pipeline,
    Rival,
    SellingTeamMember,
    Stage,
    StageChange,
)

MOST = 640
RATES = {"USD": ("7.24", "7.18", "7.11", "7.15"), "EUR": ("7.82", "7.70", "7.92", "8.05")}


class Desk:
    """Makes the rows of one sale after the other, and writes them together."""

    def __init__(self, scene: Scene):
        self.scene, self.rng, self.new = scene, scene.chance("sales"), ids.Series(ids.SALES)
        self.currency = Company.objects.current().currency
        self.pipelines = [Pipeline.objects.order_by("position", "pk")[0], self._renewals()]
        self.stages = {one.pk: list(one.stages.order_by("position")) for one in self.pipelines}
        self.competitors = self._competitors()
        self.reasons = {outcome: list(CloseReason.objects.filter(outcome=outcome)) for outcome in ("won", "lost")}
        self.opportunities: list[Opportunity] = []
        self.changes: list[StageChange] = []
        self.closures: list[Closure] = []
        self.team: list[SellingTeamMember] = []
        self.committee: list[CommitteeMember] = []
        self.rivals: list[Rival] = []

    def sell(self, party: Party) -> None:
        """One sale to a customer, begun some time between his first day and today."""
        rng, now = self.rng, self.scene.now
        renewal = rng.random() < 0.22
        offers = sales_words.RENEWALS if renewal else sales_words.OFFERS
        chinese, english, usual = offers[int(rng.random() * len(offers))]
        pipeline = self.pipelines[renewal]
        mail = self._seller_of(party)
        amount = Decimal(round(usual * (0.35 + rng.random() * 1.9) / 500) * 500)
        begun = now - rng.random() ** 0.9 * min(now - party.created, 700 * DAY)
        way = way_of(rng, begun, now, self.stages[pipeline.pk], sales_words.EXPERIENCE.get(mail, 0.4) + 0.2 * renewal)
        foreign = not party.chinese and rng.random() < 0.6
        row = self._opportunity(party, chinese if party.chinese else english, pipeline, mail, amount, way)
        if foreign:
            row.currency, row.amount = rng.choice(["USD", "EUR"]), (amount / 7).quantize(Decimal(100))
        self._value(row)
        self._tell(row, way)
        self._help(row, mail)
        self._know(row, party)
        self.opportunities.append(row)

    def write(self) -> None:
        written: tuple[tuple[Any, list[Any]], ...] = (
            (Opportunity, self.opportunities), (StageChange, self.changes), (Closure, self.closures),
            (SellingTeamMember, self.team), (CommitteeMember, self.committee), (Rival, self.rivals),
        )  # fmt: skip
        for model, rows in written:
            model._base_manager.bulk_create(rows, batch_size=500)
        made = [one.pk for one in self.opportunities]
        reindex("opportunity", made, new=True)
        tell_standings(made)

    def _opportunity(
        self, party: Party, what: str, pipeline: Pipeline, mail: str, amount: Decimal, way: Way
    ) -> Opportunity:
        rng, seller = self.rng, self.scene.people[mail]
        stage = way.stage
        named = f"{what}（{party.city}）" if party.chinese else f"{what}, {party.city}"
        own = rng.random() < 0.15 and way.outcome == "open"
        step = rng.choice(sales_words.NEXT_STEPS)[0 if party.chinese else 1]
        planned = way.outcome == "open" and rng.random() < 0.78
        return Opportunity(
            id=self.new(way.begun), created_at=_at(way.begun), updated_at=_at(way.since), name=named,
            sort_name=sort_key(named), customer_id=party.id,
            contact_id=party.contacts[0][0] if party.contacts else None, pipeline=pipeline, stage=stage,
            stage_since=_at(way.since), owner=seller, amount=amount, currency=self.currency,
            probability=min(95, stage.probability + 10) if own else stage.probability, probability_is_own=own,
            category=stage.category, expected_close=_day(way.expected),
            slips=way.slips, source=rng.choice(["展会", "老客户推荐", "客户来电", "陌生拜访", "招投标平台"]),
            next_step=step if planned else "",
            next_step_on=_day(self.scene.now + rng.choice([-4, -1, 0, 1, 2, 3, 6, 9]) * DAY) if planned else None,
            state=way.outcome, created_by=seller,
        )  # fmt: skip

    def _value(self, row: Opportunity) -> None:
        rate = Decimal(RATES[row.currency][-1]) if row.currency in RATES else Decimal(1)
        row.amount_home = ((row.amount or Decimal(0)) * rate).quantize(Decimal("0.01"))
        row.weighted_home = (row.amount_home * row.probability / 100).quantize(Decimal("0.01"))

    def _tell(self, row: Opportunity, way: Way) -> None:
        former: Stage | None = None
        for step in way.steps:
            # Amounts grow on the way as needs become clear.
            worth = (row.amount_home * Decimal(str(step.worth))).quantize(Decimal("0.01"))
            self.changes.append(
                StageChange(
                    id=self.new(step.at), created_at=_at(step.at), opportunity=row, from_stage=former,
                    to_stage=step.stage, at=_at(step.at), changed_by=row.owner, amount_home=worth,
                    expected_close=_day(step.expected),
                )
            )  # fmt: skip
            former = step.stage
        if way.outcome == "open":
            return
        won, rng = way.outcome == "won", self.rng
        against = rng.random() < (0.35 if won else 0.6)
        self.closures.append(
            Closure(
                id=self.new(way.since), created_at=_at(way.since), opportunity=row, outcome=way.outcome,
                reason=rng.choice(self.reasons[way.outcome]), competitor=rng.choice(self.competitors) if against else None,
                note=rng.choice(sales_words.WHY_WON if won else sales_words.WHY_LOST) if rng.random() < 0.6 else "",
                closed_at=_at(way.since), closed_by=row.owner, days_to_close=int((way.since - way.begun) // DAY),
            )
        )  # fmt: skip

    def _help(self, row: Opportunity, mail: str) -> None:
        """A second seller has a part in the large ones."""
        if row.amount_home < 150_000 or self.rng.random() > 0.5:
            return
        other = self.rng.choice([one for one in sales_words.EXPERIENCE if one != mail])
        self.team.append(
            SellingTeamMember(
                id=self.new(self.scene.now), created_at=row.created_at, opportunity=row, user=self.scene.people[other],
                part="技术支持", credit=self.rng.choice([20, 30, 40]),
            )
        )  # fmt: skip

    def _know(self, row: Opportunity, party: Party) -> None:
        """Who decides there, and who else has made an offer."""
        rng = self.rng
        if row.state == "open" or rng.random() < 0.4:
            above: CommitteeMember | None = None
            for place, (contact, _name) in enumerate(party.contacts):
                role, stance, influence = sales_words.COMMITTEE[place % len(sales_words.COMMITTEE)]
                member = CommitteeMember(
                    id=self.new(self.scene.now), created_at=row.created_at, opportunity=row, contact_id=contact,
                    role=role, stance=stance if rng.random() < 0.7 else "unknown", influence=influence,
                    strength=rng.randrange(0, 6), reports_to=above,
                )  # fmt: skip
                above = above or member
                self.committee.append(member)
        if row.state == "open" and rng.random() < 0.45:
            standing = rng.choice(["ahead", "level", "behind", "unknown"])
            self.rivals.append(
                Rival(
                    id=self.new(self.scene.now), created_at=row.created_at, opportunity=row,
                    competitor=rng.choice(self.competitors), standing=standing,
                )
            )  # fmt: skip

    def _seller_of(self, party: Party) -> str:
        mails = {str(one.pk): mail for mail, one in self.scene.people.items()}
        return mails.get(party.owner) or self.rng.choice(list(sales_words.EXPERIENCE))

    def _renewals(self) -> Pipeline:
        at = _at(self.scene.now)
        made = Pipeline.objects.create(
            id=self.new(self.scene.now), key="demo-renewals", name=sales_words.RENEWAL, position=20, created_at=at
        )
        rows = [(f"step-{place}", *one, "open") for place, one in enumerate(sales_words.RENEWAL_STAGES)]
        ends = [("won", "已续约", 100, "commit", None, "won"), ("lost", "未续约", 0, "omitted", None, "lost")]
        for place, (key, name, percent, category, days, outcome) in enumerate([*rows, *ends]):
            Stage.objects.create(
                id=self.new(self.scene.now), pipeline=made, key=key, name=name, position=10 * (place + 1),
                probability=percent, category=category, usual_days=days, outcome=outcome,
            )  # fmt: skip
        return made

    def _competitors(self) -> list[Competitor]:
        known = set(Competitor.objects.values_list("name", flat=True))
        return Competitor.objects.bulk_create(
            Competitor(id=self.new(self.scene.now), name=name, strengths=strong, weaknesses=weak)
            for name, strong, weak in sales_words.COMPETITORS
            if name not in known
        ) or list(Competitor.objects.all())


def load(scene: Scene) -> None:
    _rates(scene)
    desk = Desk(scene)
    number = 0
    for party in scene.organisations:
        # Firms buy more often than offices of the administration, and a few come back again and again.
        times = _times(desk.rng, party)
        for _again in range(times):
            if number < MOST:
                desk.sell(party)
                number += 1
    desk.write()


def _times(rng: Random, party: Party) -> int:
    chance = rng.random()
    if party.standing not in ("company", "government", "dealer") or not party.owner:
        return 0
    return 0 if chance < 0.2 else 1 if chance < 0.5 else 2 if chance < 0.8 else 4


def _rates(scene: Scene) -> None:
    """Exchange rates of the last two years, as far as nobody has entered any."""
    new = ids.Series(ids.SALES + 0x80)
    for currency, rates in RATES.items():
        if ExchangeRate.objects.filter(currency=currency).exists():
            continue
        for place, rate in enumerate(rates):
            since = scene.now - (730 - place * 180) * DAY
            ExchangeRate.objects.create(id=new(since), currency=currency, since=_day(since), rate=Decimal(rate))


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds + 8 * 3600, tz=UTC).date()
