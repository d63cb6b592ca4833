from datetime import timedelta
from decimal import Decimal

import pytest

from kehu.contracts.actions import allocation, plans, receipts
from kehu.contracts.actions.allocation import NotAllocatable
from kehu.contracts.models import Allocation, Instalment, Receipt, Refund
from kehu.contracts.queries.ageing import ageing, unused_credit
from kehu.contracts.queries.matching import proposals, sure
from kehu.contracts.tests.drawn_up import TODAY, came, drafted, plan, signed
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.company.models import Company, ExchangeRate
from kehu.foundation.refusals import Outdated
from tests.world import World

D = Decimal


def test_a_receipt_pays_what_it_was_meant_for_once_it_is_confirmed(world: World) -> None:
    first, second, _third = plan(signed(world, 1000))
    made = receipts.record(amount=D(350), intended=first, by=world.alice)
    assert (made.state, made.credit, made.customer, made.payer) == ("recorded", D(350), world.acme, "Acme Telecom")
    with pytest.raises(NotAllocatable):
        allocation.allocate(receipt=made, parts=[(first, D(1))], by=world.maria)
    now = receipts.confirm(receipt=made, by=world.maria)
    # 300 of 350 are owed; 50 stay as credit
    assert (now.allocated, now.credit) == (D(300), D(50))
    first.refresh_from_db()
    assert (first.state, first.received, first.settled_on) == ("paid", D(300), TODAY)
    after = allocation.allocate(receipt=now, parts=[(second, D(50))], by=world.maria)
    second.refresh_from_db()
    assert (after.credit, second.state, second.outstanding) == (D(0), "partly", D(550))
    contract = second.contract
    assert (contract.received, contract.outstanding) == (D(350), D(650))


def test_the_same_bank_reference_is_the_same_receipt(world: World) -> None:
    first = receipts.record(amount=D(10), reference="B-1", customer=world.acme, by=world.alice)
    assert receipts.record(amount=D(10), reference=" B-1 ", customer=world.acme, by=world.alice) == first
    with pytest.raises(receipts.OtherReceipt) as refused:
        receipts.record(amount=D(11), reference="B-1", customer=world.acme, by=world.alice)
    assert refused.value.field == "reference"
    receipts.cancel(receipt=first, reason="typed twice", by=world.alice)
    assert receipts.record(amount=D(11), reference="B-1", by=world.alice).amount == D(11)


def test_more_than_is_owed_stays_as_credit_and_can_go_back(world: World) -> None:
    first, *_rest = plan(signed(world, 1000))
    made = came(world, 500)
    with pytest.raises(NotAllocatable) as refused:
        allocation.allocate(receipt=made, parts=[(first, D(301))], by=world.maria)
    assert "300" in refused.value.message
    made = allocation.allocate(receipt=made, parts=[(first, D(300))], by=world.maria)
    with pytest.raises(NotAllocatable):
        allocation.refund(receipt=made, amount=D("200.01"), by=world.maria)
    back = allocation.refund(receipt=made, amount=D(150), reference="R-1", reason="too much", by=world.maria)
    assert allocation.refund(receipt=made, amount=D(150), reference="R-1", by=world.maria) == back
    made.refresh_from_db()
    assert (made.allocated, made.refunded, made.credit) == (D(300), D(150), D(50))


def test_an_allocation_taken_back_is_owed_again(world: World) -> None:
    first, *_rest = plan(signed(world, 1000))
    made = came(world, 100, intended=first)
    now = allocation.release(allocation=made.allocations.get(), by=world.maria)
    first.refresh_from_db()
    assert (now.credit, first.outstanding, first.state) == (D(100), D(300), "open")
    with pytest.raises(receipts.ReceiptRefused):
        receipts.cancel(receipt=came(world, 300, intended=first), reason="x", by=world.maria)


