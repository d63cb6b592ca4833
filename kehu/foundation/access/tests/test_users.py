import pytest
from django.test import Client

from kehu.customers.models import Customer
from kehu.foundation.access.actions import tokens, users
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import Role, User
from tests.world import World


def test_an_administrator_takes_a_person_in_with_roles(world: World) -> None:
    user = users.create(email="New@Example.com", name="Nina", roles=["sales"], password="correct horse 9", by=world.ada)

    assert user.email == "new@example.com"
    assert User.objects.get(pk=user.pk).may("customer.create")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "alice@EXAMPLE.com"}, "email"),
        ({"email": "no address"}, "email"),
        ({"name": " "}, "name"),
        ({"password": "short"}, "password"),
        ({"roles": ["king"]}, "roles"),
    ],
)
def test_a_person_that_does_not_fit_is_refused_beside_the_input(world: World, change: dict, field: str) -> None:
    with pytest.raises(users.UserRefused) as refusal:
        users.create(**{"email": "new@example.com", "name": "Nina", "by": world.ada, **change})

    assert refusal.value.field == field


def test_only_managers_of_users_take_people_in(world: World) -> None:
    with pytest.raises(PermissionMissing):
        users.create(email="new@example.com", name="Nina", by=world.alice)


def test_everyone_changes_his_own_name_but_not_his_department(world: World) -> None:
    users.change(user=world.alice, changes={"name": "Alice Wang"}, by=world.alice)

    with pytest.raises(PermissionMissing):
        users.change(user=world.alice, changes={"department": world.south}, by=world.alice)
    with pytest.raises(PermissionMissing):
        users.change(user=world.bob, changes={"name": "Rob"}, by=world.alice)


def test_who_is_deactivated_is_out_and_his_customers_stay(world: World) -> None:
    client = Client()
    client.force_login(world.alice)
    assert client.get("/profile/").status_code != 302
    tokens.create(user=world.alice, name="script", scopes=["*"], by=world.alice)

    users.deactivate(user=world.alice, by=world.ada)

    assert client.get("/profile/").status_code == 302
    assert not world.alice.api_tokens.filter(revoked_at__isnull=True).exists()
    assert Customer.objects.get(pk=world.acme.pk).owner == world.alice
    assert not User.objects.get(pk=world.alice.pk).may("customer.view")


def test_the_last_administrator_stays(world: World) -> None:
    second = users.create(email="second@example.com", name="Second", roles=["administrator"], by=world.ada)
    users.set_roles(user=second, roles=["sales"], by=world.ada)

    with pytest.raises(users.UserRefused):
        users.set_roles(user=world.ada, roles=["sales"], by=world.ada)
    with pytest.raises(users.UserRefused):
        users.deactivate(user=world.ada, by=world.ada)


def test_a_revoked_role_holds_from_the_next_request(world: World) -> None:
    users.set_roles(user=world.alice, roles=[], by=world.ada)

    assert not Customer.objects.visible_to(User.objects.get(pk=world.alice.pk)).exists()


def test_a_token_is_hashed_and_knows_only_verbs_that_exist(world: World) -> None:
    token, secret = tokens.create(user=world.alice, name="script", scopes=["customer.*"], by=world.alice)

    assert secret.startswith("kehu_")
    assert secret not in str(vars(token))
    with pytest.raises(tokens.TokenRefused):
        tokens.create(user=world.alice, name="script", scopes=["moon.fly"], by=world.alice)
    with pytest.raises(PermissionMissing):
        tokens.create(user=world.bob, name="script", scopes=["*"], by=world.alice)


def test_a_scope_narrows_what_the_user_may(world: World) -> None:
    alice = User.objects.get(pk=world.alice.pk)
    alice.grants.token_scopes = ["customer.view"]

    assert alice.may("customer.view")
    assert not alice.may("customer.edit")
    assert "customer.edit" in Role.objects.get(key="sales").verbs
