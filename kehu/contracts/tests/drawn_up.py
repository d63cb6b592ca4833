"""Contracts for the tests, drawn up through the actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kehu.contracts.actions import contracts, plans, receipts, states
from kehu.contracts.models import Contract, Instalment, Receipt
from kehu.foundation.access.models import User
from tests.world import World

TODAY = timezone.localdate()


def drafted(world: World, amount: Any = 1000, **given: Any) -> Contract:
    return contracts.create(
        **{"name": "Fibre for the plant", "customer": world.acme, "by": world.alice, "amount": Decimal(amount), **given}
    )


def signed(world: World, amount: Any = 1000, parts: tuple[int, ...] = (30, 60, 10), **given: Any) -> Contract:
    """In force, its instalments due from `first_on` on, a month apart."""
    first_on: date = given.pop("first_on", TODAY + timedelta(days=10))
    contract = drafted(world, amount, **given)
    by: User = given.get("by", world.alice)
    plans.generate(contract=contract, pattern="parts", first_on=first_on, parts=[Decimal(one) for one in parts], by=by)
    return states.activate(contract=contract, by=by)


def plan(contract: Contract) -> list[Instalment]:
    return list(contract.instalments.order_by("position"))


def came(world: World, amount: Any, **given: Any) -> Receipt:
    """A confirmed receipt of Acme."""
    by = given.pop("by", world.maria)
    made = receipts.record(amount=Decimal(amount), by=by, **{"customer": world.acme, **given})
    return receipts.confirm(receipt=made, by=by)
