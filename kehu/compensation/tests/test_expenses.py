from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kehu.compensation.actions import expense_bulk, expenses, rules
from kehu.compensation.actions.expenses import ExpenseRefused
from kehu.compensation.actions.receipts import ReceiptKnown
from kehu.compensation.models import ExpenseCategory, ExpenseClaim, ExpenseLine
from kehu.compensation.queries.expenses import spent_on
from kehu.customers.models import Customer
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company.models import ExchangeRate
from tests.world import World

DAY = date(2026, 3, 10)


def category(name: str) -> ExpenseCategory:
    return ExpenseCategory.objects.get(name=name)


def spend(world: World, amount: str = "80", what: str = "Hotel", **given: Any) -> ExpenseLine:
    values = {"category": category(what), "amount": Decimal(amount), "day": DAY, "by": world.alice, **given}
    return expenses.add_line(**values)


def picture(content: bytes = b"a receipt") -> SimpleUploadedFile:
    return SimpleUploadedFile("receipt.txt", content)


def test_a_quick_expense_goes_into_the_draft_there_is(world: World) -> None:
    first, second = spend(world), spend(world, "20")
    assert first.claim == second.claim
    claim = ExpenseClaim.objects.get()
    assert (claim.title, claim.claimant, claim.total_home) == ("Expenses 2026-03", world.alice, Decimal(100))


def test_another_currency_counts_at_the_rate_of_its_day(world: World) -> None:
    ExchangeRate.objects.create(currency="USD", since=date(2026, 1, 1), rate="7.10")
    ExchangeRate.objects.create(currency="USD", since=date(2026, 3, 11), rate="7.30")
    line = spend(world, "12.34", currency="USD")
    # 12.34 × 7.10 = 87.614
    assert (line.rate, line.amount_home) == (Decimal("7.10"), Decimal("87.61"))
    # a day later: 12.34 × 7.30 = 90.082
    moved = expenses.change_line(line=line, changes={"day": date(2026, 3, 11)}, by=world.alice)
    assert moved.amount_home == Decimal("90.08")
    with pytest.raises(ExpenseRefused) as refused:
        spend(world, currency="EUR")
    assert refused.value.field == "currency"


def test_a_drive_is_worth_its_kilometres_at_the_rate_of_the_day(world: World) -> None:
    own_car = category("Own car")
    rules.set_rate(category=own_car, since=date(2026, 1, 1), per_km=Decimal("0.85"), by=world.ada)
    line = expenses.add_line(category=own_car, distance_km=Decimal("123.5"), day=DAY, by=world.alice)
    # 123.5 × 0.85 = 104.975
    assert (line.amount, line.currency) == (Decimal("104.98"), "CNY")
    with pytest.raises(ExpenseRefused):
        expenses.add_line(category=own_car, day=DAY, by=world.alice)
    with pytest.raises(ExpenseRefused):
        expenses.add_line(category=own_car, distance_km=Decimal(5), day=date(2025, 1, 1), by=world.alice)


def test_limits_follow_the_tier_of_the_city_and_the_day_counts_together(world: World) -> None:
    hotel = category("Hotel")
    rules.set_rate(category=hotel, since=date(2026, 1, 1), most=Decimal(300), by=world.ada)
    rules.set_rate(category=hotel, since=date(2026, 1, 1), tier=1, most=Decimal(500), by=world.ada)
    rules.set_city(city="上海", tier=1, by=world.ada)
    first, second = spend(world, "250"), spend(world, "100")
    assert (first.over_home, second.over_home) == (0, Decimal(50))
    assert spend(world, "450", city="上海", day=date(2026, 3, 12)).over_home == 0
    expenses.remove_line(line=first, by=world.alice)
    second.refresh_from_db()
    assert second.over_home == 0


def test_what_is_over_the_limit_needs_a_reason_and_what_is_dear_its_receipt(world: World) -> None:
    rules.set_rate(category=category("Hotel"), since=date(2026, 1, 1), most=Decimal(300), by=world.ada)
    line = spend(world, "350")
    assert len(expenses.missing(line.claim)) == 2
    with pytest.raises(ExpenseRefused, match="receipt"):
        expenses.submit(claim=line.claim, by=world.alice)
    expenses.change_line(line=line, changes={"over_reason": "trade fair"}, receipt=picture(), by=world.alice)
    assert expenses.submit(claim=line.claim, by=world.alice).state == "submitted"


