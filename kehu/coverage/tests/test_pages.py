import json
from typing import Any

import pytest
from django.test import Client

from kehu.coverage.actions import carrying_out, preparing
from kehu.coverage.models import Handover, HandoverItem
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from tests.api.client import BASE, token_for
from tests.world import World


@pytest.fixture
def handover(world: World) -> Handover:
    return preparing.begin(leaver=world.alice, candidates=[world.bob], reason="leaves", by=world.maria)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


def test_the_page_of_a_hand_over_is_whole_and_quick(
    world: World, handover: Handover, django_assert_max_num_queries: Any
) -> None:
    client = client_of(world.maria)
    Company.objects.current()  # made by the first who asks
    with django_assert_max_num_queries(15):
        page = client.get(f"/handovers/{handover.pk}/").content.decode()
    assert "Hand-over of Alice" in page
    assert "Bob" in page
    assert world.acme.name in page
    Handover.objects.filter(pk=handover.pk).update(state="running")
    carrying_out.carry_out(handover_id=handover.pk, by=world.ada)
    with django_assert_max_num_queries(20):  # with what became of everything since
        assert "Since the hand-over" in client.get(f"/handovers/{handover.pk}/").content.decode()


def test_it_is_begun_in_a_dialog_and_refused_beside_the_input(world: World) -> None:
    client = client_of(world.maria)
    form = {"leaver": world.alice.pk, "candidates": [world.alice.pk], "reason": "leaves"}
    answer = client.post("/handovers/new/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Choose at least one colleague who takes over." in answer.content.decode()
    answer = client.post("/handovers/new/", {**form, "candidates": [world.bob.pk]}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert Handover.objects.get().leaver == world.alice


def test_successors_are_chosen_in_the_list(world: World, handover: Handover) -> None:
    client = client_of(world.maria)
    page = client.get(f"/handovers/items/?handover={handover.pk}").content.decode()
    assert world.acme.name in page
    item = HandoverItem.objects.get(record_id=world.acme.pk)
    address = f"/lists/handover_item/{item.pk}/cells/successor/"
    answer = client.post(address, {"successor": world.charlie.pk}, headers={"HX-Request": "true"})
    assert answer.status_code < 300, answer.content
    item.refresh_from_db()
    assert item.successor == world.charlie


@pytest.mark.parametrize("name", ["bob", "charlie", "mark", "eve"])
def test_who_has_nothing_to_do_with_it_does_not_see_it(world: World, name: str) -> None:
    handover = preparing.begin(leaver=world.alice, candidates=[world.sam], reason="leaves", by=world.maria)
    assert client_of(getattr(world, name)).get(f"/handovers/{handover.pk}/").status_code in {403, 404}


def test_the_leaver_and_the_successor_see_it_and_change_nothing(world: World, handover: Handover) -> None:
    for user in (world.alice, world.bob):
        client = client_of(user)
        assert client.get(f"/handovers/{handover.pk}/").status_code == 200
        assert client.post(f"/handovers/{handover.pk}/submission/").status_code == 403


def test_the_page_speaks_chinese(world: World, handover: Handover) -> None:
    User.objects.filter(pk=world.maria.pk).update(language="zh-hans")
    page = client_of(world.maria).get(f"/handovers/{handover.pk}/").content.decode()
    assert "客户移交" in page


def test_who_takes_over_gets_no_more_than_his_limit(world: World) -> None:
    """Alice has three customers; Bob takes one at most, so the other two go to Sam."""
    for name in ("Beta", "Gamma"):
        Customer.objects.create(kind="organisation", name=name, owner=world.alice)
    made = preparing.begin(leaver=world.alice, candidates=[world.bob, world.sam], reason="leaves", by=world.maria)
    client, address = client_of(world.maria), f"/handovers/{made.pk}/candidates/{world.bob.pk}/"

    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    assert client.post(address, {"most": "-1"}, headers={"HX-Request": "true"}).status_code == 422
    assert client.post(address, {"most": "1"}, headers={"HX-Request": "true"}).status_code == 204

    items = HandoverItem.objects.filter(handover=made, object_key="customer")
    assert (items.filter(successor=world.bob).count(), items.filter(successor=world.sam).count()) == (1, 2)
    assert "at most 1" in client.get(f"/handovers/{made.pk}/").content.decode()
    stranger = f"/handovers/{made.pk}/candidates/{world.charlie.pk}/"
    assert client.get(stranger, headers={"HX-Request": "true"}).status_code == 404
    assert client_of(world.bob).post(address, {"most": "0"}, headers={"HX-Request": "true"}).status_code == 403


def test_the_api_names_who_takes_over_with_their_limits(world: World) -> None:
    for name in ("Beta", "Gamma"):
        Customer.objects.create(kind="organisation", name=name, owner=world.alice)
    made = preparing.begin(leaver=world.alice, candidates=[world.bob], reason="leaves", by=world.maria)
    wanted = [{"user": str(world.bob.pk), "most": 0}, {"user": str(world.sam.pk), "most": None}]

    answer = Client().put(
        f"{BASE}/handovers/{made.pk}/candidates", json.dumps({"candidates": wanted}), content_type="application/json",
        headers={"Authorization": f"Bearer {token_for(world.maria)}"},
    )  # fmt: skip

    assert answer.status_code == 200, answer.content
    assert answer.json()["candidates"] == wanted
    items = HandoverItem.objects.filter(handover=made, object_key="customer")
    assert set(items.values_list("successor", flat=True)) == {world.sam.pk}
