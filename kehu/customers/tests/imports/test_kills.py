"""An import that is killed: at every commit boundary, at random, and in two broken variants that must be caught."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from kehu.customers.models import Customer
from kehu.customers.tests.imports.bringing import uploaded
from kehu.foundation.changes.actions import undoing
from kehu.foundation.transfer import crash_points
from kehu.foundation.transfer.actions import imports, running
from kehu.foundation.transfer.models import Import, ImportedRow
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, BATCH = 60, 10
BOUNDARIES = 2 * (ROWS // BATCH + 1)  # before and after each batch's commit and the last one
BROKEN = {7, 23, 44}
TABLES = (
    "customers_customer", "customers_contactpoint", "customers_externalid", "customers_customertag", "search_term",
)  # fmt: skip


def text() -> str:
    lines = [
        f"客户{n:03},{'kaputt' if n in BROKEN else f'138{n:08}'},u{n}@example.com,VIP,C{n}" for n in range(1, ROWS + 1)
    ]
    return "\n".join(["姓名,手机,邮箱,标签,客户编号", *lines])


def snapshot() -> dict[str, list[Any]]:
    """Every row of the tables an import writes, times of touch and identifiers of rows apart."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT (to_jsonb(t) - 'id' - 'updated_at' - 'version' - 'created_at')::text FROM {table} t ORDER BY 1"
            )
            found[table] = cursor.fetchall()
    return found


def in_child(work: Callable[[], None], *, crash_at: int = 0, seconds: float = 0) -> int:
    """Run in a process of its own that dies at a commit boundary or after some time; returns how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            os.environ["KEHU_CRASH_AT"] = str(crash_at or "")
            crash_points._passed = 0
            work()
            connections.close_all()
        finally:
            os._exit(0)
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def begun(world: World) -> Import:
    of = uploaded(text(), world.ada, source="boss")
    return imports.start(of=of, by=world.ada, background=False)


def go(of: Import) -> None:
    running.run(import_id=of.pk, batch=BATCH)


def check_and_undo(of: Import, before: dict[str, list[Any]]) -> None:
    of.refresh_from_db()
    assert of.state == "done"
    assert (of.counts["rows"], of.counts["created"], of.counts["failed"]) == (ROWS, ROWS - len(BROKEN), len(BROKEN))
    names = sorted(Customer.objects.filter(name__startswith="客户").values_list("name", flat=True))
    assert names == [f"客户{n:03}" for n in range(1, ROWS + 1) if n not in BROKEN]
    assert ImportedRow.objects.filter(of=of).count() == ROWS - len(BROKEN)
    assert sorted(of.issues.values_list("number", flat=True)) == sorted(n + 1 for n in BROKEN)
    undoing.undo(change_set=of.change_set, by=of.by)
    assert snapshot() == before


@pytest.fixture
def small_world(world: World) -> Iterator[World]:
    with transaction.atomic():
        Customer.objects.filter(pk=world.acme.pk).update(notes="was here before")
    return world


def test_killed_at_every_commit_boundary_an_import_loses_and_doubles_nothing(small_world: World) -> None:
    before = snapshot()
    for boundary in range(1, BOUNDARIES + 1):
        of = begun(small_world)
        assert os.WTERMSIG(in_child(lambda of=of: go(of), crash_at=boundary)) == signal.SIGKILL, boundary
        in_child(lambda of=of: go(of))
        check_and_undo(of, before)


def test_killed_again_and_again_at_random_it_still_ends_right(small_world: World) -> None:
    before = snapshot()
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _attempt in range(2):
        of = begun(small_world)
        for _kill in range(4):
            in_child(lambda of=of: go(of), seconds=chance.uniform(0.01, 0.25))
        in_child(lambda of=of: go(of))
        check_and_undo(of, before)


def test_two_at_once_do_no_harm(small_world: World) -> None:
    before = snapshot()
    of = begun(small_world)
    connections.close_all()
    children = []
    for _one in range(2):
        child = os.fork()
        if child == 0:
            try:
                go(of)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    check_and_undo(of, before)


def checkpoint_after(work: Any, batch: Any) -> None:
    """Broken: the checkpoint has a transaction of its own behind the batch's."""
    with transaction.atomic():
        locked = work._locked()
        work._write(batch)
    crash_points.passing()
    with transaction.atomic():
        work._move_on(locked, batch.rows[-1].number)
    work.checkpoint = batch.rows[-1].number


def checkpoint_before(work: Any, batch: Any) -> None:
    """Broken: the checkpoint goes ahead of its batch."""
    with transaction.atomic():
        work._move_on(work._locked(), batch.rows[-1].number)
    crash_points.passing()
    with transaction.atomic():
        work._write(batch)
    work.checkpoint = batch.rows[-1].number


@pytest.mark.parametrize("mutant", [checkpoint_after, checkpoint_before])
def test_this_test_catches_what_it_is_for(
    small_world: World, monkeypatch: pytest.MonkeyPatch, mutant: Callable[..., None]
) -> None:
    before = snapshot()
    monkeypatch.setattr(running._Work, "_one_batch", mutant)
    of = begun(small_world)
    assert os.WTERMSIG(in_child(lambda: go(of), crash_at=3)) == signal.SIGKILL
    in_child(lambda: go(of))
    with pytest.raises(AssertionError):
        check_and_undo(of, before)