def test_a_receipt_is_handed_in_once(world: World) -> None:
    line = spend(world, receipt=picture())
    again = spend(world, "20", receipt=picture())
    assert again.receipt == line.receipt
    expenses.submit(claim=line.claim, by=world.alice)
    with pytest.raises(ReceiptKnown, match="Expenses 2026-03"):
        spend(world, receipt=picture())
    with pytest.raises(ReceiptKnown, match="somebody else"):
        spend(world, receipt=picture(), by=world.charlie)
    assert spend(world, receipt=picture(b"another")).receipt


def test_the_way_to_the_money(world: World) -> None:
    claim = spend(world, receipt=picture()).claim
    expenses.submit(claim=claim, by=world.alice)
    with pytest.raises(ExpenseRefused):
        spend(world, claim=claim)
    with pytest.raises(PermissionMissing):
        expenses.decide(claim=claim, approve=True, by=world.alice)
    with pytest.raises(ExpenseRefused, match="what is wrong"):
        expenses.decide(claim=claim, approve=False, by=world.maria)
    expenses.decide(claim=claim, approve=False, note="Which customer?", by=world.maria)
    expenses.submit(claim=claim, by=world.alice)
    assert expenses.decide(claim=claim, approve=True, by=world.maria).decided_by == world.maria
    with pytest.raises(PermissionMissing):
        expenses.pay(claim=claim, by=world.maria)
    paid = expenses.pay(claim=claim, on=date(2026, 3, 31), reference="B-12", by=world.ada)
    assert (paid.state, paid.paid_on, paid.payment_reference) == ("paid", date(2026, 3, 31), "B-12")


def test_nobody_decides_about_his_own(world: World) -> None:
    claim = spend(world, by=world.maria, receipt=picture()).claim
    expenses.submit(claim=claim, by=world.maria)
    with pytest.raises(ExpenseRefused, match="Somebody else"):
        expenses.decide(claim=claim, approve=True, by=world.maria)


def test_what_waits_can_be_taken_back_and_a_draft_thrown_away(world: World) -> None:
    claim = spend(world, receipt=picture()).claim
    expenses.submit(claim=claim, by=world.alice)
    expenses.take_back(claim=claim, by=world.alice)
    with pytest.raises(OutOfReach):
        expenses.discard(claim=claim, by=world.maria)
    expenses.discard(claim=claim, by=world.alice)
    assert not ExpenseClaim.objects.exists()


def test_many_claims_are_approved_and_paid_at_once(world: World) -> None:
    claim = spend(world, receipt=picture()).claim
    expenses.submit(claim=claim, by=world.alice)
    own = spend(world, by=world.ada, receipt=picture(b"x")).claim
    expenses.submit(claim=own, by=world.ada)
    change_set = ChangeSet.objects.create(kind="bulk_edit", state="done", title="x", by=world.ada)
    applied = expense_bulk.approve([claim.pk, own.pk], {}, world.ada, change_set)
    assert (applied.changed, set(applied.refused)) == ([claim.pk], {own.pk})
    assert expense_bulk.pay([claim.pk], {}, world.ada, change_set).changed == [claim.pk]
    assert expense_bulk.pay([claim.pk], {}, world.ada, change_set).same == [claim.pk]


def test_a_customer_out_of_reach_cannot_be_named(world: World) -> None:
    with pytest.raises(ExpenseRefused) as refused:
        spend(world, customer=world.acme, by=world.charlie)
    assert refused.value.field == "customer"


def test_what_counts_for_a_deal_is_what_was_handed_in(world: World, win: Any) -> None:
    deal = win(1000, DAY)
    line = spend(world, opportunity=deal, receipt=picture())
    assert line.customer == world.acme
    assert spent_on(world.alice, opportunity=deal)["open"] == Decimal(80)
    expenses.submit(claim=line.claim, by=world.alice)
    assert spent_on(world.alice, opportunity=deal)["counted"] == Decimal(80)
    assert spent_on(world.bob, opportunity=deal)["lines"] == []


def test_forgetting_a_customer_keeps_the_books(world: World) -> None:
    from kehu.compensation.customer_extension import extension

    line = spend(world, customer=world.acme, description="Dinner with Mr Wang")
    other = Customer.objects.create(kind="person", name="Other", owner=world.alice)
    extension.merge(survivor=other, loser=world.acme)
    line.refresh_from_db()
    assert line.customer == other
    assert extension.export(other)["expenses"][0]["description"] == "Dinner with Mr Wang"
    extension.erase(customer=other, by=world.ada)
    line.refresh_from_db()
    assert (line.customer, line.description, line.amount) == (None, "erased", Decimal(80))
