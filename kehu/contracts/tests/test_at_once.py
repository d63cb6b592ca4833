"""Several people at once, a process that is killed, any order of what happens to money: the books stay balanced."""

import os
import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.contracts.actions import allocation, plans, receipts
from kehu.contracts.models import Allocation, Contract, Instalment, Receipt
from kehu.contracts.tests.drawn_up import came, plan, signed
from kehu.foundation.refusals import Refusal
from tests.world import World, build_world

D = Decimal


def check_books() -> None:
    """The identities, computed from the rows by other means than the actions do."""
    for one in Receipt.objects.all():
        parts = sum((row.amount for row in one.allocations.all()), D(0))
        back = sum((row.amount for row in one.refunds.all()), D(0))
        assert (one.allocated, one.refunded) == (parts, back)
        if one.state != "cancelled":
            assert one.amount == parts + back + one.credit
    for row in Instalment.objects.all():
        paid = sum((part.settled for part in row.allocations.all()), D(0))
        assert row.received == paid
        assert row.amount == paid + row.waived + row.outstanding
    for contract in Contract.objects.all():
        rows = list(contract.instalments.all())
        assert contract.amount == sum((row.amount for row in rows), D(0))
        assert contract.outstanding == sum((row.outstanding for row in rows), D(0))
        assert contract.received == sum((row.received for row in rows), D(0))


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_receipts_allocations_and_refunds_keeps_the_books_balanced(world: World, seed: int) -> None:
    chance = random.Random(seed)
    rows = [*plan(signed(world, "1000.01")), *plan(signed(world, "77.77", (50, 50)))]
    money = [came(world, amount) for amount in ("300.00", "0.01", "777.77", "12.34")]
    for _step in range(25):
        receipt, row = chance.choice(money), Instalment.objects.get(pk=chance.choice(rows).pk)
        with suppress(Refusal):
            one_thing(chance, receipt, row, world)
    check_books()


def one_thing(chance: random.Random, receipt: Receipt, row: Instalment, world: World) -> None:
    """Whatever may happen to money, with any amount."""
    by, amount = world.maria, D(chance.randint(1, 30000)) / 100
    last = Allocation.objects.order_by("pk").first()
    acts: list[Callable[[], Any]] = [
        lambda: allocation.allocate(receipt=receipt, parts=[(row, amount)], by=by),
        lambda: allocation.allocate_oldest(receipt=receipt, by=by),
        lambda: allocation.release(allocation=last, by=by) if last else None,
        lambda: allocation.refund(receipt=receipt, amount=amount, by=by),
        lambda: plans.waive(instalment=row, reason="x", by=by),
        lambda: plans.claim(instalment=row, by=by),
    ]
    chance.choice(acts)()


@pytest.fixture
def committed(transactional_db: None) -> World:
    """The world for real: seen by other processes."""
    return build_world()


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Each in a thread of its own, begun together; returns what was refused."""
    refused: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            act()
        except Refusal as refusal:
            refused.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return refused


def test_two_who_allocate_the_same_receipt_at_once_do_not_spend_it_twice(committed: World) -> None:
    first, second, _third = plan(signed(committed, 1000))
    made = came(committed, 250)
    refused = at_once(
        lambda: allocation.allocate(receipt=made, parts=[(first, D(250))], by=committed.maria),
        lambda: allocation.allocate(receipt=made, parts=[(second, D(250))], by=committed.ada),
    )
    assert len(refused) == 1
    assert Allocation.objects.count() == 1
    check_books()


def test_two_receipts_for_one_instalment_at_once_do_not_pay_it_twice(committed: World) -> None:
    first, *_rest = plan(signed(committed, 1000))
    one, other = came(committed, 300), came(committed, 300)
    refused = at_once(
        lambda: allocation.allocate(receipt=one, parts=[(first, D(300))], by=committed.maria),
        lambda: allocation.allocate(receipt=other, parts=[(first, D(300))], by=committed.ada),
        lambda: plans.waive(instalment=first, reason="x", by=committed.maria),
    )
    assert len(refused) >= 1
    check_books()


def test_the_same_bank_reference_at_once_is_one_receipt(committed: World) -> None:
    made: list[Receipt] = []

    def record() -> None:
        made.append(receipts.record(amount=D(10), reference="B-1", customer=committed.acme, by=committed.alice))

    assert at_once(record, record, record) == []
    assert len({one.pk for one in made}) == 1
    assert Receipt.objects.count() == 1


def killed_at(point: int, act: Callable[[], Any]) -> bool:
    """Do `act` in a child process that is killed at the point-th commit, by turns just before and just after it;
    returns whether it was killed.
    """
    connection.close()  # the child must not speak on the parent's connection
    child = os.fork()
    if child == 0:
        commit = DatabaseWrapper._commit
        seen = 0

        def counted(self: DatabaseWrapper) -> None:
            nonlocal seen
            seen += 1
            if 2 * seen - 1 == point:
                os.kill(os.getpid(), signal.SIGKILL)
            commit(self)
            if 2 * seen == point:
                os.kill(os.getpid(), signal.SIGKILL)

        DatabaseWrapper._commit = counted  # type: ignore[method-assign]
        try:
            act()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_any_commit_and_done_again_nothing_is_doubled(committed: World) -> None:
    first, *_rest = plan(signed(committed, 1000))

    def whole() -> None:
        """As a request does it that is sent again: by the number of the bank."""
        made = receipts.record(amount=D(350), reference="B-9", intended=first, by=committed.maria)
        receipts.confirm(receipt=made, by=committed.maria)
        allocation.refund(receipt=made, amount=D(50), reference="R-9", by=committed.maria)

    for point in range(1, 12):
        if not killed_at(point, whole):
            break
        check_books()
    else:
        pytest.fail("never came to its end")
    whole()
    made = Receipt.objects.get()
    assert (made.allocated, made.refunded, made.credit) == (D(300), D(50), D(0))
    check_books()


cents = st.decimals(min_value="0.01", max_value=2000, places=2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(cents, min_size=1, max_size=4), taken_back=st.sets(st.integers(0, 3)))
def test_whatever_is_paid_and_taken_back_adds_up(world: World, parts: list[D], taken_back: set[int]) -> None:  # type: ignore[valid-type]
    rows = plan(signed(world, "1234.56"))
    receipt = came(world, 2000)
    for place, amount in enumerate(parts):
        try:
            allocation.allocate(receipt=receipt, parts=[(rows[place % 3], amount)], by=world.maria)
        except Refusal:
            continue
    for place, one in enumerate(list(Allocation.objects.filter(receipt=receipt))):
        if place in taken_back:
            allocation.release(allocation=one, by=world.maria)
    check_books()
