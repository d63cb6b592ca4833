"""Where a merged customer went, and the merges of one customer."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from kehu.customers.models import Customer, Merge
from kehu.foundation.access.models import User


def survivor_of(customer_id: UUID, user: User) -> UUID | None:
    """The customer into whom this one went, over any number of merges; None if he was not merged or the user does not
    see the one who is left.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE way AS (SELECT id, merged_into_id, 0 AS step FROM customers_customer WHERE id = %s"
            " UNION ALL SELECT c.id, c.merged_into_id, way.step + 1 FROM customers_customer c"
            " JOIN way ON c.id = way.merged_into_id WHERE way.step < 100)"
            " SELECT id FROM way WHERE merged_into_id IS NULL AND step > 0",
            [customer_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return Customer.objects.visible_to(user).filter(pk=row[0]).values_list("pk", flat=True).first()


def merges_of(customer: Customer, limit: int = 20) -> Any:
    """The merges that made a customer what he is, those taken back too, newest first."""
    rows = Merge.objects.filter(Q(survivor=customer) | Q(loser=customer))
    return rows.select_related("survivor", "loser", "merged_by", "change_set").order_by("-created_at", "-pk")[:limit]
