import pytest
from django.test import Client

from kehu.customers.actions import customers
from kehu.customers.actions.duplicates import look_again
from kehu.customers.actions.merging import merge
from kehu.customers.models import Customer, DuplicatePair, Merge
from kehu.foundation.access.models import User
from kehu.foundation.jobs.models import Run
from tests.world import World

PHONE = "13800138000"


def seen_by(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def pair(world: World) -> DuplicatePair:
    made = [
        customers.create(by=world.alice, kind="person", name=name, phone=PHONE, email="zw@qq.com", notes=name)
        for name in ("张伟", "張偉")
    ]
    look_again([one.pk for one in made])
    return DuplicatePair.objects.get()


def test_the_hint_shows_whom_one_may_see_and_names_the_owner_of_others(world: World, pair: DuplicatePair) -> None:
    path = "/customers/hint/?kind=person&name=张伟&phone=138 0013 8000&email=zw@qq.com"
    shown = seen_by(world.alice).get(path).content.decode()
    assert str(pair.first_id) in shown
    assert "Same phone number" in shown

    told = seen_by(world.charlie).get(path).content.decode()
    assert "Ask Alice" in told
    assert not any(word in told for word in (str(pair.first_id), "张伟", "張偉", PHONE, "Same phone"))
    assert seen_by(world.alice).get("/customers/hint/?kind=person&name=").content.decode().strip() == ""


def test_the_work_list_shows_the_first_pair_side_by_side(
    world: World, pair: DuplicatePair, django_assert_max_num_queries
) -> None:
    client = seen_by(world.alice)
    client.get("/customers/duplicates/")
    with django_assert_max_num_queries(20):
        shown = client.get("/customers/duplicates/").content.decode()
    assert "1 pair waits" in shown
    assert f"/customers/{pair.first_id}/merge/{pair.second_id}/" in shown
    assert "No duplicates are waiting" in seen_by(world.charlie).get("/customers/duplicates/").content.decode()
    assert seen_by(world.ann).get("/customers/duplicates/").status_code == 403


def test_saying_that_they_are_two_goes_on_to_the_next_pair(world: World, pair: DuplicatePair) -> None:
    client = seen_by(world.alice)
    answer = client.post(f"/customers/duplicates/{pair.pk}/dismissal/", HTTP_HX_REQUEST="true")

    assert answer["HX-Redirect"] == "/customers/duplicates/"
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("dismissed", world.alice)
    assert seen_by(world.charlie).post(f"/customers/duplicates/{pair.pk}/dismissal/").status_code == 404


def test_the_merge_page_merges_as_chosen_and_the_old_address_leads_on(world: World, pair: DuplicatePair) -> None:
    client = seen_by(world.alice)
    address = f"/customers/{pair.first_id}/merge/{pair.second_id}/"
    assert "keep-notes" in client.get(address).content.decode()

    answer = client.post(address, {"keep-notes": "loser", "keep-name": "survivor"})

    assert answer["Location"] == f"/customers/{pair.first_id}/"
    pair.first.refresh_from_db()
    assert (pair.first.name, pair.first.notes) == (pair.first.name, pair.second.notes)
    old = client.get(f"/customers/{pair.second_id}/")
    assert (old.status_code, old["Location"]) == (302, f"/customers/{pair.first_id}/")
    assert seen_by(world.charlie).get(f"/customers/{pair.second_id}/").status_code == 404

    made = Merge.objects.get()
    assert seen_by(world.charlie).post(f"/customers/merges/{made.pk}/reversal/").status_code == 404
    back = client.post(f"/customers/merges/{made.pk}/reversal/", HTTP_HX_REQUEST="true")
    assert back["HX-Redirect"] == f"/customers/{pair.second_id}/"
    assert client.get(f"/customers/{pair.second_id}/").status_code == 200


def test_a_merge_of_what_one_may_not_edit_is_refused(world: World, pair: DuplicatePair) -> None:
    Customer.objects.filter(pk=pair.second_id).update(owner=world.charlie)
    address = f"/customers/{pair.first_id}/merge/{pair.second_id}/"
    assert seen_by(world.alice).get(address).status_code == 404
    assert seen_by(world.ann).get(address).status_code == 403
    assert not Merge.objects.exists()


def test_the_other_one_is_proposed_or_searched(world: World, pair: DuplicatePair) -> None:
    client = seen_by(world.alice)
    merge(survivor=pair.first, loser=customers.create(by=world.alice, kind="person", name="Li"), by=world.alice)
    assert str(pair.second_id) in client.get(f"/customers/{pair.first_id}/merge/").content.decode()
    assert str(pair.second_id) in client.get(f"/customers/{pair.first_id}/merge/?q=张伟").content.decode()
    assert "Nobody was found" in client.get(f"/customers/{pair.first_id}/merge/?q=zzzz").content.decode()


def test_a_search_is_started_by_whoever_configures(world: World) -> None:
    assert seen_by(world.alice).post("/customers/duplicates/search/").status_code == 403
    seen_by(world.ada).post("/customers/duplicates/search/")
    assert Run.objects.get().kind == "customers.duplicates"

    assert seen_by(world.ada).post("/customers/duplicates/search/").status_code == 422
    assert Run.objects.count() == 1


def test_the_pages_speak_chinese(world: World, pair: DuplicatePair) -> None:
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    client = seen_by(world.alice)
    assert "不是重复" in client.get("/customers/duplicates/").content.decode()
    assert "合并两个客户" in client.get(f"/customers/{pair.first_id}/merge/{pair.second_id}/").content.decode()
