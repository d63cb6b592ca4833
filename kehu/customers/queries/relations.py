"""The customers a customer stands in relation to, and the tree he is part of."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from kehu.customers.models import Customer, Relationship, RelationshipType
from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept
from kehu.foundation.database.naming import with_names

DEEPEST, MOST = 12, 500


@dataclass(frozen=True)
class Related:
    """One relationship seen from one of its ends: `wording` completes "he … other"."""

    relationship: Relationship
    other: Customer
    wording: str
    is_past: bool


def related(customer: Customer, user: User) -> list[Related]:
    """Both directions, present ones first; only customers whom the user may see."""
    found = []
    for row in _around(Customer.ownership.reached(Customer, user, "view"), pk=customer.pk):
        forward = row.from_customer_id == customer.pk
        other = row.to_customer if forward else row.from_customer
        wording = row.type.forward_label if forward else row.type.reverse_label
        past = row.until is not None and row.until <= timezone.localdate()
        found.append(Related(row, other, wording, past))
    return sorted(found, key=lambda one: one.is_past)


@kept
def _around(seen: Form, pk: UUID) -> QuerySet[Relationship]:
    rows = Relationship.objects.filter(Q(from_customer=pk) | Q(to_customer=pk))
    rows = rows.filter(Q(from_customer=pk, to_customer__in=seen.ids) | Q(to_customer=pk, from_customer__in=seen.ids))
    kinds = tuple(f"type__{field.name}" for field in RelationshipType._meta.concrete_fields)
    named = with_names(rows.select_related("type"), "from_customer", "to_customer", also=kinds)
    return named.order_by("type__key", "created_at", "pk")[:60]


@dataclass
class Node:
    """A place in an organisation tree. `name` is empty for a customer whom the user cannot see."""

    id: UUID
    name: str
    wording: str = ""
    below: list["Node"] = field(default_factory=list)


def tree(customer: Customer, user: User) -> Node:
    """The whole organisation around a customer: from the one on top down to the smallest branch."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE, {"start": customer.pk, "deepest": DEEPEST, "most": MOST})
        edges = cursor.fetchall()
    ids = {customer.pk} | {end for child, parent, _key in edges for end in (child, parent)}
    visible = Customer.objects.visible_to(user).filter(pk__in=ids)
    names: dict[Any, str] = dict(visible.values_list("pk", "name"))
    nodes = {one: Node(one, names.get(one, "")) for one in ids}
    children = set()
    for child, parent, key in edges:
        if child not in children:
            children.add(child)
            nodes[child].wording = key
            nodes[parent].below.append(nodes[child])
    for node in nodes.values():
        node.below.sort(key=lambda one: one.name)
    tops = [nodes[one] for one in ids if one not in children]
    return tops[0] if tops else nodes[customer.pk]


_TREE = """
WITH RECURSIVE edge AS (
    SELECT r.from_customer_id AS child, r.to_customer_id AS parent, t.forward AS wording FROM customers_relationship r
    JOIN customers_relationshiptype t ON t.id = r.type_id
    WHERE t.is_tree AND (r.until IS NULL OR r.until > current_date)
), up AS (
    SELECT %(start)s::uuid AS id, 0 AS depth
    UNION SELECT edge.parent, up.depth + 1 FROM up JOIN edge ON edge.child = up.id WHERE up.depth < %(deepest)s
), top AS (
    SELECT id FROM up ORDER BY depth DESC LIMIT 1
), down AS (
    SELECT id, 0 AS depth FROM top
    UNION SELECT edge.child, down.depth + 1 FROM down JOIN edge ON edge.parent = down.id WHERE down.depth < %(deepest)s
)
SELECT DISTINCT edge.child, edge.parent, edge.wording FROM down JOIN edge ON edge.child = down.id
WHERE edge.parent IN (SELECT id FROM down) LIMIT %(most)s
"""
