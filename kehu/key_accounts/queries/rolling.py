"""The tree of a group with its sums: for each customer what is his own, and what he and those under him come to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.key_accounts import rollups
from kehu.key_accounts.queries import groups


@dataclass(frozen=True)
class Figure:
    """`branch` is the sum over the customer and those under him, `own` his part; each with the list behind it."""

    own: Any
    branch: Any
    own_link: str
    branch_link: str


@dataclass(frozen=True)
class Row:
    place: groups.Place
    figures: list[Figure | None]


@dataclass(frozen=True)
class Tree:
    """The rows from the one on top down. The first row that is seen holds the sums of everything seen below it."""

    columns: list[rollups.Rollup]
    rows: list[Row]
    hidden: int

    @property
    def ids(self) -> list[UUID]:
        return [row.place.id for row in self.rows if row.place.customer is not None]

    def totals(self) -> list[tuple[rollups.Rollup, Any, str]]:
        """The sums over the whole group, of what is seen."""
        return [
            (column, sum(row.figures[place].own for row in self.rows if row.figures[place]), column.link(self.ids))  # type: ignore[union-attr]
            for place, column in enumerate(self.columns)
        ]


def tree(customer: Customer, user: User, within: list[groups.Place] | None = None) -> Tree:
    """As many statements as there are columns, and those of the places, however many customers there are."""
    places = within if within is not None else groups.places(customer, user)
    columns = rollups.all_rollups(user)
    ids = [one.id for one in places if one.customer is not None]
    read = [column.read(user, ids) if ids else {} for column in columns]
    rows = [Row(one, [_figure(one, *pair) for pair in zip(columns, read, strict=True)]) for one in places]
    return Tree(columns, rows, sum(one.customer is None for one in places))


def _figure(place: groups.Place, column: rollups.Rollup, numbers: dict[UUID, Any]) -> Figure | None:
    if place.customer is None:
        return None
    own = numbers.get(place.id) or 0
    branch = sum((numbers.get(one) or 0 for one in place.branch), 0)
    return Figure(own, branch, column.link([place.id]), column.link(place.branch))
