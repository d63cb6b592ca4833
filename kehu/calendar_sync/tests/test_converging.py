"""Whatever both hands do and wherever a round is killed: both sides agree in the end, and nothing is lost."""

import os
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from kehu.calendar_sync.dav.calendar import Changes
from kehu.calendar_sync.models import CalendarConnection
from kehu.calendar_sync.tests.fake_server import FakeServer
from kehu.calendar_sync.tests.sync_machine import SyncMachine, Trap
from tests.world import World

TIMES = int(os.environ.get("CALENDAR_HISTORIES", "8"))
PLAIN = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None, "derandomize": True}


def test_both_sides_agree_after_any_history(world: World) -> None:
    machine = type("Machine", (SyncMachine,), {"world": world})
    run_state_machine_as_test(machine, settings=settings(max_examples=TIMES, stateful_step_count=15, **PLAIN))


class Careless(FakeServer):
    """Takes every writing, whatever it was meant to replace."""

    def put(self, href: str, text: str, etag: str | None) -> str:
        self.puts += 1
        return self.place(href, text)


class Hasty(Trap):
    """The token is kept before what it stands for was taken in."""

    def changes(self, token: str, since: datetime, until: datetime) -> Changes:
        found = super().changes(token, since, until)
        CalendarConnection.objects.update(token=found.token)
        return found


@pytest.mark.parametrize("broken", [{"server_class": Careless}, {"trap_class": Hasty}])
def test_the_histories_would_find_a_careless_exchange(world: World, broken: dict[str, type]) -> None:
    machine = type("Machine", (SyncMachine,), {"world": world, **broken})
    plan = settings(max_examples=400, stateful_step_count=15, phases=[Phase.generate], **PLAIN)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=plan)
