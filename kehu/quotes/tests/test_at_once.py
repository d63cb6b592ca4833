"""Two people at once: who takes a quote back and who decides about it never wait for each other for ever."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from kehu.foundation.approvals.actions import decisions
from kehu.foundation.approvals.models import Request
from kehu.foundation.database.records import new_id
from kehu.foundation.refusals import Refusal
from kehu.quotes.actions import approval, quotes
from kehu.quotes.actions.grid import Cell, Edits, NewLine, apply
from kehu.quotes.defaults import ensure_defaults
from tests.world import World, build_world

ROUNDS = 6


@pytest.fixture
def committed(transactional_db: None) -> World:
    """The world for real: seen by other connections."""
    made = build_world()
    ensure_defaults()
    return made


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Each in a thread of its own, begun together; returns what went wrong otherwise than by refusing."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            act()
        except (Refusal, PermissionDenied):
            pass
        except BaseException as problem:  # a deadlock is told by the database as an error
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return wrong


def test_taking_back_and_deciding_at_once_do_not_lock_each_other_out(committed: World) -> None:
    world = committed
    type(world.alice).objects.filter(pk=world.alice.pk).update(manager=world.maria)
    world.alice.refresh_from_db()
    quote = quotes.create(title="Lines for the plant", customer=world.acme, by=world.alice, language="en")
    line = new_id()
    cells = [Cell(line, "name", None, "Advice"), Cell(line, "price", None, "100"), Cell(line, "discount", None, "40%")]
    apply(quote=quote, edits=Edits(cells=cells, added=[NewLine(line)]), by=world.alice)
    for _round in range(ROUNDS):
        quote.refresh_from_db()
        assert quote.deepest_discount == Decimal(40)
        approval.ask(quote=quote, by=world.alice)
        request = Request.objects.get(state="waiting")
        wrong = at_once(
            lambda: approval.take_back(quote=quote, by=world.alice),
            lambda request=request: decisions.approve(request=request, by=world.maria),  # type: ignore[misc]
        )
        assert wrong == []
        quote.refresh_from_db()
        if quote.state != "draft":
            approval.take_back(quote=quote, by=world.alice)
