"""Leads of the demo company: how they are scored and given away, what was said with them, and what waits in pools."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kehu.config.demo import ids, leads_words, words
from kehu.config.demo.parts import Scene
from kehu.customers.models import Customer, Pool, PoolMember
from kehu.foundation.access.models import Department, Team
from kehu.foundation.search.index import reindex
from kehu.sales.derived import refresh_leads
from kehu.sales.models import Assignment, AssignmentRule, Holding, Lead, ReclaimRule, ScoreRule, Seller, Touch

DAY = 86_400
LEADS = 120
IN_POOLS = 60  # customers
SELLERS = ("sales", "sales2", "sales3", "sales4", "sales5")
# State, share in percent, how many contacts at most.
STATES = [("new", 26, 0), ("working", 38, 4), ("qualified", 18, 6), ("discarded", 18, 3)]


class Desk:
    """Makes rules, pools and leads one after the other, and writes the leads together."""

    def __init__(self, scene: Scene):
        self.scene, self.rng, self.new = scene, scene.chance("leads"), ids.Series(ids.LEADS)
        self.leads: list[Lead] = []
        self.touches: list[Touch] = []
        self.assignments: list[Assignment] = []
        self.holdings: list[Holding] = []
        self.pooled: list[Any] = []

    def pools(self) -> dict[str, Pool]:
        made = {}
        for place, (key, name, holds, link, department, limits) in enumerate(leads_words.POOLS):
            pool = made[key] = Pool.objects.create(
                id=self.new(self.scene.now),
                name=name,
                holds=holds,
                conditions=link,
                position=10 * (place + 1),
                **limits,
            )
            head = {"pool": pool, "user": self.scene.people["manager"], "manages": True}
            PoolMember.objects.create(id=self.new(self.scene.now), **head)
            for one in Department.objects.filter(name__in=department):
                PoolMember.objects.create(id=self.new(self.scene.now), pool=pool, department=one)
        for place, (key, name, link, days) in enumerate(leads_words.RECLAIM_RULES):
            ReclaimRule.objects.create(
                id=self.new(self.scene.now), pool=made[key], name=name, conditions=link, idle_days=days,
                position=10 * (place + 1),
            )  # fmt: skip
        return made

    def rules(self, pools: dict[str, Pool]) -> list[AssignmentRule]:
        for place, (name, points, about, link, more) in enumerate(leads_words.SCORE_RULES):
            ScoreRule.objects.create(
                id=self.new(self.scene.now), name=name, points=points, about=about, conditions=link,
                position=10 * (place + 1), **more,
            )  # fmt: skip
        for mail, (skills, regions, most) in leads_words.SELLERS.items():
            Seller.objects.create(
                id=self.new(self.scene.now),
                user=self.scene.people[mail],
                skills=skills,
                regions=regions,
                most_open=most,
            )
        teams = {one.name: one for one in Team.objects.all()}
        made = []
        for place, (name, link, way, team, more) in enumerate(leads_words.ASSIGNMENT_RULES):
            given = {"team": teams.get(team), "pool": pools["leads"] if way == "pool" else None}
            made.append(
                AssignmentRule.objects.create(
                    id=self.new(self.scene.now), name=name, conditions=link, way=way, position=10 * (place + 1), **given,
                    **more,
                )
            )  # fmt: skip
        return made

    def found(self, number: int, rules: list[AssignmentRule], pool: Pool) -> None:
        """One lead that came in the last two months, and what became of it so far."""
        rng, now = self.rng, self.scene.now
        begun = now - rng.random() ** 1.6 * 60 * DAY - 3600
        state, most = self._state()
        chinese = rng.random() < 0.85
        name, company = self._names(number, chinese)
        need, budget = rng.choice(leads_words.NEEDS)
        owner = self.scene.people[rng.choice(SELLERS)] if state != "new" or rng.random() < 0.55 else None
        knows = state == "qualified" or rng.random() < 0.45
        lead = Lead(
            id=self.new(begun), created_at=_at(begun), updated_at=_at(begun), name=name, company=company,
            job_title=rng.choice(words.JOBS if chinese else words.ENGLISH_JOBS),
            phone=f"+86{rng.choice([138, 139, 150, 186, 177])}{rng.randrange(10**7, 10**8)}",
            email=f"lead{number}@{rng.choice(words.MAIL_DOMAINS)}" if rng.random() < 0.6 else "",
            city=rng.choice(words.CITIES)[0], source=rng.choice(leads_words.SOURCES), owner=owner, state=state,
            state_since=_at(begun + rng.random() * (now - begun)), need=need if knows or rng.random() < 0.5 else "",
            budget=Decimal(round(budget * (0.5 + rng.random()) / 1000) * 1000) if knows else None,
            authority=rng.choice(["decides", "influences", "uses"]) if knows else "",
            needed_by=_day(now + rng.randrange(10, 150) * DAY) if knows else None,
            trigger=rng.choice(leads_words.TRIGGERS) if knows and rng.random() < 0.6 else "",
            discard_reason=rng.choice(["unreachable", "no_need", "no_budget"]) if state == "discarded" else "",
            next_step=rng.choice(leads_words.NEXT_STEPS) if state in ("working", "qualified") else "",
            next_step_on=_day(now + rng.choice([-2, 0, 1, 3, 5]) * DAY) if state in ("working", "qualified") else None,
            created_by=owner,
        )  # fmt: skip
        if owner is None:
            lead.pool, lead.pooled_at = pool, lead.created_at
            self._hold(lead.pk, "lead", None, pool, "placed", begun)
        elif rng.random() < 0.7:
            self._gave(lead, rng.choice(rules[:3]), begun, bool(most))
        self._said(lead, begun, most)
        self.leads.append(lead)

    def waiting(self, pools: dict[str, Pool]) -> None:
        """Customers of the company whom nobody looked after: they wait, and it is known whose they were."""
        rng, now = self.rng, self.scene.now
        step = max(1, self.scene.plan.customers // (3 * IN_POOLS))
        rows = list(Customer.objects.filter(owner__isnull=False, tier__in=["", "c"]).order_by("pk")[::step][:IN_POOLS])
        for row in rows:
            since = now - rng.randrange(1, 40) * DAY - rng.randrange(DAY)
            pool = pools["firms" if row.kind == "organisation" else "homes"]
            self._hold(row.pk, "customer", row.owner, None, "held", row.created_at.timestamp(), since)
            self._hold(row.pk, "customer", None, pool, "reclaimed", since, reason="超期未联系")
            Customer.objects.filter(pk=row.pk).update(owner=None, pool=pool, pooled_at=_at(since))
        self.pooled = [row.pk for row in rows]

    def write(self) -> None:
        Lead._base_manager.bulk_create(self.leads, batch_size=500)
        Touch._base_manager.bulk_create(self.touches, batch_size=500)
        Assignment._base_manager.bulk_create(self.assignments, batch_size=500)
        Holding._base_manager.bulk_create(self.holdings, batch_size=500)
        refresh_leads([one.pk for one in self.leads])
        reindex("pooled_customer", self.pooled, new=True)

    def _state(self) -> tuple[str, int]:
        chance = self.rng.random() * 100
        for state, share, most in STATES:
            chance -= share
            if chance < 0:
                return state, most
        return STATES[0][0], 0

    def _names(self, number: int, chinese: bool) -> tuple[str, str]:
        rng = self.rng
        if not chinese:
            person = f"{rng.choice(words.ENGLISH_GIVEN)} {rng.choice(words.ENGLISH_FAMILY)}"
            return person, f"{rng.choice(words.ENGLISH_COMPANIES)} {rng.choice(words.ENGLISH_FORMS)}"
        person = rng.choice(words.SURNAMES) + rng.choice(words.GIVEN)
        city = rng.choice(words.CITIES)[0].removesuffix("市")
        return (
            person,
            f"{city}{rng.choice(words.COMPANY_NAMES)}{rng.choice(words.TRADES)[0]}有限公司" if number % 5 else "",
        )

    def _gave(self, lead: Lead, rule: AssignmentRule, at: float, touched: bool) -> None:
        name = lead.owner.name if lead.owner else ""
        reasons = [["fits_all", {"rule": rule.name}], ["turn", {"name": name}]]
        self.assignments.append(
            Assignment(
                id=self.new(at), created_at=_at(at), lead=lead, rule=rule, owner=lead.owner, at=_at(at), reasons=reasons,
                due_at=_at(at) + timedelta(hours=24), touched_at=_at(at + 5 * 3600) if touched else None,
                reminded_at=_at(at + DAY), escalated_at=_at(at + 2 * DAY),
            )
        )  # fmt: skip

    def _said(self, lead: Lead, begun: float, most: int) -> None:
        moments = sorted(begun + self.rng.random() * (self.scene.now - begun) for _one in range(most))
        for at in moments:
            kind, body = self.rng.choice(leads_words.TOUCHES)
            self.touches.append(
                Touch(id=self.new(at), created_at=_at(at), lead=lead, kind=kind, body=body, at=_at(at), by=lead.owner)
            )
            lead.last_touch_at = _at(at)

    def _hold(
        self, record: Any, key: str, owner: Any, pool: Any, how: str, since: float, until: float = 0, reason: str = ""
    ) -> None:
        self.holdings.append(
            Holding(
                id=self.new(since), created_at=_at(since), object_key=key, record_id=record, owner=owner, pool=pool,
                how=how, since=_at(since), until=_at(until) if until else None, reason=reason,
            )
        )  # fmt: skip


def load(scene: Scene) -> None:
    desk = Desk(scene)
    pools = desk.pools()
    rules = desk.rules(pools)
    for number in range(LEADS):
        desk.found(number, rules, pools["leads"])
    desk.waiting(pools)
    desk.write()


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds + 8 * 3600, tz=UTC).date()
