"""Who should take over whom: by what binds a customer to a colleague, and by how much each already carries.

Pure rules, no database. A group of customers (an organisation with its subsidiaries) goes to one person. Groups come
in the order of their worth; each goes to the colleague with the highest *fit less load*:

    fit   = the sum of the points below that apply to the group's customers, on average
    load  = LOAD_POINTS × what he would carry, divided by what everybody would carry on average

A colleague who has his limit is passed over while another has room; where nobody has, limits give way, as nothing may
stay without an owner.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

POINTS = {"account_team": 6.0, "talked": 4.0, "same_team": 2.0, "same_city": 1.5, "same_industry": 1.0}
LOAD_POINTS = 3.0

Key = TypeVar("Key")


@dataclass(frozen=True)
class Colleague:
    """`carries` is how many customers he has today, `most` how many he may take over (None: his share)."""

    id: UUID
    carries: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Group:
    """Customers that stay together. `bonds` gives for each colleague and reason how many of them it applies to."""

    customers: tuple[UUID, ...]
    worth: float = 0
    bonds: Mapping[UUID, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    colleague: UUID
    reasons: tuple[str, ...]


def propose(groups: Sequence[Group], colleagues: Sequence[Colleague]) -> dict[UUID, Proposal]:
    """A proposal for every customer of every group; empty without colleagues."""
    if not colleagues:
        return {}
    taken = dict.fromkeys((one.id for one in colleagues), 0)
    whole = sum(one.carries for one in colleagues) + sum(len(one.customers) for one in groups)
    share = max(whole / len(colleagues), 1)
    found: dict[UUID, Proposal] = {}
    for group in sorted(groups, key=lambda one: (-one.worth, -len(one.customers), one.customers)):
        roomy = [one for one in colleagues if one.most is None or taken[one.id] + len(group.customers) <= one.most]
        best = max(
            roomy or colleagues,
            key=lambda one: (_fit(group, one) - _load(group, one, taken[one.id], share), -taken[one.id], one.id.int),
        )
        taken[best.id] += len(group.customers)
        bonds = group.bonds.get(best.id, {})
        reasons = tuple(key for key in POINTS if bonds.get(key)) or ("least_load",)
        found |= dict.fromkeys(group.customers, Proposal(best.id, reasons))
    return found


def together(customers: Iterable[Key], pairs: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """The customers in groups of those that pairs connect, each in the order given; pairs with others do not count."""
    leader = {one: one for one in customers}

    def root(one: Key) -> Key:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for one, other in pairs:
        if one in leader and other in leader:
            leader[root(other)] = root(one)
    groups: dict[Key, list[Key]] = {}
    for one in leader:
        groups.setdefault(root(one), []).append(one)
    return list(groups.values())


def _fit(group: Group, colleague: Colleague) -> float:
    bonds = group.bonds.get(colleague.id, {})
    return sum(POINTS[key] * count / len(group.customers) for key, count in bonds.items())


def _load(group: Group, colleague: Colleague, taken: int, share: float) -> float:
    return LOAD_POINTS * (colleague.carries + taken + len(group.customers)) / share
