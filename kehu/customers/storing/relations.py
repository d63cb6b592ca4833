"""Relationships: checked against the rules of their types, for one or for a batch.

In a type with `is_tree` the one the relationship comes from is the child: it has at most one parent at a time, and
nobody is above himself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, plain_text
from kehu.customers.entries import NewRelationship
from kehu.customers.models import Customer, Relationship, RelationshipType
from kehu.customers.storing import tables
from kehu.customers.storing.lookups import relationship_types
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal


class NotAllowedInTree(Refusal):
    """The relationship would give a customer two parents or make him his own ancestor."""


@dataclass(frozen=True)
class Relation:
    type: str
    child: UUID
    parent: UUID
    since: date | None = None
    until: date | None = None
    note: str = ""
    ignoring: UUID | None = None  # the row that this one replaces


def of_entry(customer_id: UUID, entry: NewRelationship) -> Relation:
    child, parent = (entry.to, customer_id) if entry.backwards else (customer_id, entry.to)
    return Relation(entry.type, child, parent, entry.since, entry.until, plain_text(entry.note, "note", 200))


def refusals(
    asked: Iterable[tuple[int, Relation]], *, by: User, being_made: frozenset[UUID] = frozenset()
) -> dict[int, Refusal]:
    """Why some of these relations cannot be made, by their number; they are tried in order, each on top of the last.

    Both ends must be visible to the user or among those `being_made`.
    """
    asked = list(asked)
    types = relationship_types()
    ends = {one for _number, relation in asked for one in (relation.child, relation.parent)} - being_made
    known = being_made | set(Customer.objects.visible_to(by).filter(pk__in=ends).values_list("pk", flat=True))
    edges = _Edges([relation for _number, relation in asked], types)
    refused: dict[int, Refusal] = {}
    for number, relation in asked:
        try:
            if not {relation.child, relation.parent} <= known:
                raise ValueRefused(_("This customer is not known."), field="to_customer")
            check(relation, types.get(relation.type), edges)
        except Refusal as refusal:
            refused[number] = refusal
    return refused


def check(relation: Relation, kind: RelationshipType | None, edges: "_Edges") -> None:
    """Raises a Refusal; a relation that passes counts for the checks after it."""
    if kind is None:
        raise ValueRefused(_("This kind of relationship is not known."), field="type")
    if relation.child == relation.parent:
        raise ValueRefused(_("A customer cannot be related to himself."), field="to_customer")
    if relation.since and relation.until and relation.until < relation.since:
        raise ValueRefused(_("The end lies before the beginning."), field="until")
    if kind.is_tree and not _is_past(relation):
        edges.add(kind.pk, relation)


def _is_past(relation: Relation) -> bool:
    return relation.until is not None and relation.until <= datetime.now().date()  # noqa: DTZ005 (a day, wherever)


class _Edges:
    """The parents that matter to a batch: of its children, and everything above its parents."""

    def __init__(self, asked: list[Relation], types: dict[str, RelationshipType]):
        self.parents: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
        trees = {types[one.type].pk for one in asked if one.type in types and types[one.type].is_tree}
        if not trees:
            return
        ignored = [one.ignoring for one in asked if one.ignoring]
        start = {one.child for one in asked} | {one.parent for one in asked}
        with connection.cursor() as cursor:
            # Two who change one tree at a time take turns, so that they cannot close a circle together.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('relationship_tree'))")
            cursor.execute(_ABOVE, {"types": list(trees), "start": list(start), "ignored": ignored})
            for type_id, child, parent in cursor.fetchall():
                self.parents[type_id, child].add(parent)

    def add(self, type_id: UUID, relation: Relation) -> None:
        if self.parents[type_id, relation.child]:
            raise NotAllowedInTree(
                _("This customer already belongs to another one. End that relationship first."), field="to_customer"
            )
        above, seen = [relation.parent], set()
        while above:
            one = above.pop()
            if one == relation.child:
                raise NotAllowedInTree(
                    _("This would make a circle: each would stand above the other."), field="to_customer"
                )
            if one not in seen:
                seen.add(one)
                above.extend(self.parents.get((type_id, one), ()))
        self.parents[type_id, relation.child].add(relation.parent)


_ABOVE = """
WITH RECURSIVE above AS (
    SELECT r.type_id, r.from_customer_id, r.to_customer_id FROM customers_relationship r
    WHERE r.type_id = ANY(%(types)s) AND r.from_customer_id = ANY(%(start)s) AND NOT r.id = ANY(%(ignored)s::uuid[])
        AND (r.until IS NULL OR r.until > current_date)
    UNION
    SELECT r.type_id, r.from_customer_id, r.to_customer_id FROM customers_relationship r
    JOIN above ON r.from_customer_id = above.to_customer_id AND r.type_id = above.type_id
    WHERE NOT r.id = ANY(%(ignored)s::uuid[]) AND (r.until IS NULL OR r.until > current_date)
)
SELECT type_id, from_customer_id, to_customer_id FROM above
"""


def write(relations: list[Relation], now: datetime) -> None:
    """Insert relations that passed `refusals`; one that stands already is not doubled."""
    if not relations:
        return
    types = relationship_types()
    rows: dict[tuple[UUID, UUID, UUID], dict[str, Any]] = {}
    for one in relations:
        row = {
            "type_id": types[one.type].pk, "from_customer_id": one.child, "to_customer_id": one.parent,
            "since": one.since, "until": one.until, "note": one.note,
        }  # fmt: skip
        rows[types[one.type].pk, one.child, one.parent] = row
    standing = Relationship.objects.filter(until=None, from_customer__in={one.child for one in relations})
    for key in standing.values_list("type_id", "from_customer_id", "to_customer_id"):
        rows.pop(key, None)
    tables.RELATIONSHIPS.insert(rows.values(), now)
