"""A cadence of three steps for leads, one for opportunities, and what handlers do, done at once."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.db.models import Q

from kehu.cadences.actions import cadences, settling
from kehu.cadences.models import Cadence
from kehu.sales.actions import leads, opportunities
from kehu.sales.models import Lead, Opportunity
from tests.world import World

STEPS: list[dict[str, Any]] = [
    {"kind": "call", "title": "Call {name}", "days": 0, "body": "Ask {company} about {subject}."},
    {"kind": "mail", "title": "Write to {name}", "days": 2, "at": time(10), "body": "Dear {name}"},
    {"kind": "call", "title": "Call again", "days": 3, "at": time(15)},
]


@pytest.fixture
def cadence(world: World) -> Cadence:
    return made_of(world, "lead")


@pytest.fixture
def for_sales(world: World) -> Cadence:
    return made_of(world, "opportunity")


def made_of(world: World, subject: str, **more: Any) -> Cadence:
    made = cadences.write(name=f"For {subject}", subject=subject, by=world.maria, **more)
    for step in STEPS:
        cadences.add_step(cadence=made, by=world.maria, **step)
    return made


@pytest.fixture
def lead(world: World) -> Lead:
    return leads.capture(name="Li Na", company="Li & Co", need="a line", phone="13912345678", by=world.alice)


@pytest.fixture
def sale(world: World) -> Opportunity:
    return opportunities.create(name="Fibre", customer=world.acme, by=world.alice)


@pytest.fixture
def look() -> Callable[[], int]:
    """What the sweep does, which is what every handler does to some."""
    return lambda: settling.settle(Q())
