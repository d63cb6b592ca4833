"""What is wrong with the records of customers, worked out by the database for some or for all of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from kehu.customers.models import QualityPolicy

# SQL that is true where the field is missing; `c` is the customer.
MISSING = {
    "phone": "c.phone = ''",
    "email": "c.email = ''",
    "owner": "c.owner_id IS NULL",
    "city": "c.city = ''",
    "industry": "c.kind = 'organisation' AND c.industry = ''",
    "consent": "NOT EXISTS (SELECT FROM customers_consent x WHERE x.customer_id = c.id)",
    "tier": "c.tier = ''",
    "lifecycle_stage": "c.lifecycle_stage_id IS NULL",
    "source": "c.source = ''",
    "language": "c.language = ''",
    "contact": "c.kind = 'organisation' AND NOT EXISTS"
    " (SELECT FROM customers_contact x WHERE x.customer_id = c.id AND x.deleted_at IS NULL)",
    "address": "NOT EXISTS (SELECT FROM customers_contactpoint x WHERE x.customer_id = c.id AND x.kind = 'address')",
}

# Somebody with contact points of a kind of which none is valid any more cannot be reached by it.
_UNREACHABLE = """EXISTS (
    SELECT FROM customers_contactpoint p WHERE p.customer_id = c.id AND p.contact_id IS NULL
    AND p.kind IN ('phone', 'email') GROUP BY p.kind HAVING bool_and(p.invalid_since IS NOT NULL))"""
_DUPLICATE = """(
    EXISTS (SELECT FROM customers_duplicatepair d WHERE d.first_id = c.id AND d.state = 'open')
    OR EXISTS (SELECT FROM customers_duplicatepair d WHERE d.second_id = c.id AND d.state = 'open'))"""
_STATEMENT = """
INSERT INTO customers_customerquality AS q (customer_id, missing, unreachable, stale, orphaned, duplicate, score)
SELECT id, missing, unreachable, stale, orphaned, duplicate,
    round(100 * (1 - (cardinality(missing) + unreachable::int + stale::int + orphaned::int + duplicate::int)::numeric
        / %s))
FROM (
    SELECT c.id, array_remove(ARRAY[{missing}]::varchar[], NULL) AS missing, {unreachable} AS unreachable,
        greatest(coalesce(c.last_contact_at, c.created_at), c.updated_at) < now() - make_interval(days => CASE c.tier
            WHEN 'key' THEN %s WHEN 'a' THEN %s WHEN 'b' THEN %s WHEN 'c' THEN %s ELSE %s END) AS stale,
        c.owner_id IS NULL OR NOT u.is_active AS orphaned, {duplicate} AS duplicate
    FROM customers_customer c LEFT JOIN access_user u ON u.id = c.owner_id
    WHERE c.id = ANY(%s) AND c.deleted_at IS NULL
) found
ON CONFLICT (customer_id) DO UPDATE SET missing = excluded.missing, unreachable = excluded.unreachable,
    stale = excluded.stale, orphaned = excluded.orphaned, duplicate = excluded.duplicate, score = excluded.score
WHERE (q.missing, q.unreachable, q.stale, q.orphaned, q.duplicate, q.score) IS DISTINCT FROM
    (excluded.missing, excluded.unreachable, excluded.stale, excluded.orphaned, excluded.duplicate, excluded.score)
"""
TIERS = ("key", "a", "b", "c", "")


def examine(ids: Iterable[UUID], policy: QualityPolicy) -> None:
    """Write what is wrong with these customers; those in the trash have no row."""
    listed = list(ids)
    fields = [one for one in policy.fields if one in MISSING]
    columns = ", ".join(f"CASE WHEN {MISSING[one]} THEN '{one}' END" for one in fields) or "NULL"
    days = [int(policy.stale_days.get(tier, 365)) for tier in TIERS]
    statement = _STATEMENT.format(missing=columns, unreachable=_UNREACHABLE, duplicate=_DUPLICATE)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM customers_customerquality q USING customers_customer c"
            " WHERE q.customer_id = c.id AND c.id = ANY(%s) AND c.deleted_at IS NOT NULL",
            [listed],
        )
        cursor.execute(statement, [len(fields) + 4, *days, listed])


def next_ids(after: UUID, limit: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM customers_customer WHERE id > %s ORDER BY id LIMIT %s", [after, limit])
        return [row[0] for row in cursor.fetchall()]
