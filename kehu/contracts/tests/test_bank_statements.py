from decimal import Decimal

import pytest

from kehu.contracts.models import Allocation, Receipt
from kehu.contracts.tests.drawn_up import came, plan, signed
from kehu.customers.cleaning.names import match_key
from kehu.customers.models import Customer
from kehu.customers.tests.imports.bringing import brought, counts, reasons
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.models import ChangeSet
from tests.world import World

CHINESE = """交易日期,交易流水号,对方户名,对方账号,贷方发生额,借方发生额,摘要
2026-03-01,T001,Acme Telecom,6222001,"1,200.00",,货款
2026-03-02,T002,陌生公司,6222002,88.80,,
2026-03-03,T003,某供应商,6222003,,500.00,付款
2026-03-04,T004,Acme Telecom,6222001,-5.00,,冲正
"""
ENGLISH = """Booking date,Counterparty,Amount,Details
01/03/2026,Acme Telecom,300.00,invoice 1
01/03/2026,Acme Telecom,300.00,invoice 1
13/03/2026,Somebody,20.00,
"""


def test_a_chinese_statement_becomes_receipts_once(world: World) -> None:
    key = match_key("Acme Telecom", is_person=False)
    Customer.objects.filter(pk=world.acme.pk).update(match_key=key)
    done = brought(CHINESE, world.maria, target="receipts")
    assert counts(done) == {"rows": 4, "created": 2, "skipped": 1, "failed": 1, "remarks": 1}
    first, second = Receipt.objects.order_by("received_on")
    assert (first.customer, first.amount, first.reference, first.state) == (
        world.acme, Decimal(1200), "T001", "recorded",
    )  # fmt: skip
    assert (second.customer, second.payer, second.owner) == (None, "陌生公司", world.maria)
    assert "went out" in reasons(done)[5][0]
    again = brought(CHINESE.replace("88.80", "88.8"), world.maria, target="receipts", source="bank")
    assert counts(again)["skipped"] == 3
    assert Receipt.objects.count() == 2


def test_rows_without_a_reference_are_known_by_what_they_say(world: World) -> None:
    assert counts(brought(ENGLISH, world.maria, target="receipts"))["created"] == 3
    assert counts(brought(ENGLISH, world.maria, target="receipts", source="again"))["skipped"] == 3
    assert Receipt.objects.filter(amount=300).count() == 2


def test_an_import_is_taken_back_as_long_as_nothing_was_paid_with_it(world: World) -> None:
    brought(ENGLISH, world.maria, target="receipts")
    undo(change_set=ChangeSet.objects.get(kind="import"), by=world.maria)
    assert not Receipt.objects.exists()


def test_taking_back_a_bulk_confirmation_leaves_the_books_balanced(world: World) -> None:
    from kehu.contracts.actions import receipts
    from kehu.foundation.audit.writing import writing
    from kehu.foundation.changes.actions import change_sets

    first, *_rest = plan(signed(world, 1000))
    made = receipts.record(amount=Decimal(100), intended=first, by=world.alice)
    done = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title="x", object_key="receipt", by=world.maria)
    with writing(by=world.maria, change_set=done.pk):
        receipts.confirm(receipt=made, by=world.maria)
    change_sets.finish(change_set=done, counts={})
    undo(change_set=done, by=world.maria)
    made.refresh_from_db()
    first.refresh_from_db()
    assert (made.state, made.credit, first.outstanding) == ("recorded", Decimal(100), Decimal(300))
    assert not Allocation.objects.exists()


def test_only_who_confirms_money_brings_it_in(world: World) -> None:
    with pytest.raises(PermissionMissing):
        brought(ENGLISH, world.alice, target="receipts")
    assert came(world, 5).credit == Decimal(5)
