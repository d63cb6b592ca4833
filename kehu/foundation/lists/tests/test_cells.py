"""Fields changed where they are seen, blocks that are pasted, conflicts that are settled."""

import json
from typing import Any

import pytest
from django.test import Client

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.lists.views.pasting import block_of
from kehu.interactions.models import Task
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def cell(record: Any, key: str, kind: str = "customer") -> str:
    return f"/lists/{kind}/{record.pk}/cells/{key}/"


@pytest.fixture
def three(world: World) -> list[Customer]:
    with writing(by=world.alice):
        return [Customer.objects.create(kind="person", name=f"Person {n}", owner=world.alice) for n in range(3)]


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("name", "New name", "New name"), ("employees", "1,250", 1250), ("annual_revenue", "¥3.2万", 32000),
        ("tier", "key", "key"), ("standings", ["company", "dealer"], ["company", "dealer"]),
        ("do_not_contact", "yes", True), ("phone", "138 1234 5678", "+8613812345678"), ("email", "a@b.cn", "a@b.cn"),
        ("notes", "Two\nlines", "Two\nlines"), ("language", "", ""),
    ],
)  # fmt: skip
def test_every_kind_of_field_is_changed_in_its_cell(
    world: World, three: list[Customer], key: str, given: Any, stored: Any
) -> None:
    client, one = of(world.alice), three[0]
    assert f'name="{key}"' in client.get(cell(one, key)).content.decode()
    saved = client.post(cell(one, key), {key: given, "columns": f"name,{key}"})
    one.refresh_from_db()
    assert (saved.status_code, getattr(one, key)) == (200, stored)
    assert set(saved.json()["cells"]) == {"name", key}


def test_people_tags_and_fields_of_ones_own_too(world: World, three: list[Customer]) -> None:
    FieldDefinition.objects.create(object_key="customer", key="plan", kind="text", labels={"en": "Plan"})
    client, one = of(world.maria), three[0]
    client.post(cell(one, "owner"), {"owner": str(world.bob.pk)})
    client.post(cell(one, "tags"), {"tags": ["VIP", "East"]})
    client.post(cell(one, "custom.plan"), {"custom.plan": "Gold"})
    one.refresh_from_db()
    assert (one.owner, one.custom) == (world.bob, {"plan": "Gold"})
    assert sorted(one.tagged.values_list("tag__name", flat=True)) == ["East", "VIP"]


def test_a_refusal_comes_with_its_reason_and_changes_nothing(world: World, three: list[Customer]) -> None:
    client, one = of(world.alice), three[0]
    refused = client.post(cell(one, "employees"), {"employees": "many"})
    assert (refused.status_code, refused.json()["message"]) == (422, "“many” is not a number.")
    assert client.post(cell(one, "name"), {"name": ""}).status_code == 422
    assert client.post(cell(one, "owner"), {"owner": str(one.pk)}).status_code == 422


def test_only_fields_and_records_in_reach_are_opened(world: World, three: list[Customer]) -> None:
    one = three[0]
    assert of(world.alice).get(cell(one, "created_at")).status_code == 422
    assert of(world.alice).get(cell(one, "nonsense")).status_code == 404
    assert of(world.charlie).get(cell(one, "name")).status_code == 404
    assert of(world.otto).get(cell(one, "name")).status_code == 403
    assert of(world.otto).post(cell(one, "name"), {"name": "x"}).status_code == 403
    text = of(world.otto).get("/customers/").content.decode()
    assert "data-editable" not in text


