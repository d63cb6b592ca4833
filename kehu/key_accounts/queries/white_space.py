"""White space: what of our range each member of a group has bought, is offered, or has never been asked about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from kehu.catalog.models import Category, Product
from kehu.contracts.models import Contract, ContractLine, ContractVersion
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity, OpportunityLine

FAMILIES, PRODUCTS = "families", "products"
MOST_COLUMNS = 24
BOUGHT = (Contract.State.ACTIVE, Contract.State.SUSPENDED, Contract.State.ENDED)


@dataclass(frozen=True)
class Column:
    """A family of products (a branch at the root of the catalogue's tree) or one product."""

    id: UUID
    label: str


@dataclass
class Cell:
    """The records behind it: contracts and won opportunities for what was bought, opportunities that are open."""

    contracts: set[UUID] = field(default_factory=set)
    won: set[UUID] = field(default_factory=set)
    open: set[UUID] = field(default_factory=set)

    @property
    def state(self) -> str:
        """`bought`, `open` or "" for nothing."""
        return "bought" if self.contracts or self.won else "open" if self.open else ""


@dataclass(frozen=True)
class Matrix:
    """`rows` has for each customer a cell by column, in the order of `columns`; `more`: there are further columns."""

    columns: list[Column]
    rows: list[tuple[Customer, list[Cell]]]
    by: str
    more: bool

    @property
    def empty_cells(self) -> int:
        return sum(not cell.state for _customer, cells in self.rows for cell in cells)

    @property
    def all_cells(self) -> int:
        return len(self.rows) * len(self.columns)


def matrix(customers: Sequence[Customer], user: User, by: str = FAMILIES) -> Matrix:
    """Of these customers, by what the user sees. Five statements."""
    products = list(
        Product.objects.visible_to(user).filter(Q(state=Product.State.ACTIVE) | Q(state=Product.State.RETIRED))
        .select_related("category").order_by("sort_name", "pk")
    )  # fmt: skip
    column_of = _families(products) if by == FAMILIES else {one.pk: Column(one.pk, one.label) for one in products}
    ids = [one.pk for one in customers]
    cells: dict[tuple[UUID, UUID], Cell] = defaultdict(Cell)
    sold = set()
    for kind, customer, product, record in _sold(ids, user):
        if product in column_of:
            column = column_of[product].id
            getattr(cells[customer, column], kind).add(record)
            sold.add(column)
    offered = {column_of[one.pk] for one in products if one.pk in column_of and one.state == Product.State.ACTIVE}
    known = sorted(set(column_of.values()), key=lambda one: one.label)
    # What is sold no longer stands only where somebody has it; where there are too many, what somebody has comes first.
    wanted = [one for one in known if one in offered or one.id in sold]
    if len(wanted) > MOST_COLUMNS:
        wanted.sort(key=lambda one: (one.id not in sold, one.label))
    columns = sorted(wanted[:MOST_COLUMNS], key=lambda one: one.label)
    rows = [(one, [cells.get((one.pk, column.id), Cell()) for column in columns]) for one in customers]
    return Matrix(columns, rows, by, len(wanted) > MOST_COLUMNS)


def _families(products: Iterable[Product]) -> dict[UUID, Column]:
    """The root above the category of each product; those without a category have no family."""
    roots = {one.pk: Column(one.pk, one.label) for one in Category.objects.filter(parent=None)}
    found = {}
    for one in products:
        if one.category is not None:
            first = UUID(one.category.path.partition("/")[0] or str(one.category.pk))
            if first in roots:
                found[one.pk] = roots[first]
    return found


def _sold(ids: list[UUID], user: User) -> Iterable[tuple[str, UUID, UUID, UUID]]:
    """(what it is, customer, product, record) of everything bought or offered."""
    contracts = Contract.objects.visible_to(user).filter(customer__in=ids, state__in=BOUGHT)
    lines = ContractLine.objects.filter(
        contract__in=contracts, contract_version__state=ContractVersion.State.IN_FORCE, product__isnull=False
    )
    for row in lines.order_by().values_list("contract__customer", "product", "contract").distinct():
        yield ("contracts", *row)
    sales = Opportunity.objects.visible_to(user).filter(customer__in=ids).exclude(state=Opportunity.State.LOST)
    offers = OpportunityLine.objects.filter(opportunity__in=sales).order_by()
    columns = ("opportunity__state", "opportunity__customer", "product", "opportunity")
    for state, *rest in offers.values_list(*columns).distinct():
        kind: Any = "won" if state == Opportunity.State.WON else "open"
        yield (kind, *rest)
