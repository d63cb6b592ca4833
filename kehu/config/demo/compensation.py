"""Expenses, commissions and appraisals of the demo company: months that were closed, and the one that runs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from kehu.compensation.actions import appraisals as appraising
from kehu.compensation.actions import closing
from kehu.compensation.arithmetic.months import following, last_day, month_of
from kehu.compensation.models import (
    AppraisalTemplate,
    CityTier,
    CommissionLine,
    CommissionPlan,
    Dispute,
    DisputeMessage,
    ExpenseCategory,
    ExpenseClaim,
    ExpenseLine,
    ExpenseRate,
    HandReading,
    PlanMember,
    PlanVersion,
    TemplateVersion,
)
from kehu.compensation.queries import appraisals, statements
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.foundation.access.models import Role, User
from kehu.foundation.company.models import Company
from kehu.sales.models import Opportunity

SELLERS = ("sales", "sales2", "sales3", "sales4", "sales5")
CLOSED_MONTHS = 4
CITIES = {"北京": 1, "上海": 1, "广州": 1, "深圳": 1, "郑州": 2, "杭州": 2, "武汉": 2}
LIMITS = {"Hotel": {None: 300, 1: 550, 2: 420}, "Meals with customers": {None: 600, 1: 1000, 2: 800}}
# Category, what for, least and most.
SPENT = (
    ("Meals with customers", "客户工作餐", 180, 720), ("Travel", "高铁往返", 120, 480), ("Taxi", "拜访客户打车", 22, 95),
    ("Hotel", "出差住宿", 260, 460), ("Gifts", "展会礼品", 80, 300), ("Other expenses", "标书打印装订", 35, 160),
)  # fmt: skip
KPIS = (
    {"metric": "won_amount", "weight": "35", "curve": "linear", "floor": "0", "cap": "400000", "low": "0", "high": "120"},
    {"metric": "win_rate", "weight": "15", "curve": "linear", "floor": "10", "cap": "60", "low": "0", "high": "100"},
    {"metric": "visits", "weight": "15", "curve": "steps", "falling": False,
     "steps": [["0", "0"], ["2", "40"], ["5", "70"], ["10", "100"]]},
    {"metric": "log_rate", "weight": "10", "curve": "linear", "floor": "50", "cap": "100", "low": "0", "high": "100"},
    {"metric": "expense_ratio", "weight": "10", "curve": "steps", "falling": True,
     "steps": [["1", "100"], ["3", "80"], ["6", "50"]]},
    {"metric": "satisfaction", "weight": "15", "curve": "linear", "floor": "60", "cap": "95", "low": "0", "high": "100"},
)  # fmt: skip
GRADES = [
    {"from": "0", "name": "D"},
    {"from": "60", "name": "C"},
    {"from": "75", "name": "B"},
    {"from": "90", "name": "A"},
]


def load(scene: Scene) -> None:
    desk = _Desk(scene)
    desk.rules()
    for name in SELLERS:
        desk.spend(scene.people[name])
    desk.commissions()
    desk.appraise()


class _Desk:
    def __init__(self, scene: Scene):
        self.scene, self.chance, self.new = scene, scene.chance("compensation"), ids.Series(ids.COMPENSATION)
        self.today = datetime.fromtimestamp(scene.now, tz=UTC).date()
        self.month = month_of(self.today)
        self.manager, self.admin = scene.people["manager"], scene.people["admin"]
        self.categories = {one.name: one for one in ExpenseCategory.objects.filter(is_builtin=True)}
        self.currency = Company.objects.current().currency

    def rules(self) -> None:
        since = date(self.today.year, 1, 1)
        CityTier.objects.bulk_create(
            [CityTier(id=self._id(since), city=city, tier=tier) for city, tier in CITIES.items()], ignore_conflicts=True
        )
        rates = [
            ExpenseRate(id=self._id(since), category=self.categories[name], tier=tier, since=since, most=Decimal(most))
            for name, by_tier in LIMITS.items()
            if name in self.categories
            for tier, most in by_tier.items()
        ]
        if "Own car" in self.categories:
            own = self.categories["Own car"]
            rates.append(ExpenseRate(id=self._id(since), category=own, since=since, per_km=Decimal("0.85")))
        ExpenseRate.objects.bulk_create(rates, ignore_conflicts=True)

    def spend(self, seller: User) -> None:
        """A claim for each of the last months: paid, approved, handed in, and the draft of this month."""
        states = ("paid", "paid", "approved", "submitted", "draft")
        for place, state in enumerate(states):
            begun = following(self.month, place - len(states) + 1)
            self._claim(seller, begun, state)

    def _claim(self, seller: User, begun: date, state: str) -> None:
        deals = list(Opportunity.objects.filter(owner=seller).order_by("-updated_at", "-pk")[:12])
        end = min(last_day(begun), self.today)
        decided = state in ("approved", "paid")
        claim = ExpenseClaim(
            id=self._id(begun), title=f"{begun:%Y-%m} 差旅与招待", claimant=seller, state=state,
            submitted_at=None if state == "draft" else _noon(end), decided_at=_noon(end) if decided else None,
            decided_by=self.manager if decided else None, paid_on=last_day(begun) if state == "paid" else None,
            paid_by=self.admin if state == "paid" else None, payment_reference="网银" if state == "paid" else "",
        )  # fmt: skip
        lines = [self._line(claim, begun, end, deals, self.chance) for _each in range(2 + self.chance.randrange(4))]
        claim.total_home = sum((one.amount_home for one in lines), Decimal(0))
        claim.save(force_insert=True)
        ExpenseLine.objects.bulk_create(lines)

    def _line(self, claim: ExpenseClaim, begun: date, end: date, deals: list[Any], chance: Random) -> ExpenseLine:
        name, what, least, most = SPENT[chance.randrange(len(SPENT))]
        deal = deals[chance.randrange(len(deals))] if deals and chance.random() < 0.8 else None
        amount = Decimal(chance.randrange(least * 2, most * 2)) / 2
        return ExpenseLine(
            id=self._id(begun), claim=claim, day=begun.replace(day=1 + chance.randrange(end.day)), description=what,
            category=self.categories.get(name) or next(iter(self.categories.values())), amount=amount,
            currency=self.currency, amount_home=amount, city=chance.choice(list(CITIES)), opportunity=deal,
            customer_id=deal.customer_id if deal else None,
        )  # fmt: skip

    def commissions(self) -> None:
        begun = following(self.month, -CLOSED_MONTHS - 1)
        plan = CommissionPlan.objects.create(
            id=self._id(begun), name="一线销售提成", description="赢单计提，按季度累计分档，月度封顶。"
        )
        words = {"plan": plan, "window": "quarter", "cap": Decimal(20000), "draw": Decimal(1500), "clawback_days": 180}
        tiers = [{"from": "0", "rate": "1.5"}, {"from": "200000", "rate": "2.5"}, {"from": "500000", "rate": "3.5"}]
        PlanVersion.objects.create(id=self._id(begun), number=1, since=begun, tiers=tiers, note="试行", **words)
        tiers = [{"from": "0", "rate": "1.8"}, *tiers[1:]]
        speed = [{"from": "100", "factor": "1.2"}]
        PlanVersion.objects.create(
            id=self._id(begun), number=2, since=following(self.month, -1), tiers=tiers, accelerators=speed, **words
        )
        sellers = [self.scene.people[name] for name in SELLERS]
        PlanMember.objects.bulk_create(
            [PlanMember(id=self._id(begun), plan=plan, user=one, since=begun) for one in sellers]
        )
        last = following(self.month, -2)
        found = statements.open_months([one.pk for one in sellers], last)
        for seller in sellers:
            for statement in found.get(seller.pk, []):
                at = _noon(following(statement.month))
                kept, lines = closing.rows_of(seller, statement, self.manager, at)
                kept.id = self._id(statement.month)
                for one in lines:
                    one.id, one.statement = self._id(statement.month), kept
                kept.save(force_insert=True)
                CommissionLine.objects.bulk_create(lines)

    def appraise(self) -> None:
        role = Role.objects.get(key="sales")
        if AppraisalTemplate.objects.filter(role=role).exists():
            return
        begun = following(self.month, -CLOSED_MONTHS - 1)
        template = AppraisalTemplate.objects.create(id=self._id(begun), name="一线销售考核", role=role)
        TemplateVersion.objects.create(
            id=self._id(begun), template=template, number=1, since=begun, kpis=list(KPIS), grades=GRADES
        )
        sellers = [self.scene.people[name] for name in SELLERS]
        for place in range(-CLOSED_MONTHS, 0):
            month = following(self.month, place)
            self._rated(sellers if place < -1 else sellers[:3], month)
            if place < -1:
                self._closed(sellers, month)

    def _rated(self, sellers: list[User], month: date) -> None:
        HandReading.objects.bulk_create(
            HandReading(
                id=self._id(month), user=one, starts_on=month, metric="satisfaction",
                value=Decimal(70 + self.chance.randrange(28)), why="客户回访电话抽样", entered_by=self.manager,
            )
            for one in sellers
        )  # fmt: skip

    def _closed(self, sellers: list[User], month: date) -> None:
        found = appraisals.sheets([one.pk for one in sellers], month)
        for seller in sellers:
            kept = appraising.row_of(found[seller.pk], seller, self.manager, _noon(following(month)))
            kept.id = self._id(month)
            kept.save(force_insert=True)
            if seller == sellers[0] and following(month, 2) == self.month:
                dispute = Dispute.objects.create(
                    id=self._id(month), sheet=kept, metric="visits", opened_by=seller, opened_at=_noon(following(month))
                )
                body = "有两次拜访是和同事一起去的，没有算在我名下。"
                DisputeMessage.objects.create(id=self._id(month), dispute=dispute, author=seller, body=body)

    def _id(self, day: date) -> Any:
        return self.new(_noon(day).timestamp())


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
