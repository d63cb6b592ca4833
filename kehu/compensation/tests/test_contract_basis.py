"""Commission of contracts: when they are signed, and when their money comes. Computed by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kehu.catalog.models import Category, Product, Unit
from kehu.compensation.actions import closing, plans
from kehu.compensation.models import CommissionPlan
from kehu.compensation.queries import statements
from kehu.contracts.actions import allocation, receipts
from kehu.contracts.models import Allocation, Contract, ContractLine, ContractVersion, Instalment, Receipt
from kehu.foundation.access.models import User
from tests.world import World

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def told(user: User, month: date) -> list[tuple[str, Decimal]]:
    return [(one.kind, one.amount) for one in statements.month([user.pk], month)[user.pk].lines]


@pytest.fixture
def contract(world: World) -> Contract:
    """11,300 with 1,300 of tax, signed on 15 January."""
    return Contract.objects.create(
        number="C-1", name="Fibre", customer=world.acme, owner=world.alice, amount=Decimal(11300),
        tax_amount=Decimal(1300), amount_home=Decimal(11300), currency="CNY", signed_on=date(2026, 1, 15),
        state="active",
    )  # fmt: skip


def paid_by(world: World, basis: str, **terms: Any) -> CommissionPlan:
    made = plans.create(name=f"By {basis}", by=world.ada)
    rates = terms.pop("tiers", [{"from": 0, "rate": 4}])
    plans.add_version(plan=made, since=JAN, basis=basis, tiers=rates, by=world.ada, **terms)
    plans.put_on(plan=made, user=world.alice, since=JAN, by=world.ada)
    return made


def receive(contract: Contract, amount: int, day: date, number: str = "R-1") -> Allocation:
    part = Instalment.objects.create(
        contract=contract, name="Part", amount=amount, received=amount, currency="CNY", state="paid"
    )
    money = Receipt.objects.create(
        number=number, customer=contract.customer, received_on=day, amount=amount, amount_home=amount,
        allocated=amount, currency="CNY", state="confirmed",
    )  # fmt: skip
    return Allocation.objects.create(receipt=money, instalment=part, amount=amount, settled=amount)


def test_a_signed_contract_earns_without_its_tax(world: World, contract: Contract) -> None:
    paid_by(world, "signed")
    # (11,300 − 1,300) × 4 % = 400
    assert told(world.alice, JAN) == [("earning", Decimal(400))]


def test_a_contract_terminated_early_is_clawed_back(world: World, contract: Contract) -> None:
    paid_by(world, "signed")
    closing.close_month(month=JAN, by=world.maria)
    Contract.objects.filter(pk=contract.pk).update(state="terminated", state_since=datetime(2026, 2, 3, tzinfo=UTC))
    assert told(world.alice, FEB) == [("clawback", Decimal(-400))]


def test_money_earns_in_the_month_it_comes(world: World, contract: Contract) -> None:
    paid_by(world, "received")
    receive(contract, 5650, date(2026, 1, 20))
    receive(contract, 5650, date(2026, 2, 20), "R-2")
    # each half: 5,650 × 10,000 / 11,300 = 5,000; × 4 % = 200
    assert told(world.alice, JAN) == [("earning", Decimal(200))]
    assert told(world.alice, FEB) == [("earning", Decimal(200))]


def test_money_that_went_back_is_clawed_back(world: World, contract: Contract) -> None:
    paid_by(world, "received")
    paid = receive(contract, 5650, date(2026, 1, 20))
    closing.close_month(month=JAN, by=world.maria)
    paid.delete()
    assert told(world.alice, FEB) == [("clawback", Decimal(-200))]


def test_a_refund_after_the_closing_is_taken_off_to_the_cent(world: World, contract: Contract) -> None:
    """5,650 came in January: 5,650 × 10,000 / 11,300 = 5,000.00 without tax; × 4 % = 200.00. In February 1,130 go back,
    which leaves 4,520: 4,520 × 10,000 / 11,300 = 4,000.00; × 4 % = 160.00. February takes off 200.00 − 160.00 = 40.00.
    The rest goes back as well: another 160.00, a clawback.
    """
    paid_by(world, "received")
    money = receive(contract, 5650, date(2026, 1, 20)).receipt
    closing.close_month(month=JAN, by=world.maria)

    allocation.refund(receipt=money, amount=Decimal(1130), takes_back=True, by=world.ada)
    assert told(world.alice, FEB) == [("adjustment", Decimal(-40))]
    closing.close_month(month=FEB, by=world.maria)
    allocation.refund(receipt=money, amount=Decimal(4520), takes_back=True, by=world.ada)
    assert [one for one in told(world.alice, MAR) if one[0] != "carried"] == [("clawback", Decimal(-160))]
    statement = statements.month([world.alice.pk], MAR)[world.alice.pk]
    assert statement.total == Decimal(-200)  # everything he had is taken back: 200 − 40 − 160, 40 carried over


def test_a_receipt_that_the_bank_took_back_is_clawed_back(world: World, contract: Contract) -> None:
    paid_by(world, "received")
    money = receive(contract, 5650, date(2026, 1, 20)).receipt
    closing.close_month(month=JAN, by=world.maria)
    receipts.cancel(receipt=money, reason="returned", takes_back=True, by=world.ada)
    assert told(world.alice, FEB) == [("clawback", Decimal(-200))]


def test_the_credit_of_the_opportunity_holds_for_its_contract(world: World, contract: Contract, win: Any) -> None:
    paid_by(world, "signed")
    deal = win(10000, date(2026, 1, 10))
    Contract.objects.filter(pk=contract.pk).update(opportunity=deal, owner=world.charlie)
    assert told(world.alice, JAN) == [("earning", Decimal(400))]


def test_categories_of_products_have_rates_of_their_own(world: World, contract: Contract) -> None:
    paid_by(world, "signed", category_rates={"Hardware": "1"})
    unit = Unit.objects.first() or Unit.objects.create(name="piece")
    hardware = Category.objects.create(name="Hardware")
    router = Product.objects.create(sku="r", name="Router", category=hardware, unit=unit)
    version = ContractVersion.objects.create(contract=contract, number=1, state="in_force")
    for place, (product, net) in enumerate(((router, 4000), (None, 6000))):
        ContractLine.objects.create(
            contract=contract, contract_version=version, position=place, product=product, name="x", net=net, gross=net
        )
    # 4,000 × 1 % = 40 and 6,000 × 4 % = 240
    assert sorted(amount for _kind, amount in told(world.alice, JAN)) == [Decimal(40), Decimal(240)]