def test_a_refund_takes_back_what_was_paid_the_last_first(world: World) -> None:
    """500 paid 300 of the first and 200 of the second; 250 go back: 200 of the second and 50 of the first."""
    first, second, _third = plan(signed(world, 1000))
    made = allocation.allocate(
        receipt=came(world, 500), parts=[(first, D(300)), (second, D(200))], by=world.maria
    )  # fmt: skip
    with pytest.raises(NotAllocatable):
        allocation.refund(receipt=made, amount=D(250), by=world.maria)
    with pytest.raises(NotAllocatable):
        allocation.refund(receipt=made, amount=D("500.01"), takes_back=True, by=world.maria)

    allocation.refund(receipt=made, amount=D(250), takes_back=True, by=world.maria)

    for one in (made, first, second):
        one.refresh_from_db()
    assert (made.allocated, made.refunded, made.credit) == (D(250), D(250), D(0))
    assert (first.received, first.state, second.received, second.state) == (D(250), "partly", D(0), "open")
    first.contract.refresh_from_db()
    assert (first.contract.received, first.contract.outstanding) == (D(250), D(750))


def test_what_the_bank_took_back_is_owed_again(world: World) -> None:
    first, *_rest = plan(signed(world, 1000))
    made = came(world, 300, intended=first)
    now = receipts.cancel(receipt=made, reason="returned by the bank", takes_back=True, by=world.maria)
    first.refresh_from_db()
    assert (now.state, now.allocated, now.credit, first.outstanding, first.state) == (
        "cancelled", D(0), D(0), D(300), "open",
    )  # fmt: skip


def test_the_oldest_is_paid_first_and_all_or_nothing(world: World) -> None:
    late = signed(world, 1000, (100,), first_on=TODAY - timedelta(days=40))
    later = signed(world, 500, (100,), first_on=TODAY - timedelta(days=80))
    now = allocation.allocate_oldest(receipt=came(world, 700), by=world.maria)
    # 500 to the one 80 days late, 200 to the other
    assert [(plan(one)[0].received) for one in (later, late)] == [D(500), D(200)]
    assert now.credit == D(0)
    made = came(world, 100)
    with pytest.raises(NotAllocatable):
        allocation.allocate(receipt=made, parts=[(plan(late)[0], D(60)), (plan(late)[0], D(60))], by=world.maria)
    assert not made.allocations.exists()


def test_two_who_allocate_the_same_receipt_do_not_both_do_it(world: World) -> None:
    first, second, _third = plan(signed(world, 1000))
    made = came(world, 100)
    made.refresh_from_db()
    seen = made.version
    allocation.allocate(receipt=made, parts=[(first, D(100))], by=world.maria, expected_version=seen)
    with pytest.raises(Outdated):
        allocation.allocate(receipt=made, parts=[(second, D(100))], by=world.ada, expected_version=seen)
    with pytest.raises(NotAllocatable):
        allocation.allocate(receipt=made, parts=[(second, D(100))], by=world.ada)


def test_foreign_money_tells_what_the_rate_made_of_it(world: World) -> None:
    Company.objects.forget()
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=30), rate=D("7.10"))
    contract = signed(world, 1000, (100,), currency="USD", signed_on=TODAY - timedelta(days=20))
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=2), rate=D("7.25"))
    (one,) = plan(contract)
    made = came(world, 400, currency="USD", intended=one)
    # 400 × 7.25 − 400 × 7.10 = 2,900 − 2,840 = 60
    assert made.allocations.get().difference_home == D(60)
    assert (made.amount_home, plan(contract)[0].outstanding_home) == (D(2900), D(4260))  # 600 × 7.10
    yuan = came(world, 4350)
    # 4,350 / 7.25 = 600 dollars; 4,350 − 600 × 7.10 = 4,350 − 4,260 = 90
    allocation.allocate(receipt=yuan, parts=[(one, D(4350))], by=world.maria)
    paid = yuan.allocations.get()
    assert (paid.settled, paid.difference_home) == (D(600), D(90))
    assert plan(contract)[0].state == "paid"


