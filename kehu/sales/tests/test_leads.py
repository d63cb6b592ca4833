from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.actions import customers
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.changes.actions import record_changes
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.search.query import search
from kehu.sales.actions import leads as actions
from kehu.sales.models import Lead
from kehu.sales.queries.leads import known
from tests.world import World

HTMX = {"HX-Request": "true"}


def captured(world: World, **given: Any) -> Lead:
    return actions.capture(**{"name": "王芳", "company": "洛阳轴承有限公司", "by": world.alice, **given})


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


def test_a_lead_keeps_its_number_as_it_is_dialled_and_its_address_in_one_spelling(world: World) -> None:
    made = captured(world, phone="139 1234 5678", email="Fang.Wang@Example.COM")
    assert (made.phone, made.email) == ("+8613912345678", "Fang.Wang@example.com")
    assert (made.state, made.owner, made.answers) == ("new", world.alice, 0)
    with pytest.raises(actions.LeadRefused) as refused:
        captured(world, email="nobody")
    assert refused.value.field == "email"


def test_a_firm_without_a_person_is_named_by_its_name(world: World) -> None:
    assert captured(world, name="").name == "洛阳轴承有限公司"
    with pytest.raises(actions.LeadRefused):
        captured(world, name=" ", company="")


def test_the_first_contact_puts_a_new_lead_to_work(world: World) -> None:
    made = captured(world)
    actions.touch(lead=made, kind="note", body="From the fair", by=world.alice)
    made.refresh_from_db()
    assert (made.state, made.last_touch_at) == ("new", None)
    actions.touch(lead=made, kind="call", body="Wants fibre", by=world.alice)
    made.refresh_from_db()
    assert made.state == "working"
    assert made.last_touch_at
    with pytest.raises(actions.LeadRefused):
        actions.touch(lead=made, kind="call", body="x", at=timezone.now() + timedelta(hours=1), by=world.alice)


def test_who_is_qualified_says_what_is_needed(world: World) -> None:
    made = captured(world)
    with pytest.raises(actions.LeadRefused) as refused:
        actions.move(lead=made, state="qualified", by=world.alice)
    assert refused.value.field == "need"
    qualified = actions.move(lead=made, state="qualified", given={"need": "100 lines"}, by=world.alice)
    assert (qualified.state, qualified.answers) == ("qualified", 1)


def test_a_discarded_lead_says_why_and_can_be_opened_again(world: World) -> None:
    made = captured(world, next_step="Call")
    with pytest.raises(actions.LeadRefused):
        actions.discard(lead=made, reason="bored", by=world.alice)
    gone = actions.discard(lead=made, reason="no_need", by=world.alice)
    assert (gone.state, gone.next_step, gone.is_open) == ("discarded", "", False)
    again = actions.move(lead=gone, state="working", by=world.alice)
    assert (again.state, again.discard_reason) == ("working", "")


def test_only_who_may_assign_gives_a_lead_away(world: World) -> None:
    made = captured(world)
    with pytest.raises(PermissionMissing):
        actions.assign(lead=made, owner=world.bob, by=world.alice)
    assert actions.assign(lead=made, owner=world.bob, by=world.maria).owner == world.bob


def test_a_stranger_neither_sees_nor_changes_it(world: World) -> None:
    made = captured(world)
    assert not Lead.objects.visible_to(world.charlie).exists()
    with pytest.raises(OutOfReach):
        actions.update(lead=made, changes={"name": "Mine"}, by=world.charlie)


def test_whoever_is_known_already_is_shown_while_the_lead_is_typed(world: World, alice: Client) -> None:
    captured(world, phone="13912345678")
    customers.create(kind="organisation", name="洛阳轴承集团有限公司", phone="0379-64881234", by=world.alice)
    page = alice.get("/leads/hint/", {"name": "王芳", "company": "洛阳轴承", "phone": "13912345678"}).content.decode()
    assert "Perhaps a lead already" in page
    assert "洛阳轴承集团有限公司" in page


def test_the_leads_of_others_are_only_counted(world: World) -> None:
    captured(world, phone="13912345678")
    found = known({"phone": "+86 139 1234 5678"}, world.charlie)
    assert (found.leads, found.hidden) == ([], 1)


def test_it_is_found_by_its_firm_and_its_number(world: World) -> None:
    made = captured(world, phone="13912345678")
    assert [hit.record_id for hit in search(world.alice, "洛阳轴承")] == [made.pk]
    assert [hit.record_id for hit in search(world.alice, "12345678")] == [made.pk]


def test_list_board_and_page_are_quick(world: World, alice: Client, django_assert_max_num_queries: Any) -> None:
    made = captured(world, budget=Decimal(5000), need="100 lines", phone="13912345678")
    for address in ("/leads/?layout=table", "/leads/?layout=board", f"/leads/{made.pk}/"):
        with django_assert_max_num_queries(16):
            page = alice.get(address).content.decode()
        assert "王芳" in page, address
    type(world.alice).objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "需要什么" in alice.get(f"/leads/{made.pk}/").content.decode()


def test_it_is_made_worked_and_discarded_on_the_pages(world: World, alice: Client) -> None:
    assert alice.get("/leads/new/", headers=HTMX).status_code == 200
    assert alice.post("/leads/new/", {"name": "", "email": "x"}, headers=HTMX).status_code == 422
    assert alice.post("/leads/new/", {"name": "Li", "phone": "13912345678"}, headers=HTMX).status_code == 204
    made = Lead.objects.get()
    own = f"/leads/{made.pk}"
    assert alice.post(f"{own}/edit/", {"name": "Li Na", "version": made.version}, headers=HTMX).status_code == 204
    assert alice.post(f"{own}/touches/", {"kind": "call", "body": "Hello"}, headers=HTMX).status_code == 204
    asked = alice.post(f"{own}/states/qualified/", headers=HTMX)
    assert 'name="need"' in asked.content.decode()
    assert alice.post(f"{own}/states/qualified/", {"need": "A line"}, headers=HTMX).status_code == 204
    assert alice.post(f"{own}/discarding/", {"reason": "no_need"}, headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert (made.name, made.state, made.need) == ("Li Na", "discarded", "A line")


def test_a_card_dropped_on_qualified_asks_for_the_need(world: World, alice: Client) -> None:
    made = captured(world)
    data = {"field": "state", "record": str(made.pk), "from": "new", "to": "qualified"}
    asked = alice.post("/lists/lead/board/move/", data)
    assert asked.status_code == 202, asked.content
    assert alice.post(asked.json()["sheet"], {"need": "A line"}).status_code == 204
    made.refresh_from_db()
    assert made.state == "qualified"


def test_who_sees_numbers_masked_sees_them_masked_on_the_page(world: World) -> None:
    made = captured(world, phone="13912345678", email="fang@example.com")
    page = client_of(world.ann).get(f"/leads/{made.pk}/").content.decode()
    assert "139****5678" in page
    assert "fang@" not in page


def test_many_are_changed_at_once_and_taken_back(world: World) -> None:
    made = [captured(world, name=f"Lead {number}") for number in range(3)]
    edits = [Edit(one.pk, {"source": "fair"}) for one in made]
    done = record_changes.change_each(object_key="lead", edits=edits, by=world.alice)
    assert Lead.objects.filter(source="fair").count() == 3
    undo(change_set=done, by=world.alice)
    assert not Lead.objects.filter(source="fair").exists()
