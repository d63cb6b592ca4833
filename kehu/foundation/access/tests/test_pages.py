import pytest
from django.test import Client

from kehu.foundation.access.models import ApiToken, Department, Role, Team, User
from tests.world import World

PAGES = [
    "/settings/users/", "/settings/users/new/", "/settings/teams/", "/settings/teams/new/", "/settings/departments/",
    "/settings/departments/new/", "/settings/roles/", "/settings/roles/new/",
]  # fmt: skip


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_an_administrator_sees_the_page_and_a_seller_is_refused(world: World, ada: Client, address: str) -> None:
    seller = Client()
    seller.force_login(world.alice)

    assert ada.get(address).status_code == 200
    assert seller.get(address).status_code == 403


def test_pages_speak_chinese(world: World, ada: Client) -> None:
    User.objects.filter(pk=world.ada.pk).update(language="zh-hans")

    page = ada.get("/settings/users/").content.decode()

    assert "新建用户" in page
    assert "管理员" in page


def test_a_user_is_made_in_the_dialog(world: World, ada: Client) -> None:
    answer = ada.post(
        "/settings/users/new/", {"name": "Nina", "email": "nina@example.com", "roles": ["sales"]},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert answer.status_code == 204
    assert User.objects.get(email="nina@example.com").may("customer.create")


def test_bad_input_comes_back_with_what_was_entered(world: World, ada: Client) -> None:
    answer = ada.post(
        "/settings/users/new/", {"name": "Nina Long", "email": "alice@example.com", "roles": ["sales"]},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Somebody has this mail address already." in answer.content.decode()
    assert "Nina Long" in answer.content.decode()


def test_the_user_list_costs_a_fixed_number_of_statements(
    world: World, ada: Client, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        ada.get("/settings/users/")


def test_a_role_gets_new_rights(world: World, ada: Client) -> None:
    role = Role.objects.get(key="analyst")
    page = ada.get(f"/settings/roles/{role.pk}/")
    assert page.status_code == 200
    data = {"name": "Analyst", "description": "", "verbs": ["customer.view", "audit.search"]}
    form = page.context["form"] if page.context else None
    from kehu.foundation.access.forms import scoped_objects

    assert form is None or form
    for kind in scoped_objects():
        data |= {f"scope.{kind.key}.view": "team", f"scope.{kind.key}.edit": "none"}

    answer = ada.post(f"/settings/roles/{role.pk}/", data)

    assert answer.status_code == 302
    role.refresh_from_db()
    assert role.verbs == ["audit.search", "customer.view"]
    assert role.scopes["customer"] == {"view": "team", "edit": "none"}


def test_a_department_moves_with_all_below_it(world: World, ada: Client) -> None:
    ada.post(
        f"/settings/departments/{world.north.pk}/", {"name": "North", "parent": str(world.south.pk)},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert Department.objects.get(pk=world.north.pk).path.startswith(world.south.path)


def test_a_department_cannot_stand_below_itself(world: World, ada: Client) -> None:
    answer = ada.post(
        f"/settings/departments/{world.head_office.pk}/", {"name": "Head", "parent": str(world.north.pk)},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert answer.status_code == 422


def test_a_team_gets_exactly_the_chosen_members(world: World, ada: Client) -> None:
    ada.post(
        f"/settings/teams/{world.team.pk}/", {"name": "Key accounts", "members": [str(world.charlie.pk)]},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert list(Team.objects.get(pk=world.team.pk).members.all()) == [world.charlie]


def test_a_token_is_shown_once_and_revoked(world: World) -> None:
    client = Client()
    client.force_login(world.alice)

    made = client.post("/profile/tokens/new/", {"name": "script", "scopes": ["customer.view"], "days": "30"})

    token = ApiToken.objects.get(user=world.alice)
    assert "kehu_" in made.content.decode()
    assert "kehu_" not in client.get("/profile/tokens/").content.decode()
    client.post(f"/profile/tokens/{token.pk}/revocation/")
    token.refresh_from_db()
    assert token.revoked_at


def test_nobody_revokes_the_token_of_another(world: World, ada: Client) -> None:
    client = Client()
    client.force_login(world.alice)
    client.post("/profile/tokens/new/", {"name": "script", "scopes": ["customer.view"], "days": "30"})

    assert ada.post(f"/profile/tokens/{ApiToken.objects.get().pk}/revocation/").status_code == 404
