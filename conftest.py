"""What every test gets: a migrated database seen through the role of pages and jobs, and a small named world."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from kehu.foundation.custom_objects import loading
from kehu.foundation.database.grants import ROLE
from tests.world import World, build_world

# A deadline for each example is a timed assert, and machines are shared.
hypothesis_settings.register_profile("shared machine", deadline=None)
hypothesis_settings.load_profile("shared machine")


@contextmanager
def as_owner() -> Iterator[None]:
    """For a block: the rights of the database's owner, as migrations have them."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After migrating, every connection is `kehu_app`, so that a missing grant fails a test and not a customer."""
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"-c role={ROLE}"
    with django_db_blocker.unblock():
        connection.close()
    emptying = TransactionTestCase._fixture_teardown

    def empty_as_owner(case: TransactionTestCase) -> None:
        with as_owner():
            emptying(case)

    TransactionTestCase._fixture_teardown = empty_as_owner  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = emptying  # type: ignore[method-assign]
    del options["options"]
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def database_owner(db: None) -> Iterator[None]:
    """The rights of the database's owner for one test."""
    with as_owner():
        yield


@pytest.fixture(autouse=True)
def _no_kinds_of_their_own(settings: Any) -> Iterator[None]:
    """Kinds of record that a test makes end with it; nobody looks for those of other processes meanwhile."""
    settings.OBJECTS_CHECKED_EVERY = float("inf")
    yield
    loading.forget()


@pytest.fixture(autouse=True)
def _no_company_of_another_test() -> Iterator[None]:
    """The company's row is kept for some seconds, and that of a test is gone with it."""
    yield
    Company.objects.forget()


@pytest.fixture
def world(db: None) -> World:
    if User.objects.filter(email="alice@example.com").exists():  # committed late by a thread of the test before
        TransactionTestCase._fixture_teardown(TransactionTestCase())  # type: ignore[attr-defined]
    return build_world()
