"""Any sequence of changes, any order of taking back: what nobody touched since is as before, the rest is kept and told.

KEHU_EXAMPLES sets how many sequences are tried.
"""

import os
import random
from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kehu.foundation.changes.actions import judging
from kehu.foundation.changes.queries import folding
from tests.undo_machine import Machine
from tests.world import World

EXAMPLES = int(os.environ.get("KEHU_EXAMPLES", "15"))
# Plain random numbers reach more situations than lists of small numbers; the length still shrinks.
SEEDS = st.integers(0, 2**32)
LENGTHS = st.integers(4, 12)


class Over(Exception):
    """Takes an example's changes back."""


def playing(
    world: World, examples: int, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)
) -> Callable[[], None]:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(SEEDS, LENGTHS)
    def play(seed: int, length: int) -> None:
        try:
            with transaction.atomic():
                Machine(world, random.Random(seed)).play(length)
                raise Over
        except Over:
            pass

    return play


def test_whatever_was_not_touched_since_is_as_before(world: World) -> None:
    playing(world, EXAMPLES)()


def test_an_engine_that_ignores_later_edits_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "changed_since", lambda net, now: {})

    with pytest.raises(AssertionError):
        playing(world, 200, (Phase.generate,))()


def test_an_engine_that_overwrites_later_edits_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "restoration", lambda net, _now: folding.Restoration(net.before, {}))

    with pytest.raises(AssertionError):
        playing(world, 200, (Phase.generate,))()


def test_an_engine_that_forgets_deleted_children_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = judging._judge_row

    def forgetful(plan, key, net, is_there, now) -> None:
        whole(plan, key, net, is_there, now)
        if key[0] == "customers_contactpoint":
            plan.bring_back.pop(key, None)

    monkeypatch.setattr(judging, "_judge_row", forgetful)

    with pytest.raises(AssertionError):
        playing(world, 200, (Phase.generate,))()
