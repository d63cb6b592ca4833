"""The pages of change sets and the trash: of a person, of a record, of all; what was changed, what was not, and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.actions import contacts, customers, relationships
from kehu.customers.models import Contact, ContactPoint, Customer, CustomerTag, Relationship, RelationshipType
from kehu.foundation.access.models import User
from kehu.foundation.changes import jobs
from kehu.foundation.changes.actions import bulk_running, deletion
from kehu.foundation.changes.actions.bulk_running import EDIT
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.changes.tests.conftest import content
from kehu.foundation.company.models import Company
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from tests.world import World

pytestmark = pytest.mark.django_db
LIST = "/settings/changes/"


def text(user: User, address: str, language: str = "en") -> str:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.fixture
def edit(world: World) -> ChangeSet:
    mine = Customer.objects.create(kind="organisation", name="Mine", owner=world.alice)
    bobs = Customer.objects.create(kind="organisation", name="Bobs", owner=world.bob)
    return bulk_running.begin(
        selection=Selection.of_ids("customer", [mine.pk, bobs.pk]), verb=EDIT, given={"industry": "telecom"},
        by=world.alice,
    )  # fmt: skip


def test_a_change_set_tells_what_it_changed_and_what_not(world: World, edit: ChangeSet) -> None:
    page = text(world.alice, f"{LIST}{edit.pk}/")
    assert "1 record changed" in page
    assert "1 stayed as it was" in page
    assert f"/customers/?only=refused:{edit.pk}" in page
    assert f"/customers/?only=changed:{edit.pk}" in page
    made = text(world.alice, f"{LIST}{edit.pk}/made/")
    assert "Mine" in made
    assert "elecom" in made
    assert "Bobs" not in made


def test_the_change_sets_of_a_record_stand_on_one_page(world: World, edit: ChangeSet) -> None:
    mine = Customer.objects.get(name="Mine")
    assert str(edit.pk) in text(world.ada, f"{LIST}?of=customer:{mine.pk}")
    other = Customer.objects.get(name="Bobs")
    assert str(edit.pk) not in text(world.ada, f"{LIST}?of=customer:{other.pk}")
    client = Client()
    client.force_login(world.bob)
    assert client.get(f"{LIST}?of=customer:{mine.pk}").status_code == 404
    assert client.get(f"{LIST}?of=customer:nonsense").status_code == 404
    assert client.get(f"{LIST}{edit.pk}/made/").status_code == 404


def test_change_sets_are_narrowed(world: World, edit: ChangeSet) -> None:
    for query, there in (("object_key=customer", True), ("object_key=task", False), ("state=undone", False)):
        assert (str(edit.pk) in text(world.ada, f"{LIST}?{query}")) is there, query


def test_a_running_one_shows_how_far_it_is_and_can_be_cancelled(world: World) -> None:
    Customer.objects.bulk_create(Customer(kind="person", name=f"P{n}", owner=world.alice) for n in range(5))
    made = ChangeSet.objects.create(
        kind="bulk_edit", title="Long", object_key="customer", by=world.ada, checkpoint={"after": "", "counts": {}},
        asked={"verb": EDIT, "given": {"tier": "a"}, "filter": {"name.starts": ["P"]}},
        run=runs.plan(kind="changes.bulk", title="Long", by=world.ada, total=5),
    )  # fmt: skip
    runs.cancel(run=made.run, by=world.ada)

    bulk_running.run(change_set_id=made.pk, batch=2)

    made.refresh_from_db()
    assert (made.state, made.run.state, made.counts["changed"]) == ("cancelled", Run.State.CANCELLED, 2)
    assert made.can_be_undone
    assert "Cancelled" in text(world.ada, f"{LIST}{made.pk}/")


def test_what_takes_long_is_a_job_that_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_running, "AT_ONCE", 2)
    Customer.objects.bulk_create(Customer(kind="person", name=f"P{n}", owner=world.alice) for n in range(5))
    made = bulk_running.begin(
        selection=Selection.of_link("customer", "name.starts=P"), verb=EDIT, given={"tier": "a"}, by=world.ada
    )
    assert (made.state, made.run.total) == ("running", 5)
    assert 'hx-trigger="every 2s"' in text(world.ada, f"{LIST}{made.pk}/")
    jobs.change_many(change_set_id=str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.run.state, made.counts["changed"]) == ("done", Run.State.DONE, 5)


def test_a_right_that_was_lost_meanwhile_ends_it_with_the_reason(world: World) -> None:
    mine = Customer.objects.create(kind="person", name="P", owner=world.mark)
    made = ChangeSet.objects.create(
        kind="bulk_edit", title="x", object_key="customer", by=world.mark, checkpoint={"after": "", "counts": {}},
        asked={"verb": EDIT, "given": {"tier": "a"}, "ids": [str(mine.pk)]},
    )  # fmt: skip
    bulk_running.run(change_set_id=made.pk)
    made.refresh_from_db()
    assert made.state == "failed"
    assert made.counts["failure"] in text(world.ada, f"{LIST}{made.pk}/")


# -- the trash ---------------------------------------------------------------------------------------------------------


TABLES = ("customers_customer", "customers_contact", "customers_contactpoint", "customers_relationship",
          "customers_customertag")  # fmt: skip


def whole(world: World) -> Customer:
    """A customer with everything that hangs on one."""
    RelationshipType.objects.get_or_create(key="of", defaults={"forward": "belongs to", "reverse": "owns"})
    made = customers.create(
        by=world.ada, kind="organisation", name="Whole Ltd", phone="13812345678", tags=["north"], owner=world.alice
    )
    contacts.add(customer=made, by=world.ada, name="Li Lei", phone="13912345678")
    relationships.relate(from_customer=made, to_customer=world.acme, type="of", by=world.ada)
    return made


def test_whoever_comes_back_from_the_trash_is_as_he_was(world: World) -> None:
    made = whole(world)
    before = content(*TABLES)
    deletion.trash(object_key="customer", ids=[made.pk], by=world.ada)
    assert deletion.restore(object_key="customer", ids=[made.pk], by=world.ada) == 1
    assert content(*TABLES) == before


def test_the_trash_is_searched(world: World) -> None:
    made = whole(world)
    deletion.trash(object_key="customer", ids=[made.pk, world.acme.pk], by=world.ada)
    for query, there in (("whole", True), ("3812345", True), ("nobody", False)):
        page = text(world.ada, f"/settings/trash/?kind=customer&q={query}")
        assert ("Whole Ltd" in page) is there, query
        assert "Acme Telecom" not in page
    assert "90" in text(world.ada, "/settings/trash/", "zh-hans")


def test_what_is_in_the_trash_for_long_goes_for_ever(world: World) -> None:
    made, fresh = whole(world), Customer.objects.create(kind="person", name="Fresh", owner=world.alice)
    deletion.trash(object_key="customer", ids=[made.pk, fresh.pk], by=world.ada)
    Customer.objects.filter(pk=made.pk).update(deleted_at=timezone.now() - timedelta(days=91))

    Company.objects.forget()
    jobs.purge_trash(timestamp=0)
    jobs.purge_trash(timestamp=0)

    assert not Customer.objects.filter(pk=made.pk).exists()
    assert Customer.objects.filter(pk=fresh.pk).exists()
    for model in (Contact, ContactPoint, CustomerTag):
        rows: Any = model
        assert not rows.objects.filter(customer=made.pk).exists()
    assert not Relationship.objects.exists()


def test_a_company_may_keep_its_trash(world: World) -> None:
    Company.objects.forget()
    Company.objects.filter(pk=Company.objects.current().pk).update(trash_days=0)
    Company.objects.forget()
    deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.ada)
    Customer.objects.filter(pk=world.acme.pk).update(deleted_at=timezone.now() - timedelta(days=4000))
    jobs.purge_trash(timestamp=0)
    assert Customer.objects.filter(pk=world.acme.pk).exists()
    Company.objects.forget()
