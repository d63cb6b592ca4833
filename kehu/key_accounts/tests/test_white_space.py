from decimal import Decimal
from typing import Any

import pytest

from kehu.catalog.models import Category, Product, Unit
from kehu.contracts.models import Contract, ContractLine, ContractVersion
from kehu.foundation.audit.writing import writing
from kehu.key_accounts.queries import white_space
from kehu.key_accounts.tests.conftest import Group, opportunity
from kehu.sales.models import OpportunityLine
from tests.world import World


@pytest.fixture
def range_(world: World) -> dict[str, Product]:
    """Lines (fibre under it), Cloud; an old modem that is no longer sold, in a family of its own."""
    found = {}
    with writing(by=world.ada):
        unit = Unit.objects.first() or Unit.objects.create(name="piece")
        lines, cloud, old = (Category.objects.create(name=name) for name in ("Lines", "Cloud", "Old"))
        fibre = Category.objects.create(name="Fibre", parent=lines)
        for one in (lines, cloud, old):
            Category.objects.filter(pk=one.pk).update(path=f"{one.pk}/")
        Category.objects.filter(pk=fibre.pk).update(path=f"{lines.pk}/{fibre.pk}/")
        for name, category, state in (
            ("Fibre 1G", fibre, "active"), ("Backup", cloud, "active"), ("Modem", old, "retired"),
        ):  # fmt: skip
            found[name] = Product.objects.create(
                sku=name, name=name, sort_name=name, category=category, unit=unit, currency="CNY", state=state
            )
    return found


def bought(customer: Any, product: Product, state: str = "active") -> Contract:
    contract = Contract.objects.create(
        number=f"C-{customer.name}-{product.name}", name="x", customer=customer, owner=customer.owner, currency="CNY",
        state=state,
    )  # fmt: skip
    version = ContractVersion.objects.create(contract=contract, state="in_force")
    ContractLine.objects.create(contract=contract, contract_version=version, product=product, name=product.name)
    return contract


def offered(customer: Any, product: Product, state: str = "open") -> None:
    sale = opportunity(customer, 1000, 50, state=state)
    OpportunityLine.objects.create(opportunity=sale, product=product, quantity=Decimal(1))


def states(world: World, group: Group, by: str = white_space.FAMILIES, user: str = "ada") -> dict[str, dict[str, str]]:
    found = white_space.matrix([group.holding, group.north, group.yard], getattr(world, user), by)
    labels = [one.label for one in found.columns]
    return {
        customer.name: dict(zip(labels, [one.state for one in cells], strict=True)) for customer, cells in found.rows
    }


def test_each_field_says_bought_open_or_nothing(world: World, group: Group, range_: dict[str, Product]) -> None:
    """Holding has fibre by contract and is offered backup; North won backup; Yard lost backup and has nothing."""
    with writing(by=world.ada):
        bought(group.holding, range_["Fibre 1G"])
        offered(group.holding, range_["Backup"])
        offered(group.north, range_["Backup"], state="won")
        offered(group.yard, range_["Backup"], state="lost")
    assert states(world, group) == {
        "Holding": {"Cloud": "open", "Lines": "bought"},
        "North": {"Cloud": "bought", "Lines": ""},
        "Yard": {"Cloud": "", "Lines": ""},
    }
    assert states(world, group, white_space.PRODUCTS)["Holding"] == {"Backup": "open", "Fibre 1G": "bought"}
    matrix = white_space.matrix([group.holding, group.north, group.yard], world.ada)
    assert (matrix.empty_cells, matrix.all_cells) == (3, 6)


def test_a_draft_is_not_bought_yet(world: World, group: Group, range_: dict[str, Product]) -> None:
    with writing(by=world.ada):
        bought(group.holding, range_["Fibre 1G"], state="draft")
    assert states(world, group)["Holding"]["Lines"] == ""


def test_what_is_no_longer_sold_shows_only_where_somebody_has_it(
    world: World, group: Group, range_: dict[str, Product]
) -> None:
    assert "Old" not in states(world, group)["Holding"]
    with writing(by=world.ada):
        bought(group.yard, range_["Modem"])
    assert states(world, group)["Yard"]["Old"] == "bought"


def test_contracts_of_others_do_not_show(world: World, group: Group, range_: dict[str, Product]) -> None:
    with writing(by=world.ada):
        bought(group.yard, range_["Fibre 1G"])  # Charlie's
    assert states(world, group, user="alice")["Yard"]["Lines"] == ""


def test_it_takes_five_statements_however_many_customers(
    world: World, group: Group, range_: dict[str, Product], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        white_space.matrix([group.holding], world.ada)
    with django_assert_max_num_queries(5):
        white_space.matrix([group.holding, group.north, group.yard, world.acme], world.ada)
