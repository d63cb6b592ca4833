"""Groups of customers: who belongs under whom in the organisation trees."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kehu.customers.models import Customer
from kehu.customers.queries import relations
from kehu.foundation.access.models import User

DEEPEST = relations.DEEPEST


def below(ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Of each customer everybody under him, himself included, however deep; who lies in the trash is left out with his
    branch. One statement.
    """
    wanted = list(ids)
    found: dict[UUID, set[UUID]] = {one: {one} for one in wanted}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, {"ids": wanted, "deepest": DEEPEST})
            for top, member in cursor.fetchall():
                found[top].add(member)
    return found


_BELOW = """
WITH RECURSIVE edge AS (
    SELECT r.from_customer_id AS child, r.to_customer_id AS parent FROM customers_relationship r
    JOIN customers_relationshiptype t ON t.id = r.type_id
    JOIN customers_customer c ON c.id = r.from_customer_id
    WHERE t.is_tree AND (r.until IS NULL OR r.until > current_date) AND c.deleted_at IS NULL
), down AS (
    SELECT id AS top, id AS member, 0 AS depth FROM unnest(%(ids)s::uuid[]) AS id
    UNION SELECT down.top, edge.child, down.depth + 1 FROM down JOIN edge ON edge.parent = down.member
    WHERE down.depth < %(deepest)s
)
SELECT DISTINCT top, member FROM down
"""


@dataclass
class Place:
    """A customer in the tree of his group, drawn `depth` steps in. `branch` are the ids of those under him whom the
    user sees, himself included; `customer` is None for one out of the user's sight.
    """

    id: UUID
    depth: int
    wording: str
    customer: Customer | None
    branch: list[UUID]


def places(customer: Customer, user: User) -> list[Place]:
    """The group of a customer from the one on top down, branch after branch. Three statements."""
    top = relations.tree(customer, user)
    found = list(_walk(top, 0))
    ids = [node.id for node, _depth in found]
    rows = Customer.objects.visible_to(user).filter(pk__in=ids).select_related("owner")
    seen: dict[UUID, Customer] = {one.pk: one for one in rows}
    branches: dict[UUID, list[UUID]] = defaultdict(list)
    above: list[UUID] = []
    for node, depth in found:
        above = [*above[:depth], node.id]
        if node.id in seen:
            for one in above:
                branches[one].append(node.id)
    return [Place(node.id, depth, node.wording, seen.get(node.id), branches[node.id]) for node, depth in found]


def _walk(node: relations.Node, depth: int) -> Iterable[tuple[relations.Node, int]]:
    yield node, depth
    for one in node.below:
        yield from _walk(one, depth + 1)
