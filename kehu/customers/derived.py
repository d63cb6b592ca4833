"""What is derived from other rows: the columns that repeat contact points, keys for matching, search terms.

Actions keep these in step; after raw changes (taking back a change set, plain SQL) `refresh` makes them anew.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from kehu.customers.cleaning.names import match_key
from kehu.customers.models import Contact, Customer
from kehu.customers.storing.indexing import reindex
from kehu.foundation.search.sorting import sort_key


def refresh(customer_ids: Iterable[UUID]) -> None:
    """Everything derived of these customers and their contacts, inside the running transaction."""
    ids = list(customer_ids)
    refresh_keys(ids)
    refresh_repeated(ids)
    contacts = list(Contact.objects.filter(customer__in=ids).values_list("pk", flat=True))
    refresh_keys_of_contacts(contacts)
    refresh_repeated_of_contacts(contacts)
    reindex(ids, contacts)


def refresh_contacts(contact_ids: Iterable[UUID]) -> None:
    ids = list(contact_ids)
    refresh_keys_of_contacts(ids)
    refresh_repeated_of_contacts(ids)
    customers = set(Contact.objects.filter(pk__in=ids).values_list("customer_id", flat=True))
    reindex(customers, ids)


def refresh_keys(ids: list[UUID]) -> None:
    """The keys made of names: for matching, and for the order of lists."""
    changed = []
    for customer in Customer.objects.filter(pk__in=ids).only("pk", "kind", "name", "match_key", "sort_name"):
        keys = match_key(customer.name, is_person=customer.is_person), sort_key(customer.name)
        if keys != (customer.match_key, customer.sort_name):
            customer.match_key, customer.sort_name = keys
            changed.append(customer)
    if changed:
        Customer.objects.bulk_update(changed, ["match_key", "sort_name"], batch_size=1000)


def refresh_keys_of_contacts(ids: list[UUID]) -> None:
    changed = []
    for contact in Contact.objects.filter(pk__in=ids).only("pk", "name", "sort_name"):
        key = sort_key(contact.name)
        if key != contact.sort_name:
            contact.sort_name = key
            changed.append(contact)
    if changed:
        Contact.objects.bulk_update(changed, ["sort_name"], batch_size=1000)


# The first usable point of each kind: preferred before others, then as they were made. The same rule in Python:
# cleaning.points.repeated.
_FIRST = """
LEFT JOIN LATERAL (
    SELECT p.* FROM customers_contactpoint p
    WHERE p.customer_id = {customer} AND {contact} AND p.kind = '{kind}' AND p.invalid_since IS NULL
    ORDER BY p.preferred DESC, p.created_at, p.id LIMIT 1
) {kind} ON true
"""
_PHONE = "left(CASE WHEN phone.normalised LIKE '+%%' THEN phone.normalised ELSE coalesce(phone.value, '') END, 40)"


def refresh_repeated(ids: Iterable[UUID]) -> None:
    """Phone, e-mail, country, region and city of customers, where they differ from their contact points."""
    joins = "".join(
        _FIRST.format(customer="c.id", contact="p.contact_id IS NULL", kind=kind)
        for kind in ("phone", "email", "address")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE customers_customer u SET phone = d.phone, email = d.email, country = d.country, region = d.region,
                city = d.city
            FROM (
                SELECT c.id, {_PHONE} AS phone, left(coalesce(email.value, ''), 254) AS email,
                    left(coalesce(address.address ->> 'country', ''), 2) AS country,
                    left(coalesce(address.address ->> 'region', ''), 80) AS region,
                    left(coalesce(address.address ->> 'city', ''), 80) AS city
                FROM customers_customer c {joins} WHERE c.id = ANY(%s)
            ) d
            WHERE u.id = d.id AND (u.phone, u.email, u.country, u.region, u.city)
                IS DISTINCT FROM (d.phone, d.email, d.country, d.region, d.city)
            """,
            [list(ids)],
        )


def refresh_repeated_of_contacts(ids: Iterable[UUID]) -> None:
    joins = "".join(
        _FIRST.format(customer="c.customer_id", contact="p.contact_id = c.id", kind=kind) for kind in ("phone", "email")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE customers_contact u SET phone = d.phone, email = d.email
            FROM (
                SELECT c.id, {_PHONE} AS phone, left(coalesce(email.value, ''), 254) AS email
                FROM customers_contact c {joins} WHERE c.id = ANY(%s)
            ) d
            WHERE u.id = d.id AND (u.phone, u.email) IS DISTINCT FROM (d.phone, d.email)
            """,
            [list(ids)],
        )
