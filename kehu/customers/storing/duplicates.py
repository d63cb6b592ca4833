"""The stores of the duplicate search: keys and pairs. Both are derived, and may be thrown away and made anew."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from kehu.customers.matching import REVIEW_WEIGHT, Comparable, Match, score
from kehu.customers.models import DuplicateKey, DuplicatePair
from kehu.customers.queries.comparables import comparables, hashed_keys

# A key that more customers share says little: a switchboard, a common name. Other keys find the true pairs among them.
LARGEST_BLOCK = 30

Pair = tuple[UUID, UUID]  # in the order of their ids


@dataclass(frozen=True)
class Found:
    pair: Pair
    match: Match


@transaction.atomic
def store_keys(customer_ids: Iterable[UUID]) -> dict[UUID, Comparable]:
    """Make the keys of these customers anew; those in the trash have none. Returns what was read of the others."""
    ids = sorted(set(customer_ids))
    read = comparables(ids)
    rows = [(key, customer_id) for customer_id, record in read.items() for key in hashed_keys(record)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_duplicatekey WHERE customer_id = ANY(%s)", [ids])
        cursor.execute(
            # A customer deleted for ever meanwhile gets none.
            "INSERT INTO customers_duplicatekey (key, customer_id)"
            " SELECT k, c FROM unnest(%s::bigint[], %s::uuid[]) AS n(k, c)"
            " WHERE EXISTS (SELECT 1 FROM customers_customer WHERE id = c) ON CONFLICT DO NOTHING",
            [[key for key, _customer in rows], [customer for _key, customer in rows]],
        )
    return read


def partners(customer_ids: list[UUID]) -> set[Pair]:
    """The pairs to compare of these customers with anybody: they share a key that few have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.customer_id, o.customer_id FROM customers_duplicatekey k"
            " CROSS JOIN LATERAL (SELECT array_agg(b.customer_id) AS ids FROM (SELECT customer_id"
            "   FROM customers_duplicatekey WHERE key = k.key LIMIT %s) b) block"
            " CROSS JOIN LATERAL unnest(block.ids) AS o(customer_id)"
            " WHERE k.customer_id = ANY(%s) AND cardinality(block.ids) <= %s AND o.customer_id <> k.customer_id",
            [LARGEST_BLOCK + 1, customer_ids, LARGEST_BLOCK],
        )
        return {_ordered(one, other) for one, other in cursor.fetchall()}


def blocks_after(key: int | None, limit: int) -> tuple[int | None, set[Pair]]:
    """The pairs of the next `limit` keys that at least two customers share, and the last of these keys (None: all
    keys have been seen).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, array_agg(customer_id) FROM customers_duplicatekey WHERE %s::bigint IS NULL OR key > %s"
            " GROUP BY key HAVING count(*) BETWEEN 2 AND %s ORDER BY key LIMIT %s",
            [key, key, LARGEST_BLOCK, limit],
        )
        blocks = cursor.fetchall()
    pairs = {_ordered(*pair) for _key, ids in blocks for pair in combinations(ids, 2)}
    return (blocks[-1][0] if blocks else None), pairs


def compare(pairs: Iterable[Pair], read: dict[UUID, Comparable] | None = None) -> list[Found]:
    """Those of the pairs that a person should see."""
    pairs = list(pairs)
    known = dict(read or {})
    known |= comparables({one for pair in pairs for one in pair} - known.keys())
    found = []
    for first, second in pairs:
        if first in known and second in known:
            match = score(known[first], known[second])
            if match.weight >= REVIEW_WEIGHT:
                found.append(Found((first, second), match))
    return found


def store_pairs(found: list[Found], at: datetime) -> None:
    """Write pairs; what a person has decided about one stays."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_duplicatepair (first_id, second_id, weight, reasons, state, found_at)"
            " SELECT f, s, w, r::jsonb, 'open', %s FROM unnest(%s::uuid[], %s::uuid[], %s::float8[], %s::text[])"
            " AS n(f, s, w, r) WHERE (SELECT count(*) FROM customers_customer WHERE id IN (f, s)) = 2"
            " ON CONFLICT (first_id, second_id) DO UPDATE"
            " SET weight = excluded.weight, reasons = excluded.reasons, found_at = excluded.found_at",
            [
                at,
                [one.pair[0] for one in found],
                [one.pair[1] for one in found],
                [float(one.match.weight) for one in found],
                [json.dumps([[str(reason), points] for reason, points in one.match.reasons]) for one in found],
            ],
        )


def forget_pairs(customer_ids: Iterable[UUID], *, keep: Iterable[Pair]) -> None:
    """Open pairs of these customers that the latest comparison did not find again."""
    ids, kept = list(customer_ids), set(keep)
    mine = DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids), state=DuplicatePair.State.OPEN)
    gone = [pk for pk, *pair in mine.values_list("pk", "first_id", "second_id") if tuple(pair) not in kept]
    DuplicatePair.objects.filter(pk__in=gone).delete()


def forget_keys(customer_id: UUID) -> None:
    DuplicateKey.objects.filter(customer=customer_id).delete()


def _ordered(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)
