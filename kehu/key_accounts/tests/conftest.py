"""A group of three with money, sales and products, small enough to be added up by hand.

Holding (Alice)        receipts 100,000 (30 days ago)   open 50,000 at 40 %
  └ North (Alice)      receipts  60,000, 10,000 of it paid back; 999 two years ago
      └ Yard (Charlie) receipts  40,000; open 30,000 at 50 %
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kehu.contracts.models import Receipt
from kehu.customers.models import Customer, Relationship, RelationshipType
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.key_accounts.models import Entitlement, TierRule, TierStep
from kehu.sales.models import Opportunity, Stage
from tests.world import World


@dataclass
class Group:
    holding: Customer
    north: Customer
    yard: Customer

    @property
    def ids(self) -> list[Any]:
        return [self.holding.pk, self.north.pk, self.yard.pk]


def organisation(name: str, owner: User, **more: Any) -> Customer:
    return Customer.objects.create(kind="organisation", name=name, standings=["company"], owner=owner, **more)


def under(child: Customer, parent: Customer) -> None:
    kind = RelationshipType.objects.get(key="subsidiary_of")
    Relationship.objects.create(type=kind, from_customer=child, to_customer=parent)


def receipt(customer: Customer, amount: int, days_ago: int, number: str, refunded: int = 0) -> Receipt:
    money, back, day = Decimal(amount), Decimal(refunded), timezone.localdate() - timedelta(days=days_ago)
    return Receipt.objects.create(
        number=number, customer=customer, owner=customer.owner, amount=money, amount_home=money, currency="CNY",
        refunded=back, credit=money - back, state="confirmed", received_on=day,
    )  # fmt: skip


def opportunity(customer: Customer, amount: int, percent: int, name: str = "Lines", state: str = "open") -> Opportunity:
    stage = Stage.objects.filter(outcome="open")[0]
    money = Decimal(amount)
    return Opportunity.objects.create(
        name=name, customer=customer, owner=customer.owner, amount=money, amount_home=money, currency="CNY",
        probability=percent, weighted_home=money * percent / 100, stage=stage, pipeline=stage.pipeline, state=state,
    )  # fmt: skip


@pytest.fixture
def group(world: World) -> Group:
    with writing(by=world.ada):
        found = Group(
            organisation("Holding", world.alice),
            organisation("North", world.alice),
            organisation("Yard", world.charlie),
        )
        under(found.north, found.holding)
        under(found.yard, found.north)
        receipt(found.holding, 100_000, 30, "R1")
        receipt(found.north, 60_000, 300, "R2", refunded=10_000)
        receipt(found.north, 999, 730, "R3")
        receipt(found.yard, 40_000, 10, "R4")
        opportunity(found.holding, 50_000, 40)
        opportunity(found.yard, 30_000, 50)
    return found


@pytest.fixture
def rule(db: None) -> TierRule:
    """In force: receipts from 150,000: 30, from 50,000: 20, from 10,000: 5; pipeline from 30,000: 10. Key account from
    40, A from 30, B from 15, C from 5. Groups count.
    """
    with writing(by=None):
        TierRule.objects.all().delete()
        made = TierRule.objects.create(
            number=1, state="in_force", since=timezone.now(), key_from=40, a_from=30, b_from=15, c_from=5
        )
        steps = (("receipts", 150_000, 30), ("receipts", 50_000, 20), ("receipts", 10_000, 5), ("pipeline", 30_000, 10))
        for measure, least, points in steps:
            TierStep.objects.create(rule=made, measure=measure, at_least=Decimal(least), points=points)
    return made


@pytest.fixture
def owed(db: None) -> None:
    """Key accounts: green channel, a visit every 30 days. A: a visit every 90 days."""
    with writing(by=None):
        Entitlement.objects.all().delete()
        for tier, key, value in (("key", "green_channel", True), ("key", "visit_days", 30), ("a", "visit_days", 90)):
            Entitlement.objects.create(tier=tier, key=key, value=value)
