"""Columns and filters of records that a record refers to: the owner's department, the customer's city."""

import pytest
from django.http import QueryDict

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import Department, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import rows
from kehu.foundation.lists.pages import page_of
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(object_key: str, link: str, user: User) -> list[list[object]]:
    query = page_of(object_key).parse(QueryDict(link), user)
    return [[cell.text or cell.value for cell in row.cells] for row in rows.page(query, user).rows]


@pytest.fixture
def contacts(world: World) -> None:
    with writing(by=world.ada):
        for owner, city in ((world.alice, "Kunming"), (world.charlie, "Dali")):
            one = Customer.objects.create(kind="organisation", name=f"{city} Ltd", owner=owner, city=city)
            Contact.objects.create(customer=one, name=f"Contact in {city}")


def test_a_column_may_be_one_of_the_record_referred_to(world: World, contacts: None) -> None:
    found = asked("contact", "columns=name,customer.city,customer.owner&name.starts=Contact", world.ada)
    assert sorted(found, key=str) == [
        ["Contact in Dali", "Dali", world.charlie.name],
        ["Contact in Kunming", "Kunming", world.alice.name],
    ]


def test_a_filter_may_ask_for_it_too(world: World, contacts: None) -> None:
    assert asked("contact", "columns=name&customer.city.is=Dali", world.ada) == [["Contact in Dali"]]
    assert asked("contact", f"columns=name&customer.owner={world.alice.pk}&name.starts=Contact", world.ada) == [
        ["Contact in Kunming"]
    ]


def test_the_department_of_an_owner_stands_for_those_below(world: World, contacts: None) -> None:
    alice = User.objects.get(pk=world.alice.pk)
    assert alice.department is not None
    root = Department.objects.filter(path=alice.department.path.split("/")[0] + "/").get()
    link = f"columns=name,owner.department&owner.department={root.pk}&name.starts=Kunming"
    assert asked("customer", link, world.ada) == [["Kunming Ltd", alice.department.name]]
    exactly = asked("customer", link.replace("owner.department=", "owner.department.only="), world.ada)
    assert bool(exactly) == (alice.department == root)


def test_of_records_out_of_sight_nothing_is_told(world: World, contacts: None) -> None:
    """Asked for by another's city, a list of one's own would tell it."""
    mark = asked("customer", "columns=name,owner.job_title&name.starts=Dali", world.ada)
    assert len(mark) == 1
    assert asked("contact", "columns=name&customer.city.is=Kunming", world.charlie) == []
