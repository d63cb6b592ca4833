"""What the tests of compensation begin with."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.compensation.actions import crediting, plans, templates
from kehu.compensation.models import AppraisalTemplate, CommissionPlan
from kehu.foundation.access.models import User
from kehu.sales.actions import opportunities
from kehu.sales.models import Opportunity
from tests.world import World

FLAT = [{"from": 0, "rate": 5}]
TIERS = [{"from": 0, "rate": 3}, {"from": 50000, "rate": 5}]


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def win(world: World) -> Callable[..., Opportunity]:
    """Win a deal of Alice's on a day, as the handler of the event would find it."""

    def make(amount: int, day: date, *, by: User | None = None, **given: Any) -> Opportunity:
        seller = by or world.alice
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)  # noon in China
        words: dict[str, Any] = {"name": f"Deal of {amount}", "customer": world.acme, **given}
        if seller != world.alice:
            words["customer"] = given.get("customer") or world.acme
        deal = opportunities.create(amount=Decimal(amount), by=seller, at=at, **words)
        deal = opportunities.close(opportunity=deal, outcome="won", by=seller, at=at)
        crediting.follow(opportunity_id=deal.pk)
        return deal

    return make


@pytest.fixture
def plan(world: World) -> CommissionPlan:
    """Alice is paid 3 %, from 50,000 a month on 5 %, since January 2026."""
    made = plans.create(name="Field sales", by=world.ada)
    plans.add_version(plan=made, since=date(2026, 1, 1), by=world.ada, tiers=TIERS)
    plans.put_on(plan=made, user=world.alice, since=date(2026, 1, 1), by=world.ada)
    return made


@pytest.fixture
def template(world: World) -> AppraisalTemplate:
    """Sellers: half the amount won (100,000 is full), a fifth visits, the rest satisfaction by hand."""
    role = world.alice.roles.get()
    made = templates.create(name="Sellers", role=role, by=world.ada)
    kpis = [
        {"metric": "won_amount", "weight": 50, "curve": "linear", "floor": 0, "cap": 100000},
        {"metric": "visits", "weight": 20, "curve": "steps", "steps": [("0", "0"), ("1", "60"), ("3", "100")]},
        {"metric": "satisfaction", "weight": 30, "curve": "linear", "floor": 50, "cap": 100},
    ]
    grades = [{"from": 80, "name": "A"}, {"from": 50, "name": "B"}, {"from": 0, "name": "C"}]
    templates.add_version(template=made, since=date(2026, 1, 1), kpis=kpis, grades=grades, by=world.ada)
    return made