def test_somebody_elses_change_of_the_same_field_is_shown_and_settled(world: World, three: list[Customer]) -> None:
    client, one = of(world.alice), three[0]
    form = client.get(cell(one, "employees")).content.decode()
    seen = form.split('name="seen" value="')[1].split('"')[0]
    with writing(by=world.maria):
        Customer.objects.filter(pk=one.pk).update(employees=50, industry="finance")
    conflict = client.post(cell(one, "employees"), {"employees": "60", "seen": seen})
    sheet = client.post(f"/lists/customer/{one.pk}/differences/", {"employees": "60"}, headers=HTMX).content.decode()
    assert conflict.status_code == 409
    assert all(word in sheet for word in ("60", "50", "Maria", "Employees"))
    one.refresh_from_db()
    chosen = {"employees": "60", "take-employees": "mine", "version": str(one.version)}
    stale = client.post(f"/lists/customer/{one.pk}/settlement/", {**chosen, "version": "1"}, headers=HTMX)
    assert "Two of you changed" in stale.content.decode()
    assert client.post(f"/lists/customer/{one.pk}/settlement/", chosen, headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert (one.employees, one.industry) == (60, "finance")


def test_a_change_of_another_field_is_no_conflict(world: World, three: list[Customer]) -> None:
    client, one = of(world.alice), three[0]
    seen = client.get(cell(one, "employees")).content.decode().split('name="seen" value="')[1].split('"')[0]
    with writing(by=world.maria):
        Customer.objects.filter(pk=one.pk).update(industry="finance")
    assert client.post(cell(one, "employees"), {"employees": "60", "seen": seen}).status_code == 200


def test_tasks_and_contacts_are_edited_through_their_own_actions(world: World, three: list[Customer]) -> None:
    with writing(by=world.alice):
        task = Task.objects.create(title="Call", assignee=world.alice, created_by=world.alice)
        contact = Contact.objects.create(customer=three[0], name="Li")
    client = of(world.alice)
    made = client.post(cell(task, "customer", "task"), {"customer": "new:organisation:Zhonghua"})
    client.post(cell(task, "priority", "task"), {"priority": "1"})
    client.post(cell(task, "due_at", "task"), {"due_at": "2026-05-01T10:00"})
    client.post(cell(task, "state", "task"), {"state": "done"})
    client.post(cell(contact, "job_title", "contact"), {"job_title": "Buyer"})
    task.refresh_from_db()
    contact.refresh_from_db()
    assert made.status_code == 200
    assert (task.customer.name, task.priority, task.state, contact.job_title) == ("Zhonghua", 1, "done", "Buyer")  # type: ignore[union-attr]
    assert task.closed_by == world.alice
    assert client.post(cell(task, "title", "task"), {"title": "Late"}).status_code == 422  # it is closed


def test_the_dialog_of_a_task_asks_about_what_two_people_changed(world: World) -> None:
    with writing(by=world.alice):
        task = Task.objects.create(title="Call", assignee=world.alice, created_by=world.alice)
    given = {"title": "Call at noon", "assignee": str(world.alice.pk), "priority": "1", "version": "1"}
    with writing(by=world.maria):
        Task.objects.filter(pk=task.pk).update(title="Call tomorrow")
    text = of(world.alice).post(f"/tasks/{task.pk}/", given, headers=HTMX).content.decode()
    task.refresh_from_db()
    assert all(words in text for words in ("Call at noon", "Call tomorrow", "Maria"))
    assert (task.title, task.priority) == ("Call tomorrow", 1)


def pasted(client: Client, ids: list[Any], keys: list[str], text: str, **more: str) -> Any:
    given = {"ids": json.dumps([str(one.pk) for one in ids]), "keys": json.dumps(keys), "text": text, **more}
    return client.post("/lists/customer/paste/", given, headers=HTMX)


def test_a_block_is_previewed_then_pasted_as_one_change_and_taken_back(world: World, three: list[Customer]) -> None:
    client, keys = of(world.maria), ["tier", "employees", "owner"]
    block = "Key account\t10\tBob\nTier A\tmany\tNobody at all\nTier B\t\tbob@example.com\nbelow\t1\tBob"
    seen = pasted(client, three, keys, block).content.decode()
    assert "“many” is not a number." in seen
    assert "1 rows and 0 columns" in seen
    assert not Customer.objects.exclude(tier="").exists()
    done = pasted(client, three, keys, block, confirmed="1")
    assert done.status_code == 200
    (change_set,) = ChangeSet.objects.filter(kind=ChangeSet.Kind.PASTE)
    assert change_set.counts["changed"] == 3
    rows = Customer.objects.filter(pk__in=[one.pk for one in three]).order_by("name")
    assert list(rows.values_list("tier", "employees")) == [("key", 10), ("a", None), ("b", None)]
    assert [one.owner for one in rows] == [world.bob, world.alice, world.bob]
    client.post(f"/lists/change-sets/{change_set.pk}/reversal/", headers=HTMX)
    assert list(rows.values_list("tier", "owner")) == [("", world.alice.pk)] * 3


def test_one_cell_fills_all_that_are_selected(world: World, three: list[Customer]) -> None:
    pasted(of(world.alice), three, ["tier"], "Tier A", confirmed="1")
    assert Customer.objects.filter(tier="a").count() == 3


def test_records_out_of_reach_are_refused_or_not_there(world: World, three: list[Customer]) -> None:
    assert pasted(of(world.otto), three, ["tier"], "Tier A", confirmed="1").status_code == 403
    answer = pasted(of(world.charlie), three, ["tier"], "Tier A", confirmed="1")
    assert "0 records changed." in answer.content.decode()


def test_spreadsheets_quote_cells_with_line_ends() -> None:
    assert block_of('a\t"b\n""c"""\r\nd\te\r\n') == [["a", 'b\n"c"'], ["d", "e"]]
