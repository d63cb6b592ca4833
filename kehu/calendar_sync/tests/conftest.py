from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kehu.calendar_sync.actions.exchanging import exchange
from kehu.calendar_sync.models import CalendarConnection
from kehu.calendar_sync.tests.fake_server import FakeServer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.interactions.actions import tasks, visits
from kehu.interactions.models import Task, Visit
from tests.world import World, build_world

SOON = (datetime.now(UTC) + timedelta(days=3)).replace(hour=1, minute=0, second=0, microsecond=0)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def connection(world: World) -> CalendarConnection:
    return connected(world.alice)


def connected(user: User, **more: Any) -> CalendarConnection:
    with writing(by=user):
        return CalendarConnection.objects.create(
            user=user, server="https://calendar.example", username=user.email, calendar_url="https://calendar.example/cal/",
            calendar_name="Work", **more,
        )  # fmt: skip


@pytest.fixture
def rounds(connection: CalendarConnection, server: FakeServer) -> Callable[[], None]:
    """Exchange until nobody asks for another round."""

    def run() -> None:
        for _round in range(6):
            fresh = CalendarConnection.objects.select_related("user").get(pk=connection.pk)
            if not exchange(connection=fresh, server=server, now=datetime.now(UTC)):
                return
        raise AssertionError("the exchange does not come to rest")

    return run


def visit(world: World, purpose: str = "Renewal", **more: Any) -> Visit:
    return visits.plan(**{"customer": world.acme, "purpose": purpose, "planned_start": SOON, "by": world.alice, **more})


def task(world: World, title: str = "Call", **more: Any) -> Task:
    return tasks.create(**{"title": title, "by": world.alice, "due_at": SOON, **more})


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
