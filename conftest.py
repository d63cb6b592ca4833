"""Fixtures for all tests: the unprivileged database role, and one small named world."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.world import World, build_world

ROLE = "kehu_app"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After the migrations, tests go on as the role that the web and job processes have, so that a missing right of
    that role fails a test.
    """
    from kehu.foundation.database import grants

    with django_db_blocker.unblock():
        grants.grant_application_role()


@pytest.fixture(autouse=True)
def _as_application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    database = next((name for name in ("transactional_db", "db") if name in request.fixturenames), None)
    if database is None:
        yield
        return
    request.getfixturevalue(database)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def world(db: None) -> World:
    return build_world()
