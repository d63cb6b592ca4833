"""Key accounts of the demo company: the rule at work, three groups that buy from each other's list, plans with a review."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum

from kehu.catalog.models import Product
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.contracts.models import Contract, ContractLine
from kehu.customers.models import AccountTeamMember, Contact, Customer, Relationship, TierAssignment
from kehu.foundation.access.models import User
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.interactions.actions import activity
from kehu.interactions.models import Task
from kehu.key_accounts.actions import accounts, applying
from kehu.key_accounts.models import AccountPlan, PlanGoal, PlanReview, Stakeholder, TierRule, TierStep
from kehu.key_accounts.queries.groups import below
from kehu.sales.derived import tell_standings
from kehu.sales.models import Opportunity, OpportunityLine, Stage

GROUPS = 3
THRESHOLDS = {"key_from": 55, "a_from": 38, "b_from": 18, "c_from": 5}
STEPS = (
    ("receipts", 200_000, 35), ("receipts", 60_000, 22), ("receipts", 10_000, 10),
    ("pipeline", 150_000, 20), ("pipeline", 40_000, 10),
    ("potential", 300_000_000, 20), ("potential", 50_000_000, 12), ("potential", 5_000_000, 6),
    ("employees", 1000, 12), ("employees", 200, 6), ("subsidiaries", 2, 10),
)  # fmt: skip
# SKU, what the opportunity is called, monthly worth of a year in thousands.
OFFERS = (("DIA", "总部互联网专线扩容", 96), ("SDWAN", "分支 SD-WAN 组网", 64), ("M-E69", "员工套餐团购", 41))
PEOPLE = (("decides", "supports", 5), ("influences", "neutral", 4), ("champion", "supports", 3), ("uses", "unknown", 2),
          ("blocks", "against", 4))  # fmt: skip
SUMMARY = (
    "集团统一采购从明年开始。现在总部用我们的专线，两家下属单位还在用别家的宽带，合同年底到期。\n"
    "目标：年底前把下属单位的线路和员工套餐都接过来，云备份先在总部试点。"
)
TASKS = (("约集团信息部总监走访机房", -3), ("给两家下属单位做线路勘察", 6), ("准备云备份试点方案", 12))
SAID = "总部对故障响应满意；下属单位觉得报价偏高，要求按集团量统一折扣。约定下季度前拿出集团框架价。"


def load(scene: Scene) -> None:
    desk = _Desk(scene)
    desk.rule()
    tops = desk.tops()
    for place, top in enumerate(tops):
        desk.team(top)
        desk.sell(top)
        desk.keep(top)
        if place < 2:
            desk.plan(top, agreed=place == 0)
    applying.apply()
    accounts.refresh_all()


class _Desk:
    def __init__(self, scene: Scene):
        self.scene, self.chance, self.new = scene, scene.chance("key accounts"), ids.Series(ids.KEY_ACCOUNTS)
        self.today = datetime.fromtimestamp(scene.now, tz=UTC).date()
        self.manager = scene.people["manager"]
        self.products = {one.sku: one for one in Product.objects.filter(state="active").order_by("sku")}

    def _id(self, days_ago: int = 0) -> UUID:
        return self.new(self.scene.now - days_ago * 86400)

    def rule(self) -> None:
        """One of its own, in force for half a year with terms of the company's size: it goes with the demo company,
        and the draft that is there from the start stays.
        """
        if TierRule.objects.filter(state=TierRule.State.IN_FORCE).exists():
            return
        last = TierRule.objects.aggregate(Max("number"))["number__max"] or 0
        rule = TierRule.objects.create(
            id=self._id(180), number=last + 1, state=TierRule.State.IN_FORCE, put_by=self.scene.people["admin"],
            since=datetime.fromtimestamp(self.scene.now - 180 * 86400, tz=UTC), **THRESHOLDS,
        )  # fmt: skip
        TierStep.objects.bulk_create(
            TierStep(rule=rule, measure=measure, at_least=Decimal(least), points=points)
            for measure, least, points in STEPS
        )

    def tops(self) -> list[Customer]:
        """Who stands above most, the sellers' own first."""
        rows = Relationship.objects.filter(type__key="subsidiary_of", until=None).exclude(to_customer__owner=None)
        found = rows.values("to_customer").annotate(size=Count("pk")).order_by("-size", "to_customer")
        tops = list(Customer.objects.filter(pk__in=[one["to_customer"] for one in found]).select_related("owner"))
        worth = dict(
            Contract.objects.filter(customer__in=tops).order_by().values("customer").annotate(sum=Sum("amount_home"))
            .values_list("customer", "sum")
        )  # fmt: skip
        seller = self.scene.people["sales"]
        return sorted(tops, key=lambda one: (one.owner != seller, -(worth.get(one.pk) or 0), one.pk))[:GROUPS]

    def keep(self, top: Customer) -> None:
        """The head of the group is a key account because the manager said so."""
        at = datetime.fromtimestamp(self.scene.now - 90 * 86400, tz=UTC)
        Customer.objects.filter(pk=top.pk).update(tier=Customer.Tier.KEY)
        TierAssignment.objects.create(
            id=self._id(90),
            customer=top,
            tier=Customer.Tier.KEY,
            at=at,
            assigned_by=self.manager,
            reason="集团统一采购",
        )

    def team(self, top: Customer) -> None:
        """Who owns the head of a group works on all of it."""
        for one in Customer.objects.filter(pk__in=below([top.pk])[top.pk]).exclude(owner=top.owner).order_by("pk"):
            if top.owner and not AccountTeamMember.objects.filter(customer=one, user=top.owner).exists():
                AccountTeamMember.objects.create(
                    id=self._id(90), customer=one, user=top.owner, part=AccountTeamMember.Part.SALES
                )

    def sell(self, top: Customer) -> None:
        """What stands in their sales and contracts are products now; and there are new offers to some of them."""
        members = sorted(below([top.pk])[top.pk])
        skus = sorted(self.products)
        lines = []
        for sale in Opportunity.objects.filter(customer__in=members).order_by("pk"):
            product = self.products[self.chance.choice(skus)]
            lines.append(self._line(sale, product))
        for one in ContractLine.objects.filter(contract__customer__in=members).order_by("pk"):
            ContractLine.objects.filter(pk=one.pk).update(product=self.products[self.chance.choice(skus)])
        stages = list(Stage.objects.filter(outcome="open").order_by("pipeline__position", "position", "pk")[:4])
        made = []
        for sku, name, thousands in OFFERS:
            if sku not in self.products or not stages:
                continue
            sale = self._opportunity(members[self.chance.randrange(len(members))], top.owner, name, thousands, stages)
            made.append(sale)
            lines.append(self._line(sale, self.products[sku]))
        Opportunity.objects.bulk_create(made)
        OpportunityLine.objects.bulk_create(lines)
        reindex("opportunity", [one.pk for one in made], new=True)
        tell_standings([one.pk for one in made])

    def _opportunity(self, customer: UUID, owner: Any, name: str, thousands: int, stages: list[Stage]) -> Opportunity:
        stage, amount = self.chance.choice(stages), Decimal(thousands * 1000)
        return Opportunity(
            id=self._id(20), name=name, sort_name=sort_key(name), customer_id=customer, owner=owner, created_by=owner,
            amount=amount, amount_home=amount, currency="CNY", probability=stage.probability, category=stage.category,
            weighted_home=(amount * stage.probability / 100).quantize(Decimal("0.01")), stage=stage,
            pipeline_id=stage.pipeline_id, expected_close=self.today + timedelta(days=self.chance.randrange(15, 90)),
        )  # fmt: skip

    def _line(self, sale: Opportunity, product: Product) -> OpportunityLine:
        return OpportunityLine(
            id=self._id(20), opportunity=sale, product=product, price=sale.amount, price_is_own=True,
            amount=sale.amount or Decimal(0),
        )  # fmt: skip

    def plan(self, top: Customer, *, agreed: bool) -> None:
        year = self.today.year
        plan = AccountPlan.objects.create(
            id=self._id(100), name=f"{top.name} {year}", customer=top, year=year, owner=top.owner, created_by=self.manager,
            state="agreed" if agreed else "draft", summary=SUMMARY if agreed else "",
            next_review_on=self.today + timedelta(days=9) if agreed else None,
        )  # fmt: skip
        goals = (
            ("集团回款", PlanGoal.Measure.RECEIPTS, 120_000, 0, ""), ("赢下集团专线与套餐", PlanGoal.Measure.WON, 150_000, 0, ""),
            ("走访集团各单位", PlanGoal.Measure.VISITS, 12, 0, "次"), ("与决策层建立联系", PlanGoal.Measure.OTHER, 5, 3, "人"),
        )  # fmt: skip
        PlanGoal.objects.bulk_create(
            PlanGoal(
                id=self._id(99), plan=plan, title=title, measure=measure, target=Decimal(target), actual=Decimal(actual),
                unit=unit, position=place,
            )
            for place, (title, measure, target, actual, unit) in enumerate(goals)
        )  # fmt: skip
        if agreed:
            self._map(plan, top)
            self._act(plan, top.owner)
            self._review(plan)

    def _map(self, plan: AccountPlan, top: Customer) -> None:
        """The first decides; the others report to him, the last to the second. One of them is covered by nobody."""
        contacts = Contact.objects.filter(customer__in=below([top.pk])[top.pk], deleted_at=None).order_by("pk")
        placed: list[Stakeholder] = []
        cover = [self.manager, top.owner, top.owner, None, top.owner]
        for (role, stance, influence), contact, ours in zip(PEOPLE, contacts, cover, strict=False):
            above = None if not placed else placed[1] if len(placed) > 2 else placed[0]
            placed.append(
                Stakeholder.objects.create(
                    id=self._id(80), plan=plan, contact=contact, role=role, stance=stance, influence=influence,
                    covered_by=ours, reports_to=above,
                )
            )  # fmt: skip

    def _act(self, plan: AccountPlan, owner: User | None) -> None:
        person = owner or self.manager
        Task.objects.bulk_create(
            Task(
                id=self._id(10), title=title, assignee=person, created_by=self.manager, customer=plan.customer,
                related_key="account_plan", related_id=plan.pk, all_day=True, due_at=self._noon(days),
            )
            for title, days in TASKS
        )  # fmt: skip
        activity.refresh_work(customer_ids=[plan.customer_id])

    def _review(self, plan: AccountPlan) -> None:
        held: date = self.today - timedelta(days=82)
        goals = [
            {"title": "集团回款", "measure": "receipts", "target": "120000", "actual": "21000", "unit": ""},
            {"title": "走访集团各单位", "measure": "visits", "target": "12", "actual": "4", "unit": "次"},
        ]
        PlanReview.objects.create(
            id=self._id(82), plan=plan, day=held, notes=SAID, goals=goals, by=self.manager,
            numbers={"pipeline": "96000", "contracts": "33000", "receipts": "21000", "tasks": "4", "visits": "1"},
        )  # fmt: skip

    def _noon(self, days: int) -> datetime:
        day = self.today + timedelta(days=days)
        return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
