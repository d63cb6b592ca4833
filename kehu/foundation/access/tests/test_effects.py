from django.test import Client

from kehu.foundation.access import effects
from kehu.foundation.access.actions import teams
from kehu.foundation.access.models import Role, RoleAssignment
from tests.world import World

HTMX = {"HX-Request": "true"}


def test_what_a_role_would_give_and_take_counts_only_people_without_another_source(world: World) -> None:
    sales, service = Role.objects.get(key="sales"), Role.objects.get(key="service")
    people, found = effects.of_role(sales, [*sales.verbs, "customer.import"], {"customer": {"view": "all"}})
    gains = {one.label: one.gaining for one in found}

    assert people == RoleAssignment.objects.filter(role=sales).count() > 1
    assert gains == {"import customers": people, "sees Customers: all records": people}

    RoleAssignment.objects.create(role=service, user=world.alice)  # who sees all customers already
    _people, found = effects.of_role(sales, set(sales.verbs) - {"customer.edit"}, {"customer": {"view": "all"}})
    assert [(one.gaining, one.losing) for one in found] == [(0, people - 1), (people - 1, 0)]


def test_the_page_of_a_role_asks_for_the_effect_of_what_is_chosen(world: World) -> None:
    client, role = Client(), Role.objects.get(key="sales")
    client.force_login(world.ada)

    page = client.get(f"/settings/roles/{role.pk}/").content.decode()
    told = client.post(f"/settings/roles/{role.pk}/effect/", {"name": "Sales"}, headers=HTMX).content.decode()

    assert f"/settings/roles/{role.pk}/effect/" in page
    assert "people have this role" in told
    client.force_login(world.alice)
    assert client.post(f"/settings/roles/{role.pk}/effect/", {}, headers=HTMX).status_code == 403


def test_before_a_department_or_team_goes_its_uses_are_told(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    address, team = f"/settings/departments/{world.north.pk}/deletion/", f"/settings/teams/{world.team.pk}/deletion/"

    assert "records use it" in client.get(address, headers=HTMX).content.decode()
    refused = client.post(address, headers=HTMX)
    assert (refused.status_code, "move them first" in refused.content.decode()) == (422, True)
    free = teams.save_department(name="Empty", by=world.ada)
    assert "Nothing uses it." in client.get(f"/settings/departments/{free.pk}/deletion/", headers=HTMX).content.decode()
    assert client.post(f"/settings/departments/{free.pk}/deletion/", headers=HTMX).status_code == 204
    assert client.post(team, headers=HTMX).status_code == 204
