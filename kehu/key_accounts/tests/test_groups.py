from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from django.utils import timezone

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.rows import count
from kehu.interactions.models import Task
from kehu.key_accounts import rollups
from kehu.key_accounts.links import list_of
from kehu.key_accounts.queries import groups, rolling
from kehu.key_accounts.tests.conftest import Group, opportunity, organisation, under
from tests.world import World


def sums(customer: Customer, user: User, key: str) -> dict[str, tuple[Any, Any]]:
    tree = rolling.tree(customer, user)
    place = [one.key for one in tree.columns].index(key)
    return {
        row.place.customer.name: (row.figures[place].own, row.figures[place].branch)  # type: ignore[union-attr]
        for row in tree.rows
        if row.place.customer
    }


def test_sums_go_up_the_tree(world: World, group: Group) -> None:
    """Pipeline: Yard 30,000; North 0 + 30,000; Holding 50,000 + 30,000. Receipts of a year, as they came in:
    Yard 40,000; North 60,000 + 40,000; Holding 100,000 + 100,000.
    """
    assert sums(group.north, world.ada, "pipeline") == {
        "Holding": (50_000, 80_000), "North": (0, 30_000), "Yard": (30_000, 30_000),
    }  # fmt: skip
    assert sums(group.north, world.ada, "receipts") == {
        "Holding": (100_000, 200_000), "North": (60_000, 100_000), "Yard": (40_000, 40_000),
    }  # fmt: skip
    totals = {column.key: number for column, number, _link in rolling.tree(group.yard, world.ada).totals()}
    assert (totals["pipeline"], totals["receipts"]) == (80_000, 200_000)


def test_what_one_may_not_see_is_neither_named_nor_counted(world: World, group: Group) -> None:
    """Alice does not see Yard, which is Charlie's."""
    assert sums(group.holding, world.alice, "pipeline") == {"Holding": (50_000, 50_000), "North": (0, 0)}
    tree = rolling.tree(group.holding, world.alice)
    assert tree.hidden == 1
    assert [row.place.depth for row in tree.rows] == [0, 1, 2]


def test_the_number_of_statements_does_not_grow_with_the_group(
    world: World, group: Group, django_assert_num_queries: Any
) -> None:
    columns = len(rollups.all_rollups(world.ada))
    with django_assert_num_queries(columns + 3):  # the tree, whom of it one sees
        rolling.tree(group.holding, world.ada)
    with writing(by=world.ada):
        for number in range(25):
            under(organisation(f"Branch {number}", world.alice), group.north)
    with django_assert_num_queries(columns + 3):
        assert len(rolling.tree(group.holding, world.ada).rows) == 28


def test_each_number_opens_as_many_records_as_it_was_added_up_from(world: World, group: Group) -> None:
    with writing(by=world.ada):
        for place in group.ids:
            Task.objects.create(title="Call", customer_id=place, assignee=world.alice, created_by=world.alice)
    tree = rolling.tree(group.holding, world.ada)
    expected = {"pipeline": 2, "contracts": 0, "receipts": 3, "tasks": 3, "visits": 0}
    assert {column.key: listed(link, world.ada) for column, _number, link in tree.totals()} == expected


def test_a_link_to_a_large_group_holds_all_of_it(world: World, group: Group) -> None:
    many = [*group.ids, *(UUID(int=number) for number in range(300))]
    link = list_of("/opportunities/", many, [("state", "open")])
    assert listed(link, world.ada) == 2
    client = Client()
    client.force_login(world.ada)
    assert client.get(link).status_code == 200


def listed(link: str, user: User) -> int:
    from django.http import QueryDict
    from django.urls import resolve

    from kehu.foundation.lists.pages import page_of
    from kehu.foundation.lists.query import parse

    path, asked = urlsplit(link).path, QueryDict(urlsplit(link).query)
    keys = {"/opportunities/": "opportunity", "/contracts/": "contract", "/receipts/": "receipt", "/tasks/": "task",
            "/visits/": "visit"}  # fmt: skip
    assert resolve(path)
    page = page_of(keys[path])
    query = parse({name: asked.getlist(name) for name in asked}, page.plan, user)
    return count(query, user).number


def test_whoever_lies_in_the_trash_is_left_out_with_his_branch(world: World, group: Group) -> None:
    Customer.objects.filter(pk=group.north.pk).update(deleted_at=timezone.now(), deleted_by=world.ada)
    assert groups.below([group.holding.pk]) == {group.holding.pk: {group.holding.pk}}


def test_another_package_adds_a_column(world: World, group: Group) -> None:
    column = rollups.Rollup(
        "tickets", "Tickets", "customer.view", lambda _user, ids: dict.fromkeys(ids, 2), lambda _ids: "/tasks/"
    )
    rollups.register(column)
    try:
        assert sums(group.holding, world.ada, "tickets")["Holding"] == (2, 6)
    finally:
        rollups.drop("tickets")


def test_lost_and_trashed_opportunities_are_no_pipeline(world: World, group: Group) -> None:
    with writing(by=world.ada):
        opportunity(group.north, 9_000, 50, state="won")
        gone = opportunity(group.north, 7_000, 50)
        type(gone).objects.filter(pk=gone.pk).update(deleted_at=timezone.now(), deleted_by=world.ada)
    assert sums(group.north, world.ada, "pipeline")["North"] == (0, Decimal(30_000))
