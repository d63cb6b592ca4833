"""Kept lists: who sees and changes them, what a role sees first, and the side bar in one's own order."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kehu.customers.models import Customer
from kehu.foundation.access.models import Role, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.actions import saved_views, shelf
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.pages import page_of
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def kept(user: User, name: str, query: str = "tier=key", **sharing: Any) -> SavedView:
    return saved_views.save(plan=page_of("customer").plan, name=name, query=query, by=user, **sharing)


def seen(user: User) -> set[str]:
    return set(SavedView.objects.visible_to(User.objects.get(pk=user.pk)).values_list("name", flat=True))


def test_a_view_is_for_oneself_a_team_or_everybody(world: World) -> None:
    kept(world.maria, "Mine")
    kept(world.maria, "Team", audience="team", team=world.team)
    kept(world.maria, "All", audience="company")
    assert seen(world.maria) == {"Mine", "Team", "All"}
    assert world.team.members.exists()
    for person in (world.alice, world.bob, world.charlie, world.sam):
        expected = {"All", "Team"} if world.team.pk in person.grants.team_ids else {"All"}
        assert seen(person) == expected


def test_an_open_view_may_be_changed_by_those_it_is_shared_with(world: World) -> None:
    closed = kept(world.maria, "Closed", audience="company")
    opened = kept(world.maria, "Open", audience="company", is_open=True)
    bob = of(world.bob)
    assert bob.post(f"/lists/views/{closed.pk}/query/?query=tier%3Da", headers=HTMX).status_code == 403
    assert bob.post(f"/lists/views/{opened.pk}/query/?query=tier%3Da", headers=HTMX).status_code == 204
    opened.refresh_from_db()
    assert (opened.query, opened.owner) == ("tier=a", world.maria)
    assert of(world.ada).post(f"/lists/views/{closed.pk}/query/?query=tier%3Da", headers=HTMX).status_code == 204


def test_a_role_sees_its_list_first_and_everything_when_it_asks(world: World) -> None:
    view = kept(world.ada, "Key ones", audience="company")
    role = Role.objects.get(key="sales")
    saved_views.show_first(view=view, roles=[role], by=world.ada)
    alice = of(world.alice)
    answer = alice.get("/customers/")
    assert answer.status_code == 302
    assert answer.url == f"/customers/?tier=key&view={view.pk}"
    assert alice.get("/customers/?view=all").status_code == 200
    assert of(world.maria).get("/customers/").status_code == 200


def test_what_a_role_sees_first_is_chosen_by_whoever_looks_after_views(world: World) -> None:
    view = kept(world.maria, "Key ones", audience="company")
    form = {"name": "Key ones", "audience": "company", "roles": [str(Role.objects.get(key="sales").pk)]}
    of(world.maria).post(f"/lists/views/{view.pk}/edit/", form, headers=HTMX)
    assert not view.first_for.exists()
    of(world.ada).post(f"/lists/views/{view.pk}/edit/", form, headers=HTMX)
    assert view.first_for.count() == 1


def test_the_side_bar_holds_lists_in_folders_in_ones_own_order(world: World) -> None:
    client = of(world.alice)
    for name in ("One", "Two"):
        form = {"name": name, "in_side_bar": "on", "folder": "Work"}
        assert client.post("/lists/customer/views/new/?query=tier%3Dkey", form, headers=HTMX).status_code == 204
    one, two = SavedView.objects.order_by("name")
    order = json.dumps([["", [str(two.pk)]], ["Work", [str(one.pk), "nonsense"]]])
    assert client.post("/lists/shelf/", {"order": order}).status_code == 204
    assert client.post("/lists/shelf/", {"order": "{"}).status_code == 400
    alice = User.objects.get(pk=world.alice.pk)
    kept_as = [(folder["folder"], [entry["name"] for entry in folder["lists"]]) for folder in shelf.shelf_of(alice)]
    assert kept_as == [("", ["Two"]), ("Work", ["One"])]
    page = client.get("/customers/").content.decode()
    assert page.index(f'data-view="{two.pk}"') < page.index(f'data-view="{one.pk}"')
    assert client.get(reverse("lists:view", args=[one.pk])).url == f"/customers/?tier=key&view={one.pk}"
    saved_views.forget(view=one, by=world.alice)
    assert client.get(reverse("lists:view", args=[one.pk])).status_code == 404
    assert f'data-view="{one.pk}"' not in client.get("/customers/").content.decode()


def test_one_walks_from_record_to_record_in_the_order_of_the_list(world: World) -> None:
    with writing(by=world.alice):
        made = [
            Customer.objects.create(kind="person", name=name, sort_name=name, tier=tier, owner=world.alice)
            for name, tier in (("a", "key"), ("b", ""), ("c", "key"), ("d", "key"))
        ]
    client = of(world.alice)

    def beside(one: Customer, way: str) -> str:
        address = f"/customers/?tier=key&sort=name&part=beside&at={one.pk}&way={way}"
        return str(client.get(address, headers=HTMX).json()["address"])

    assert beside(made[0], "next") == f"/customers/{made[2].pk}/"
    assert beside(made[1], "next") == f"/customers/{made[2].pk}/"  # which is not in the list itself
    assert beside(made[3], "previous") == f"/customers/{made[2].pk}/"
    assert beside(made[3], "next") == ""
