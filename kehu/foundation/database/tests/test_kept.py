import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet

from kehu.foundation.access.models import Role, RoleAssignment, User
from kehu.foundation.database.kept import kept
from tests.world import World


@kept
def assignments(user: UUID, key: str) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(user=user, role__key=key).select_related("role", "user").order_by("pk")


@kept
def names(columns: tuple[str, ...], since: datetime) -> QuerySet[User]:
    return User.objects.filter(created_at__gte=since).order_by("email").values_list(*columns)


@kept
def among(ids: list[UUID]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids).order_by("email").values_list("pk", flat=True)


@kept
def nobody(email: str) -> QuerySet[User]:
    return User.objects.filter(pk__in=[], email=email)


@kept
def altered(email: str) -> QuerySet[User]:
    return User.objects.filter(email=email.upper())


def test_a_kept_statement_answers_each_time_for_the_values_it_is_given(world: World) -> None:
    key = Role.objects.get(assignments__user=world.alice).key

    mine, others = assignments(user=world.alice.pk, key=key), assignments(user=world.ada.pk, key=key)

    assert [(one.user, one.role.key) for one in mine] == [(world.alice, key)]
    assert others == []
    assert assignments(user=uuid4(), key=key) == []


def test_related_rows_come_with_it_in_one_statement(world: World, django_assert_num_queries: Any) -> None:
    key = Role.objects.get(assignments__user=world.alice).key
    assignments(user=world.ada.pk, key=key)

    with django_assert_num_queries(1):
        assert assignments(user=world.alice.pk, key=key)[0].user.name == world.alice.name


def test_each_shape_is_a_statement_of_its_own(world: World) -> None:
    early = datetime.now(UTC) - timedelta(days=1)

    assert (world.ada.email,) in names(("email",), since=early)
    assert (world.ada.email, world.ada.name) in names(("email", "name"), since=early)
    assert names(("email",), since=datetime.now(UTC) + timedelta(days=1)) == []


def test_a_list_is_a_value_however_long_it_is(world: World) -> None:
    assert among(ids=[]) == []
    assert among(ids=[world.ada.pk]) == [world.ada.pk]
    assert set(among(ids=[world.ada.pk, world.alice.pk, uuid4()])) == {world.ada.pk, world.alice.pk}


def test_a_statement_that_can_find_nothing_is_not_asked(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert nobody(email=world.ada.email) == []


def test_a_value_that_is_changed_while_building_is_refused(world: World) -> None:
    with pytest.raises(AssertionError, match="email"):
        altered(email=world.ada.email)


@pytest.mark.django_db(transaction=True)
def test_other_threads_ask_through_their_own_connection(database_owner: Any) -> None:
    user = User.objects.create(email="kept@test.example", name="Kept")
    early = datetime.now(UTC) - timedelta(days=1)
    names(("email",), since=early)
    found: list[Any] = []

    def ask() -> None:
        found.extend(names(("email",), since=early))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert (user.email,) in found
