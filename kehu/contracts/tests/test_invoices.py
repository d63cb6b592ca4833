from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kehu.contracts.actions import invoices, states
from kehu.contracts.actions.contracts import Line
from kehu.contracts.actions.invoices import InvoiceRefused
from kehu.contracts.models import Contract, Invoice
from kehu.contracts.tests.drawn_up import TODAY, drafted, plan, signed
from kehu.customers.models import IdentityDocument
from kehu.foundation.access.grants import PermissionMissing
from tests.world import World

D = Decimal
CODE = "91350100M000100Y43"


def asked(world: World, contract: Contract, amount: Any, **given: Any) -> Invoice:
    covers = [(plan(contract)[0], D(amount))]
    return invoices.request(
        **{"contract": contract, "covers": covers, "kind": "electronic", "tax_rate": D(13), "by": world.alice, **given}
    )


def test_the_amount_is_divided_among_the_rates_of_tax_as_the_lines_are(world: World) -> None:
    # Lines: 100 + 13 % = 113 and 100 + 6 % = 106, together 219
    lines = [Line("Goods", D(1), D(100), tax_rate=D(13)), Line("Service", D(1), D(100), tax_rate=D(6))]
    contract = states.activate(contract=drafted(world, 0, lines=lines), by=world.alice)
    made = asked(world, contract, "109.50", tax_rate=None)
    # Half of it: 109.50 in the proportion 113 : 106 = 56.50 : 53.00; 56.50 / 1.13 = 50; 53 / 1.06 = 50
    assert [(one.tax_rate, one.net, one.tax) for one in made.lines.all()] == [
        (D(13), D(50), D("6.50")), (D(6), D(50), D(3)),
    ]  # fmt: skip
    assert (made.net, made.tax, made.amount) == (D(100), D("9.50"), D("109.50"))


def test_no_more_is_invoiced_than_is_to_be_paid(world: World) -> None:
    contract = signed(world, 1000)
    asked(world, contract, 200)
    with pytest.raises(InvoiceRefused) as refused:
        asked(world, contract, "100.01")
    assert "100" in refused.value.message
    asked(world, contract, 100)
    contract.refresh_from_db()
    assert (plan(contract)[0].invoiced, contract.invoiced) == (D(300), D(300))


def test_a_special_invoice_needs_a_tax_number_that_is_right(world: World) -> None:
    contract = signed(world, 1000)
    for number in ("", "91350100M000100Y34"):
        with pytest.raises(InvoiceRefused) as refused:
            asked(world, contract, 10, kind="special", tax_number=number)
        assert refused.value.field == "tax_number"
    IdentityDocument.objects.create(customer=world.acme, kind="credit_code", number=CODE)
    made = asked(world, contract, 10, kind="special")
    assert (made.title, made.tax_number) == ("Acme Telecom", CODE)


def test_an_issued_invoice_has_the_number_that_its_kind_has(world: World) -> None:
    contract = signed(world, 1000)
    made = asked(world, contract, 10)
    for code, number in (("", "12345678"), ("", "x" * 20), ("123", "1" * 20)):
        with pytest.raises(InvoiceRefused):
            invoices.issue(invoice=made, code=code, number=number, by=world.maria)
    with pytest.raises(PermissionMissing):
        invoices.issue(invoice=made, number="1" * 20, by=world.alice)
    assert invoices.issue(invoice=made, number="1" * 20, by=world.maria).state == "issued"
    assert invoices.issue(invoice=made, number="1" * 20, by=world.maria).number == "1" * 20
    with pytest.raises(InvoiceRefused):
        invoices.issue(invoice=asked(world, contract, 10), number="1" * 20, by=world.maria)
    assert invoices.send(invoice=made, by=world.maria, email="a@example.com").state == "sent"
    with pytest.raises(InvoiceRefused):
        invoices.update(invoice=made, changes={"title": "x"}, by=world.alice)


def test_an_electronic_invoice_is_taken_back_by_a_red_letter(world: World) -> None:
    contract = signed(world, 1000)
    made = invoices.issue(invoice=asked(world, contract, 113), number="1" * 20, by=world.maria)
    with pytest.raises(InvoiceRefused):
        invoices.void(invoice=made, reason="wrong", by=world.maria)
    red = invoices.reverse(invoice=made, reason="wrong", by=world.maria)
    assert (red.amount, red.net, red.tax, red.is_red) == (D(-113), D(-100), D(-13), True)
    assert invoices.reverse(invoice=made, reason="wrong", by=world.maria) == red
    assert plan(contract)[0].invoiced == D(0)
    assert asked(world, contract, 300).amount == D(300)
    invoices.issue(invoice=red, number="2" * 20, by=world.maria)
    with pytest.raises(InvoiceRefused):
        invoices.reverse(invoice=red, reason="x", by=world.maria)


def test_one_on_paper_is_void_within_its_month_only(world: World) -> None:
    contract = signed(world, 1000)
    made = asked(world, contract, 10, kind="ordinary")
    made = invoices.issue(invoice=made, code="1" * 12, number="12345678", by=world.maria)
    assert invoices.may_be_void(made, TODAY)
    assert not invoices.may_be_void(made, TODAY.replace(day=1) - timedelta(days=1))
    assert invoices.void(invoice=made, reason="misprint", by=world.maria).state == "void"
    assert plan(contract)[0].invoiced == D(0)
    waiting = asked(world, contract, 10)
    assert invoices.void(invoice=waiting, reason="not wanted", by=world.alice).void_reason == "not wanted"


def test_a_draft_is_not_invoiced(world: World) -> None:
    contract = drafted(world, 10)
    with pytest.raises(InvoiceRefused):
        invoices.request(contract=contract, covers=[], by=world.alice)
    with pytest.raises(InvoiceRefused):
        invoices.request(contract=signed(world, 10), covers=[], kind="electronic", by=world.alice)
    made = asked(world, signed(world, 10, (100,)), 10)
    with pytest.raises(InvoiceRefused):
        late = timezone.localdate() + timedelta(days=1)
        invoices.issue(invoice=made, number="1" * 20, issued_on=late, by=world.maria)