def test_the_banks_own_rate_may_be_given(world: World) -> None:
    Company.objects.forget()
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=30), rate=D("7.00"))
    (one,) = plan(signed(world, 100, (100,), currency="USD"))
    allocation.allocate(receipt=came(world, 705), parts=[(one, D(705), D(100))], by=world.maria)
    # 705 − 100 × 7.00 = 5
    assert Allocation.objects.get().difference_home == D(5)


def test_what_is_waived_is_not_owed_and_can_be_claimed_again(world: World) -> None:
    contract = signed(world, 1000)
    first, *_rest = plan(contract)
    came(world, 100, intended=first)
    with pytest.raises(PermissionMissing):
        plans.waive(instalment=first, reason="gift", by=world.alice)
    waived = plans.waive(instalment=first, reason="gift", by=world.maria)
    assert (waived.received, waived.waived, waived.outstanding, waived.state) == (D(100), D(200), D(0), "paid")
    assert plans.claim(instalment=first, by=world.maria).outstanding == D(200)


def test_only_who_may_confirms_money(world: World) -> None:
    made = receipts.record(amount=D(10), customer=world.acme, by=world.alice)
    with pytest.raises(PermissionMissing):
        receipts.confirm(receipt=made, by=world.alice)
    assert Receipt.objects.visible_to(world.charlie).count() == 0
    assert receipts.confirm(receipt=made, by=world.maria).state == "confirmed"


def test_debts_are_told_by_age_in_the_companys_currency(world: World) -> None:
    Company.objects.forget()
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=300), rate=D(7))
    for days, amount, currency in ((1, 100, "CNY"), (30, 10, "CNY"), (31, 20, "CNY"), (60, 1, "USD"), (91, 5, "USD")):
        signed(world, amount, (100,), first_on=TODAY - timedelta(days=days), currency=currency)
    signed(world, 1000, (100,), first_on=TODAY)
    drafted(world, 5000)
    found = ageing(world.alice, by="customer", today=TODAY)
    # up to 30: 100 + 10; 31–60: 20 + 1 × 7; more than 90: 5 × 7; due today: not overdue
    assert found.all.sums == {"30": D(110), "60": D(27), "more": D(35), "not_due": D(1000)}
    assert (found.groups[0].name, found.groups[0].overdue, found.groups[0].total) == ("Acme Telecom", D(172), D(1172))
    assert ageing(world.charlie, by="owner", today=TODAY).groups == []


def test_a_receipt_finds_what_it_is_for_with_reasons(world: World) -> None:
    other = signed(world, 700, (100,), name="Other")
    wanted = signed(world, 300, (100,))
    made = came(world, 300, purpose=f"invoice {wanted.number.lower()} thanks")
    best = proposals(made, world.maria)
    assert best[0].instalment.contract == wanted
    assert best[0].reasons[:3] == ["names the contract", "the same customer", "exactly this amount"]
    assert sure(made, world.maria) and other.pk in [one.instalment.contract_id for one in best]
    stranger = receipts.record(amount=D(300), payer="ACME TELECOM", by=world.maria)
    found = proposals(stranger, world.maria)
    assert "the same payer" in found[0].reasons and "exactly this amount" in found[0].reasons


def test_credit_is_told_and_sums_are_made_anew(world: World) -> None:
    from kehu.contracts.derived import refresh_receipts

    made = came(world, 90, intended=plan(signed(world, 100, (50, 50)))[0])
    assert unused_credit(world.maria) == D(40)
    Allocation.objects.all().delete()
    refresh_receipts([made.pk])
    made.refresh_from_db()
    assert (made.credit, Refund.objects.count()) == (D(90), 0)
    contract = Instalment.objects.first().contract  # type: ignore[union-attr]
    plans_sum = sum(one.outstanding for one in contract.instalments.all())
    assert plans_sum >= D(50)
