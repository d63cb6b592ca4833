"""The tree with what is in it: customers, what is open with them, people; of each territory and of the branch below."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from kehu.customers.models import Customer, Territory, TerritoryMember
from kehu.customers.queries.territories import in_order
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity

NOTHING = Decimal(0)


@dataclass
class Branch:
    """A territory with all below it, as the reader sees it. `own` are the customers of the territory itself; `worth`
    and `deals` are None for who sees no opportunities.
    """

    territory: Territory
    depth: int
    is_leaf: bool = True
    own: int = 0
    customers: int = 0
    deals: int | None = None
    worth: Decimal | None = None
    people: set[UUID] = field(default_factory=set)
    members: list[User] = field(default_factory=list)


@dataclass
class Tree:
    """`outside` are customers in no territory."""

    branches: list[Branch]
    outside: int
    pinned: int

    def of(self, territory: UUID) -> Branch | None:
        return next((one for one in self.branches if one.territory.pk == territory), None)

    def below(self, territory: Territory) -> list[Branch]:
        """What lies directly below."""
        return [one for one in self.branches if one.territory.parent_id == territory.pk]


def tree(user: User) -> Tree:
    """Every territory in its order, with what the user sees there. Six statements."""
    found = in_order()
    customers, outside, pinned = _customers(user)
    deals = _deals(user) if user.may("opportunity.view") else None
    members = _members()
    branches = {one.pk: Branch(one, one.depth) for one in found}
    for one in found:
        people = {one.responsible_id, one.manager_id, *(person.pk for person in members[one.pk])} - {None}
        branches[one.pk].own = customers.get(one.pk, 0)
        branches[one.pk].members = members[one.pk]
        for part in one.path.split("/")[:-1]:
            above = branches[UUID(part)]
            above.is_leaf = above.is_leaf and above.territory.pk == one.pk
            above.customers += customers.get(one.pk, 0)
            above.people |= people  # type: ignore[arg-type]
            if deals is not None:
                count, worth = deals.get(one.pk, (0, NOTHING))
                above.deals, above.worth = (above.deals or 0) + count, (above.worth or NOTHING) + worth
    return Tree(list(branches.values()), outside, pinned)


def _customers(user: User) -> tuple[dict[UUID, int], int, int]:
    rows = Customer.objects.visible_to(user).filter(deleted_at=None).order_by()
    counted = dict(rows.filter(territory__isnull=False).values_list("territory").annotate(number=Count("pk")))
    others: dict[str, Any] = {"outside": rows.filter(territory=None), "pinned": rows.filter(territory_pinned=True)}
    # No further than anybody reads: most customers may be in none.
    numbers = {key: len(some.values_list("pk")[: MOST_OUTSIDE + 1]) for key, some in others.items()}
    return counted, numbers["outside"], numbers["pinned"]


MOST_OUTSIDE = 10_000


def _deals(user: User) -> dict[UUID, tuple[int, Decimal]]:
    rows = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN, customer__territory__isnull=False)
    sums = rows.order_by().values_list("customer__territory").annotate(number=Count("pk"), sum=Sum("amount_home"))
    return {territory: (number, worth or NOTHING) for territory, number, worth in sums}


def _members() -> dict[UUID, list[User]]:
    found: dict[UUID, list[User]] = defaultdict(list)
    for seat in TerritoryMember.objects.select_related("user").order_by("created_at", "pk"):
        found[seat.territory_id].append(seat.user)
    return found
