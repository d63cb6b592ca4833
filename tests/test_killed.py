"""A process killed at any commit of a bulk change, a merge or a taking back loses nothing and doubles nothing."""

import os
import signal
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from kehu.customers.actions.merging import merge, unmerge
from kehu.customers.models import ContactPoint, Customer, CustomerTag, Merge, TierAssignment
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import bulk_running, change_sets, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.selection import Selection
from kehu.foundation.changes.tests.conftest import changing, content
from tests.world import World, build_world

TABLES = ("customers_customer", "customers_contactpoint")
MOST_COMMITS = 40


@pytest.fixture
def committed(transactional_db: None) -> World:
    """The world for real: seen by other processes."""
    return build_world()


def killed_at(point: int, act: Callable[[], Any]) -> bool:
    """Do `act` in a child process that is killed at the point-th commit, by turns just before and just after it;
    returns whether it lived that long.
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


def edited(world: World) -> ChangeSet:
    with changing(world.alice) as made:
        for customer in Customer.objects.filter(name__startswith="C"):
            Customer.objects.filter(pk=customer.pk).update(industry="telecom")
            ContactPoint.objects.create(customer=customer, kind="phone", value="1", normalised="1")
            Customer.objects.create(kind="person", name="New", owner=world.alice)
    return made


def undone_whatever_happens(world: World, undo: Callable[..., Any]) -> None:
    for n in range(5):
        Customer.objects.create(kind="organisation", name=f"C{n}", owner=world.alice)
    for point in range(1, MOST_COMMITS):
        before = content(*TABLES)
        made = edited(world)
        lived = not killed_at(point, lambda made=made: undo(change_set=made, by=world.alice, batch=2))
        report = undo(change_set=made, by=world.alice, batch=2)
        assert content(*TABLES) == before, f"killed at {point}"
        assert report == {"removed": 10, "restored": 5, "brought_back": 0, "kept": 0}, f"killed at {point}"
        if lived:
            return
    raise AssertionError("it never came to its end")


def test_a_taking_back_that_is_killed_goes_on_where_it_was(committed: World) -> None:
    undone_whatever_happens(committed, undoing.undo)


def checkpoint_first(*, change_set: ChangeSet, by: Any, batch: int) -> dict[str, Any]:
    """A broken engine: it notes a batch as done before doing it."""
    change_set.refresh_from_db()
    if change_set.state == ChangeSet.State.UNDONE:
        return change_set.undo_report
    reversal = undoing.begin(change_set, by)
    change_set.refresh_from_db()
    step = undoing.Step(change_set, batch)
    while subjects := entries.subjects_after(change_set.pk, UUID(step.checkpoint["after"]), batch):
        step.checkpoint["after"] = str(subjects[-1])
        change_set.save(update_fields=["checkpoint"])
        with writing(by=by, change_set=reversal.pk):
            step._decide(entries.records_of(change_set.pk, subjects), final=False)
            change_set.save(update_fields=["checkpoint"])
    with writing(by=by, change_set=reversal.pk):
        undoing._end(change_set, reversal, by)
    return change_set.undo_report


def test_an_engine_that_notes_before_it_does_is_caught(committed: World) -> None:
    with pytest.raises(AssertionError, match="killed at"):
        undone_whatever_happens(committed, checkpoint_first)


def test_a_merge_that_is_killed_happened_or_did_not(committed: World) -> None:
    world = committed
    other = Customer.objects.create(kind="organisation", name="Acme Ltd", owner=world.alice)
    for customer in (world.acme, other):
        ContactPoint.objects.create(customer=customer, kind="phone", value="1", normalised="1")
    before = content(*TABLES)
    for point in range(1, MOST_COMMITS):
        lived = not killed_at(point, lambda: merge(survivor=world.acme, loser=other, by=world.alice))
        made = Merge.objects.filter(undone_at=None).first()
        assert (content(*TABLES) == before) is (made is None), f"killed at {point}"
        if made:
            killed_at(point, lambda made=made: unmerge(merge=made, by=world.alice))
            unmerge(merge=made, by=world.alice)
        assert content(*TABLES) == before
        if lived:
            return
    raise AssertionError("it never came to its end")


BULK_TABLES = (*TABLES, "customers_customertag", "customers_tierassignment")


def changed_whatever_happens(world: World, run: Callable[..., Any]) -> None:
    for n in range(5):
        Customer.objects.create(kind="organisation", name=f"C{n}", owner=world.alice)
    ids = list(Customer.objects.filter(name__startswith="C").values_list("pk", flat=True))
    before = content(*BULK_TABLES)
    for point in range(1, MOST_COMMITS):
        made = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title="Test", object_key="customer", by=world.ada)
        made.asked = {
            "verb": "edit",
            "given": {"tier": "a", "tags": {"add": ["north"]}},
            "ids": [str(one) for one in ids],
        }
        made.checkpoint = {"after": "", "counts": {}}
        made.save()
        lived = not killed_at(point, lambda made=made: run(change_set_id=made.pk, batch=2))
        run(change_set_id=made.pk, batch=2)
        made.refresh_from_db()
        assert (made.state, made.counts) == ("done", {"changed": 5, "same": 0, "refused": 0, "missing": 0}), point
        assert Customer.objects.filter(tier="a").count() == 5, f"killed at {point}"
        assert TierAssignment.objects.count() == CustomerTag.objects.count() == 5, f"killed at {point}"
        undoing.undo(change_set=made, by=world.ada)
        assert content(*BULK_TABLES) == before, f"killed at {point}"
        if lived:
            return
    raise AssertionError("it never came to its end")


def test_a_bulk_change_that_is_killed_is_neither_lost_nor_doubled(committed: World) -> None:
    changed_whatever_happens(committed, bulk_running.run)


def forgetful(*, change_set_id: UUID, batch: int) -> None:
    """A broken engine: it moves the checkpoint on in a transaction of its own, before the records are changed."""
    while (made := ChangeSet.objects.get(pk=change_set_id)).state == ChangeSet.State.RUNNING:
        ids = Selection.from_data("customer", made.asked).take(made.by, made.checkpoint["after"], batch)
        if ids:
            counts = made.checkpoint["counts"]
            done = {key: counts.get(key, 0) for key in bulk_running.COUNTED}
            made.checkpoint = {"after": str(ids[-1]), "counts": done | {"changed": done["changed"] + len(ids)}}
            made.save(update_fields=["checkpoint"])
            with transaction.atomic():
                bulk_running.applied(made, ids, made.by)
        else:
            change_sets.finish(change_set=made, counts=made.checkpoint["counts"])


def test_a_bulk_engine_that_notes_before_it_does_is_caught(committed: World) -> None:
    with pytest.raises(AssertionError):
        changed_whatever_happens(committed, forgetful)
